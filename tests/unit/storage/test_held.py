"""A lock that one process holds through one connection."""

import asyncio

import pytest
from sqlalchemy import text

from bot.core.errors import Unavailable
from bot.storage import held
from bot.storage.installation import keep_fact, read_fact
from tests.unit.delivery.running import until

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])
NUMBER = 4242


@pytest.fixture
async def locks(db):
    made = [db.make_lock(NUMBER) for _ in range(2)]
    yield made
    for lock in made:
        await lock.let_go()


async def cut(db):
    """Cut every connection that holds an advisory lock, as an operator or a failover would."""
    async with db.begin() as tx:
        await tx.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        )


async def test_one_has_it_until_it_lets_go(locks):
    first, second = locks
    assert await first.try_take()
    assert not await second.try_take()
    assert (first.is_held, second.is_held) == (True, False)
    await first.let_go()
    assert not first.is_held
    assert await second.try_take()


async def test_it_works_through_the_connection_that_holds_it(db, locks):
    lock = locks[0]
    await lock.try_take()
    async with lock.begin() as tx:
        await keep_fact(tx, "here", "yes")
    with pytest.raises(ZeroDivisionError):
        async with lock.begin() as tx:
            await keep_fact(tx, "here", str(1 // 0))
    await lock.stay()
    async with db.read() as tx:
        assert await read_fact(tx, "here") == "yes"
    assert lock.is_held


async def test_who_is_cut_off_knows_at_once(db, locks):
    first, second = locks
    await first.try_take()
    await cut(db)
    await until(first.lost.is_set)
    assert not first.is_held
    with pytest.raises(Unavailable):
        await first.stay()
    assert await second.try_take()
    await second.let_go()
    assert await first.try_take(), "it may try again"


async def test_cut_off_in_the_middle_of_a_transaction(locks):
    lock = locks[0]
    await lock.try_take()
    with pytest.raises(Unavailable):
        async with lock.begin() as tx:
            await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert lock.lost.is_set()


async def test_who_says_nothing_is_cut_off(locks, monkeypatch):
    first, second = locks
    monkeypatch.setitem(held.SETTINGS, "idle_session_timeout", "300ms")
    monkeypatch.setattr(held, "COUNTS", 0.2)
    assert await first.try_take()
    await asyncio.sleep(0.25)
    assert not first.is_held, "it knows by its own counter, before the database acts"
    await until(first.lost.is_set)
    assert await second.try_take()


async def test_who_keeps_saying_something_is_not(db, locks):
    """PostgreSQL counts from the moment at which a connection said something last."""
    first = locks[0]
    await first.try_take()
    before = await find_last_word(db)
    await first.stay()
    assert await find_last_word(db) > before
    assert first.is_held


async def find_last_word(db):
    """When the connection that holds the lock was last busy, by the database."""
    last = "SELECT state_change FROM pg_stat_activity JOIN pg_locks USING (pid)"
    async with db.read() as tx:
        return await tx.scalar(text(last + " WHERE locktype = 'advisory'"))
