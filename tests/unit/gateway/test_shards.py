"""Which of several processes answers for a shard."""

import asyncio

import pytest

from bot.core.errors import SetupProblem, Unavailable
from bot.core.parts import Shards
from bot.gateway import shards
from bot.gateway.shards import AllShards, LeasedShards
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from tests.conftest import OPERATOR_KEY, sqlite_url

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
    monkeypatch.setattr(shards, "LEASE", 0.3)
    monkeypatch.setattr(shards, "COUNTS", 0.2)
    first, second = LeasedShards(db, FOUR), LeasedShards(other, FOUR)
    await first.beat()
    await second.beat()
    assert held(second) == []
    await asyncio.sleep(0.25)
    assert held(first) == [], "it knows before anybody else can have it"
    await asyncio.sleep(0.1)
    monkeypatch.undo()
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
    monkeypatch.setattr(shards, "BETWEEN", 0.3)
    first, second = LeasedShards(db, FOUR), LeasedShards(other, FOUR)
    began = asyncio.get_running_loop().time()
    for one in (first, second, first):
        await one.wait_turn(0)
    assert 0.55 <= asyncio.get_running_loop().time() - began < 5
    began = asyncio.get_running_loop().time()
    await second.wait_turn(1)
    assert asyncio.get_running_loop().time() - began < 0.3


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
