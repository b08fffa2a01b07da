"""What processes hold for a while, by the database's clock."""

import asyncio

import pytest

from bot.storage.leases import (
    held_by_others,
    keep_leases,
    make_leases,
    next_free,
    queue_up,
    take_leases,
    take_one,
)

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])

SHARDS = ["shard:0/2", "shard:1/2"]


async def take(db, holder, names=SHARDS, seconds=60.0):
    async with db.begin() as tx:
        return await take_leases(tx, holder, names, seconds)


async def test_one_at_a_time_has_it(db):
    assert await take(db, "one", SHARDS[:1]) == {"shard:0/2"}
    assert await take(db, "two") == {"shard:1/2"}
    assert await take(db, "one") == {"shard:0/2"}, "its own is prolonged"


async def test_what_is_over_or_given_back_is_free(db):
    await take(db, "one", SHARDS[:1], seconds=-1)
    await take(db, "one", SHARDS[1:])
    async with db.begin() as tx:
        await keep_leases(tx, "one", SHARDS, 0)
    assert await take(db, "two") == set(SHARDS)


async def test_only_ones_own_is_given_back(db):
    await take(db, "one")
    async with db.begin() as tx:
        await keep_leases(tx, "two", SHARDS, 0)
    assert await take(db, "two") == set()


async def test_two_who_ask_at_once_do_not_get_the_same(db):
    names = [f"shard:{n}/9" for n in range(9)]
    taken = await asyncio.gather(*(take(db, f"p{n}", names) for n in range(5)))
    assert sorted(name for some in taken for name in some) == names


async def test_turns_come_one_after_the_other(db):
    async with db.begin() as tx:
        waits = [await queue_up(tx, "one", "identify:0", 5.5) for _ in range(3)]
        other = await queue_up(tx, "one", "identify:1", 5.5)
    assert [round(wait / 5.5, 1) for wait in waits] == [0.0, 1.0, 2.0]
    assert other == 0.0


async def test_places_are_taken_one_by_one(db):
    names = ["request:0", "request:1"]
    async with db.begin() as tx:
        await make_leases(tx, names)
        await make_leases(tx, names)
        first, second, third = [await take_one(tx, "one", names, 60) for _ in range(3)]
        assert {first, second, third} == {*names, None}
        assert 50 < await next_free(tx, names) <= 60
        await keep_leases(tx, "one", [first], 0)
    async with db.begin() as tx:
        assert await next_free(tx, names) == 0.0
        assert await take_one(tx, "two", names, 60) == first


async def test_who_else_holds_something(db):
    await take(db, "one", ["shard:0/2"])
    await take(db, "two", ["shard:1/8"])
    async with db.begin() as tx:
        assert await held_by_others(tx, "one", "shard:%") == ["shard:1/8"]
