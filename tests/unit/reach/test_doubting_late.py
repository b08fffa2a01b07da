"""A call that is over: for a day two people can still say that it was not a real one."""

import pytest

from bot.core.errors import Refused
from bot.reach.asking import service as asking
from bot.storage.tables import duty_takings, metadata
from tests.support.who import buttons_of
from tests.unit.reach.calling import ANA, HAL, HIA, HUE, MONA
from tests.unit.reach.talking import Talking, labels

ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
UNREAL = "Not a real one"


@pytest.fixture
async def night(db, clock):
    return await Talking.open(db, clock)


async def ask_and_stop(night):
    """Let Ana ask helpers and stop it herself; both helpers had the question by then."""
    await night.ask_all("h")
    await night.pass_time(seconds=5)
    await night.act(ANA, await night.refresh(), "Stop asking")
    await night.settle()


async def entries(night):
    return [*await night.sealed("past:"), *await night.sealed("was_asked:")]


async def test_two_people_bring_it_to_the_moderators(night):
    await ask_and_stop(night)
    first = await night.act(HAL, night.note(HAL), UNREAL)
    assert "It is over already" in first.body
    assert not any("not a real call" in one.body for one in night.calls)
    second = await night.act(HIA, night.note(HIA), UNREAL)
    assert "You are the second to say so" in second.body
    note = night.calls[-1]
    assert "not a real call" in note.body
    assert str(ANA) not in note.body
    page = await night.act(MONA, note, "Who was it?", moderator=True)
    assert f"<@{ANA}>" in page.body


@ONE_DATABASE
async def test_one_alone_brings_nothing_however_often(night):
    await ask_and_stop(night)
    old = night.note(HAL)
    for _ in range(3):
        await night.act(HAL, old, UNREAL)
    assert night.calls == []


@ONE_DATABASE
async def test_what_was_said_before_the_end_counts_too(night):
    await night.ask_all("h")
    await night.doubt(HAL)
    await night.act(ANA, await night.refresh(), "Stop asking")
    await night.settle()
    said = await night.act(HIA, night.note(HIA), UNREAL)
    assert "You are the second to say so" in said.body


@ONE_DATABASE
async def test_it_counts_against_nobodys_rest(night):
    await night.ask_all("h")
    page = await night.act(HAL, night.note(HAL), "I'm with them")
    assert UNREAL in labels(page)
    await night.act(ANA, await night.refresh(), "I'm okay now")
    await night.settle()
    assert len(await night.stage_rows(duty_takings)) == 1
    await night.act(HAL, night.note(HAL), UNREAL)
    await night.act(HIA, night.note(HIA), UNREAL)
    assert await night.stage_rows(duty_takings) == []


@ONE_DATABASE
async def test_only_who_was_asked_can_say_so(night):
    await ask_and_stop(night)
    button = buttons_of(night.note(HAL))[UNREAL]
    for other in (ANA, HIA, HUE):
        with pytest.raises(Refused):
            await night.press(night.who(other), button.action, button.ref)


@ONE_DATABASE
async def test_after_a_day_nothing_is_kept_of_it(night):
    await ask_and_stop(night)
    assert len(await entries(night)) == 3
    old = night.note(HAL)
    await night.pass_time(hours=23, minutes=59)
    assert len(await entries(night)) == 3
    await night.pass_time(minutes=2)
    assert await entries(night) == []
    with pytest.raises(Refused):
        await night.act(HAL, old, UNREAL)


@ONE_DATABASE
async def test_who_was_not_asked_yet_is_not_kept(night):
    await night.ask_all("a")
    await night.act(ANA, await night.refresh(), "Stop asking")
    assert len(await night.sealed("was_asked:")) == 1


@ONE_DATABASE
@pytest.mark.parametrize("gone", [ANA, HAL])
async def test_whoever_is_erased_is_gone_from_it(night, gone):
    await ask_and_stop(night)
    old = night.note(HIA)
    await night.erase(night.who(gone))
    await night.settle()
    assert len(await entries(night)) == 2
    if gone == ANA:
        with pytest.raises(Refused):
            await night.act(HIA, old, UNREAL)


async def test_no_row_names_anybody(night):
    await ask_and_stop(night)
    known = {"members", "dm_channels", "sightings", "helpers", "vouchings"}
    for table in metadata.sorted_tables:
        for row in await night.stage_rows(table) if table.name not in known else ():
            for member in (ANA, HAL, HIA):
                assert member not in row.values(), (table.name, row)


@ONE_DATABASE
async def test_it_says_what_is_kept_and_for_how_long(night):
    await ask_and_stop(night)
    for member, said in ((ANA, "a call of yours that is over, for a day"), (HAL, "were asked")):
        async with night.db.begin() as tx:
            entries = await tx.vault.entries_of(member)
        assert any(said in str(one.get("means")) for one in entries.values())


@ONE_DATABASE
async def test_a_room_keeps_the_way_to_say_it(night):
    await night.set_server(helpers_channel_id=711)
    night.transport.visible |= {(HAL, 711)}
    night.transport.closed_chats.add(HAL)
    await night.ask_all("h")
    await night.settle()
    await night.act(ANA, await night.refresh(), "Stop asking")
    await night.settle()
    assert UNREAL in labels(night.in_thread[-1])


# ---------------------------------------------------------------- Block and Report


@ONE_DATABASE
async def test_for_a_day_block_knows_whom_it_means_and_their_thread_is_found(night):
    await night.choose("thread")
    screen = await night.ask("h")
    await night.act(ANA, screen, "Send")
    await night.act(HAL, night.note(HAL), "I'm with them")
    await night.settle()
    mine = await night.page()
    await night.act(ANA, mine, "I'm okay now")
    await night.settle()
    said = await night.act(ANA, mine, "Block")
    assert f"<@{HAL}>" in said.body
    await night.settle()
    assert night.thread[1] == {ANA}


@ONE_DATABASE
async def test_after_a_day_block_says_that_it_knows_no_more(night):
    await night.ask_all("h")
    page = await night.act(HAL, night.note(HAL), "I'm with them")
    await night.act(ANA, await night.page(), "I'm okay now")
    await night.pass_time(days=2)
    with pytest.raises(Refused):
        await night.act(HAL, page, "Block")
    assert await night.call(asking.find_request_of, ANA) is None
