"""What one process tells the others."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.storage import notices
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.unit.delivery.running import until

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])


@pytest.fixture
async def other(db, database_url, clock, tmp_path):
    """The same database, opened by another process."""
    keys = KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, clock)
    other = Database(database_url, clock, keys)
    await other.start()
    yield other
    await other.close()


@asynccontextmanager
async def hearing(db):
    ear = db.make_notices()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ear.run())
        await until(lambda: ear.connected)
        ear.missed.clear()
        yield ear
        task.cancel()


async def test_marks_and_words_reach_the_other_process(db, other):
    woken, heard = asyncio.Event(), []
    other.listen("outbox", woken)
    other.subscribe("help", heard.append)
    async with hearing(other):
        woken.clear()
        async with db.begin() as tx:
            tx.mark("outbox")
            tx.announce("help", "member 42 CA")
            tx.announce("help", "server 7 DE")
        await until(lambda: len(heard) == 2)
        assert woken.is_set()
    assert heard == ["member 42 CA", "server 7 DE"]


async def announce_and_fail(db):
    async with db.begin() as tx:
        tx.announce("help", "never")
        await tx.execute(text(f"SELECT {1 // 0}"))


async def test_what_is_rolled_back_was_never_said(db, other):
    heard = []
    other.subscribe("help", heard.append)
    async with hearing(other):
        with pytest.raises(ZeroDivisionError):
            await announce_and_fail(db)
        async with db.begin() as tx:
            tx.announce("help", "said")
        await until(lambda: heard)
    assert heard == ["said"]


async def test_ones_own_words_are_not_heard_twice(db):
    heard = []
    db.subscribe("help", heard.append)
    async with hearing(db):
        async with db.begin() as tx:
            tx.announce("help", "once")
        await asyncio.sleep(0.1)
    assert heard == ["once"]


async def test_what_is_too_long_to_be_told_is_read_again(db, other):
    async with hearing(other) as ear:
        async with db.begin() as tx:
            tx.announce("help", "x" * 9000)
        await until(ear.missed.is_set)


async def test_who_is_cut_off_looks_by_itself_and_comes_back(db, other, monkeypatch):
    monkeypatch.setattr(notices, "PAUSE", 0.05)
    woken = asyncio.Event()
    other.listen("timers", woken)
    async with hearing(other) as ear:
        woken.clear()
        async with db.begin() as tx:
            query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE :q"
            await tx.execute(text(query + " AND pid <> pg_backend_pid()"), {"q": "LISTEN%"})
        await until(ear.missed.is_set)
        await until(woken.is_set)
        await until(lambda: ear.connected)
