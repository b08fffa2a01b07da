"""Which of several processes answers for a shard."""

import asyncio

import pytest
from sqlalchemy import update

from bot.core.errors import SetupProblem, Unavailable
from bot.core.parts import Shards
from bot.gateway import shards
from bot.gateway.shards import AllShards, LeasedShards
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.tables import leases
from bot.storage.types import EPOCH
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.unit.delivery.running import until

FOUR = Shards((0, 1, 2, 3), 4)
on_postgres = pytest.mark.parametrize("db_kind", ["postgresql"])


@pytest.fixture
async def other(db, database_url, clock, tmp_path):
    """The same database, opened by another process."""
    keys = KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, clock)
    other = Database(database_url, clock, keys)
    await other.start()
    yield other
    await other.close()


def held(one):
    return [shard for shard in one.shards.ids if one.holds(shard)]


@on_postgres
async def test_whoever_comes_first_has_it_until_it_gives_it_back(db, other):
    first, second = LeasedShards(db, Shards((0, 1), 4)), LeasedShards(other, FOUR)
    assert await first.beat()
    assert await second.beat()
    assert (held(first), held(second)) == ([0, 1], [2, 3])
    await first.give_back()
    assert held(first) == []
    await second.beat()
    assert held(second) == [0, 1, 2, 3]
    await first.beat()
    assert held(first) == []


@on_postgres
async def test_whoever_says_nothing_loses_it_and_knows(db, other, monkeypatch):
    monkeypatch.setattr(shards, "LEASE", 60.0)
    monkeypatch.setattr(shards, "COUNTS", 0.05)
    first, second = LeasedShards(db, FOUR), LeasedShards(other, FOUR)
    await first.beat()
    await until(lambda: held(first) == [])
    monkeypatch.undo()
    await second.beat()
    assert held(second) == [], "the first knows before anybody else can have it"
    async with db.begin() as tx:
        await tx.execute(update(leases).values(until=EPOCH))
    await second.beat()
    assert held(second) == [0, 1, 2, 3]
    assert not await first.may_answer(1)
    assert await second.may_answer(1)


@on_postgres
async def test_a_lease_that_nobody_took_is_renewed_for_a_press(db, monkeypatch):
    ours = LeasedShards(db, FOUR)
    monkeypatch.setattr(shards, "COUNTS", 0.0)
    await ours.beat()
    monkeypatch.undo()
    assert not ours.holds(2)
    assert await ours.may_answer(2)
    assert ours.holds(2)


@on_postgres
async def test_without_the_database_nobody_can_have_taken_it(db, monkeypatch):
    ours = LeasedShards(db, FOUR)

    def gone(_priority):
        raise Unavailable

    monkeypatch.setattr(db, "begin", gone)
    assert not await ours.beat()
    assert await ours.may_answer(0), "so the person hears kind words, and not nothing"
    await ours.give_back()


@on_postgres
async def test_all_must_divide_the_servers_alike(db, other):
    await LeasedShards(db, FOUR).beat()
    await LeasedShards(other, FOUR).check_count()
    with pytest.raises(SetupProblem, match="run with 4 shards, this one with 8"):
        await LeasedShards(other, Shards((0,), 8)).check_count()


@on_postgres
async def test_turns_to_identify_are_taken_across_processes(db, other, monkeypatch):
    monkeypatch.setattr(shards, "BETWEEN", 600.0)
    waits = []

    async def sleep(seconds):
        waits.append(round(seconds / 600))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    first, second = LeasedShards(db, FOUR), LeasedShards(other, FOUR)
    for one in (first, second, first):
        await one.wait_turn(0)
    await second.wait_turn(1)
    assert waits == [0, 1, 2, 0]


async def test_one_process_has_them_all(monkeypatch):
    monkeypatch.setattr(shards, "BETWEEN", 0.1)
    ours = AllShards(FOUR)
    await ours.check_count()
    assert await ours.beat()
    assert held(ours) == [0, 1, 2, 3]
    assert await ours.may_answer(3)
    began = asyncio.get_running_loop().time()
    for _ in range(3):
        await ours.wait_turn(0)
    assert asyncio.get_running_loop().time() - began >= 0.19
    await ours.give_back()
