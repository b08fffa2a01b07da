"""Who is asked first: on both databases."""

from datetime import timedelta

import pytest

from bot.reach.duty import service as duty
from bot.reach.duty import store
from bot.servers import service as servers
from bot.servers.vouching import store as vouching
from tests.support.who import ANA, BEN, CLEO, SERVER

OTHER_SERVER = SERVER + 1


@pytest.fixture
async def helpers(db, clock):
    """Ana, Ben and Cleo are approved helpers, on duty for six hours."""
    async with db.begin() as tx:
        await servers.ensure_server(tx, SERVER)
        await servers.ensure_server(tx, OTHER_SERVER)
        for member in (ANA, BEN, CLEO):
            await trust(tx, member)
            await store.change_duty(tx, SERVER, member, on_until=clock.now() + timedelta(hours=6))


async def trust(tx, member, **changes):
    standing = await vouching.find_standing(tx, SERVER, member, "helper")
    values = {"adult_at": tx.now, "asked_at": tx.now, "approved_at": tx.now, **changes}
    await vouching.change_standing(tx, standing, **values)


async def turns(db, **options):
    async with db.read() as tx:
        return [one.member_id for one in await duty.helpers_on_duty(tx, SERVER, **options)]


async def take(db, member, request="r1", *, hard=False):
    async with db.begin() as tx:
        await duty.count_taken(tx, SERVER, member, request, hard=hard)


async def test_everybody_on_duty_is_asked_the_one_asked_longest_ago_first(db, clock, helpers):
    assert await turns(db) == [ANA, BEN, CLEO]
    async with db.begin() as tx:
        await duty.note_asked(tx, SERVER, [ANA, BEN])
    clock.advance(minutes=1)
    async with db.begin() as tx:
        await duty.note_asked(tx, SERVER, [CLEO, ANA])
    assert await turns(db) == [BEN, ANA, CLEO]
    assert await turns(db, without=[BEN]) == [ANA, CLEO]


@pytest.mark.parametrize(
    "changes",
    [
        {"approved_at": None},
        {"adult_at": None},
        {"suspended_at": "now"},
        {"suspended_at": "now", "suspended_until": "later"},
    ],
)
async def test_who_is_not_trusted_is_never_asked(db, clock, helpers, changes):
    moments = {"now": clock.now(), "later": clock.now() + timedelta(hours=1), None: None}
    async with db.begin() as tx:
        await trust(tx, ANA, **{name: moments[value] for name, value in changes.items()})
    assert await turns(db) == [BEN, CLEO]
    clock.advance(hours=2)
    assert (ANA in await turns(db)) == ("suspended_until" in changes), "a pause has its end"


async def test_a_limit_and_a_rest_lower_the_turn_and_empty_nothing(db, helpers):
    for number in range(3):
        await take(db, ANA, f"a{number}")
    await take(db, BEN, "b0", hard=True)
    assert await turns(db) == [CLEO, ANA, BEN]
    async with db.read() as tx:
        found = await duty.helpers_on_duty(tx, SERVER, without=[CLEO, ANA])
    assert [(one.member_id, one.resting) for one in found] == [(BEN, True)]


async def test_an_own_limit_counts_instead_of_the_servers(db, helpers):
    await take(db, ANA, "a0")
    async with db.begin() as tx:
        await store.change_duty(tx, SERVER, ANA, most=1)
    assert await turns(db) == [BEN, CLEO, ANA]


async def test_a_request_that_was_not_a_real_one_counts_against_nobody(db, helpers):
    for member in (ANA, BEN):
        await take(db, member, "joke", hard=True)
    assert await turns(db) == [CLEO, ANA, BEN]
    async with db.begin() as tx:
        await duty.discount(tx, "joke")
    assert await turns(db) == [ANA, BEN, CLEO]


async def test_a_rest_ends_by_itself_and_is_given_once(db, clock, helpers):
    await take(db, ANA, "a0", hard=True)
    clock.advance(hours=5)
    await take(db, ANA, "a0", hard=True)
    async with db.begin() as tx:
        for member in (ANA, BEN, CLEO):
            await store.change_duty(tx, SERVER, member, on_until=clock.now() + timedelta(days=1))
    assert await turns(db) == [BEN, CLEO, ANA]
    clock.advance(hours=7)
    assert await turns(db) == [ANA, BEN, CLEO]


async def test_what_is_said_to_be_hard_later_counts_from_then(db, helpers):
    await take(db, ANA, "a0")
    await take(db, ANA, "a0", hard=True)
    assert (await turns(db))[-1] == ANA


async def test_people_who_are_no_helpers_are_not_counted(db, helpers):
    await take(db, 5, "a0", hard=True)
    async with db.read() as tx:
        assert await store.takings_of(tx, "a0") == []


async def test_when_the_next_shift_begins(db, clock, helpers):
    async with db.begin() as tx:
        for member in (ANA, BEN, CLEO):
            await store.change_duty(tx, SERVER, member, on_until=None)
        assert await duty.next_shift(tx, SERVER) is None
        # 20 November 2026, noon, is a Friday.
        await store.change_duty(tx, SERVER, ANA, zone="UTC", hours="Mon 18:00-22:00")
        await store.change_duty(tx, SERVER, BEN, zone="Europe/Berlin", hours="Sat 01:00-03:00")
        assert await duty.next_shift(tx, SERVER) == clock.now() + timedelta(hours=12)
        assert await duty.next_shift(tx, OTHER_SERVER) is None
