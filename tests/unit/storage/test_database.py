"""What both databases promise alike."""

import asyncio
import contextvars
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import Busy
from bot.storage.database import BATCH, Database, forbid_transaction, inside_transaction
from bot.storage.tables import servers

PRAGMAS = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "query_only")
OUTSIDE = contextvars.copy_context()  # of a task that did not begin a transaction


async def count_servers(db: Database) -> int:
    async with db.read() as tx:
        return await tx.scalar(select(func.count()).select_from(servers))


async def add_server(tx, server_id: int = 1) -> None:
    await tx.execute(insert(servers).values(server_id=server_id))


async def test_commits_at_the_end(db):
    async with db.begin() as tx:
        await add_server(tx)
    assert await count_servers(db) == 1


async def test_rolls_back_on_an_error(db):
    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx)
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        await write()
    assert await count_servers(db) == 0


async def test_rolls_back_when_cancelled(db):
    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx)
            await asyncio.sleep(10)

    task = asyncio.ensure_future(write())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count_servers(db) == 0
    async with db.begin() as tx:
        await add_server(tx)


async def test_whatever_the_instant_of_a_cancellation_it_is_all_or_nothing(db):
    """Cancelled after 0, 1, 2 … turns of the loop: two rows or none, and nothing stays open."""
    told = []

    async def write(number: int) -> None:
        async with db.begin() as tx:
            await add_server(tx, number)
            tx.after_commit(lambda: told.append(number))
            await add_server(tx, -number)

    finished = 0
    for turns in range(1, 60):
        task = asyncio.ensure_future(write(turns))
        for _ in range(turns):
            await asyncio.sleep(0 if turns % 2 else 0.0002)
        task.cancel()
        finished += not isinstance(
            (await asyncio.gather(task, return_exceptions=True))[0], BaseException
        )
        assert db.connections_in_use == 0
    async with db.read() as tx:
        kept = {row["server_id"] for row in await tx.rows(select(servers.c.server_id))}
    assert kept == {sign * number for number in told for sign in (1, -1)}
    assert finished <= len(told)


async def test_a_commit_that_was_begun_is_finished_and_told_though_cancelled(db):
    told = asyncio.Event()
    db.listen("timers", told)

    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx)
            tx.mark("timers")
            asyncio.get_running_loop().call_soon(task.cancel)  # the next await is the commit

    task = asyncio.ensure_future(write())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.is_set()
    assert await count_servers(db) == 1


async def test_a_person_goes_before_waiting_batches(db):
    if db.dialect != "sqlite":
        pytest.skip("PostgreSQL lets several write at once")
    order = []

    async def write(name: str, *priority) -> None:
        async with db.begin(*priority):
            order.append(name)

    async with asyncio.TaskGroup() as group:
        release = await hold_all_places(db, group)
        group.create_task(write("batch", BATCH))
        await asyncio.sleep(0.01)
        group.create_task(write("person"))
        await asyncio.sleep(0.01)
        release.set()
    assert order == ["person", "batch"]


async def hold_all_places(db: Database, group: asyncio.TaskGroup) -> asyncio.Event:
    """Begin as many transactions as fit; they end when the event is set."""
    places = 1 if db.dialect == "sqlite" else 8
    release, all_held = asyncio.Event(), asyncio.Barrier(places + 1)

    async def hold() -> None:
        async with db.begin(BATCH):
            await all_held.wait()
            await release.wait()

    for _ in range(places):
        group.create_task(hold())
    await all_held.wait()
    return release


@pytest.mark.parametrize("patience", [1.0])
async def test_a_person_gives_up_and_a_batch_does_not(db, patience):
    async with asyncio.TaskGroup() as group:
        release = await hold_all_places(db, group)
        batch = group.create_task(self_service(db))
        began = time.monotonic()
        with pytest.raises(Busy):
            async with db.begin():
                pass
        assert time.monotonic() - began >= patience
        assert not batch.done()
        release.set()
    assert await count_servers(db) == 1


async def self_service(db: Database) -> None:
    async with db.begin(BATCH) as tx:
        await add_server(tx)


async def test_a_reader_sees_one_moment(db):
    async with db.begin() as tx:
        await add_server(tx)
    seen = []

    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx, 2)

    async with db.read() as tx:
        count = select(func.count()).select_from(servers)
        seen.append(await tx.scalar(count))
        await asyncio.get_running_loop().create_task(write(), context=OUTSIDE)
        seen.append(await tx.scalar(count))
    assert seen == [1, 1]
    assert await count_servers(db) == 2


async def test_a_reader_sees_nothing_uncommitted(db):
    async with db.begin() as tx:
        await add_server(tx)
        counted = asyncio.get_running_loop().create_task(count_servers(db), context=OUTSIDE)
        assert await counted == 0


@pytest.mark.parametrize("statement", [insert(servers).values(server_id=1), delete(servers)])
async def test_a_reader_does_not_write(db, statement):
    with pytest.raises(RuntimeError, match="does not write"):
        async with db.read() as tx:
            await tx.execute(statement)


async def test_the_database_itself_stops_a_writing_reader(db):
    with pytest.raises(Exception, match=r"read-only transaction|cannot be used"):
        async with db.read() as tx:
            await tx.execute(text("DELETE FROM servers"))


async def test_no_transaction_within_another(db):
    for inner in (db.begin, db.read):
        with pytest.raises(RuntimeError):
            async with db.begin(), inner():
                pass
    assert not inside_transaction()
    forbid_transaction()


async def test_a_task_knows_whether_it_is_inside(db):
    assert not inside_transaction()
    async with db.read():
        assert inside_transaction()
        with pytest.raises(RuntimeError):
            forbid_transaction()
    assert not inside_transaction()


async def test_listeners_and_subscribers_hear_only_of_commits(db):
    event, heard, order = asyncio.Event(), [], []
    db.listen("help", event)
    db.subscribe("help", heard.append)
    with suppress(KeyError):
        async with db.begin() as tx:
            tx.announce("help", "server 1 DE")
            tx.after_commit(lambda: order.append("called"))
            raise KeyError
    assert (event.is_set(), heard, order) == (False, [], [])
    async with db.begin() as tx:
        tx.mark("timers")
        tx.announce("help", "server 1 DE")
        tx.after_commit(lambda: order.append(inside_transaction()))
        assert heard == []
    assert (event.is_set(), heard, order) == (True, ["server 1 DE"], [False])


async def test_now_is_when_it_began(db, clock):
    async with db.begin() as tx:
        clock.advance(minutes=5)
        assert clock.now() - tx.now == timedelta(minutes=5)


async def test_a_failed_statement_cannot_be_ignored(db):
    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx)
            with suppress(IntegrityError):
                await add_server(tx)

    with pytest.raises(RuntimeError, match="ignored"):
        await write()
    assert await count_servers(db) == 0


@pytest.mark.parametrize("patience", [1.0])
async def test_scrubbing_does_not_wait_for_readers_for_ever(db, patience):
    async def write() -> None:
        async with db.begin() as tx:
            await add_server(tx)
            tx.scrub()

    async with db.read() as tx:
        await tx.scalar(select(func.count()).select_from(servers))
        await asyncio.get_running_loop().create_task(write(), context=OUTSIDE)
    assert await count_servers(db) == 1


@pytest.mark.usefixtures("synced")
@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_sqlite_is_set_to_lose_nothing_and_to_keep_nothing(db):
    async with db.begin() as tx:
        writer = [await tx.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS]
    assert writer == ["wal", 2, 1, 1, 0]
    async with db.keys._writing() as keys:
        found = [(await keys.execute(text(f"PRAGMA {name}"))).scalar() for name in PRAGMAS[:3]]
    assert found == ["truncate", 2, 1]
    async with db.read() as tx:
        assert await tx.scalar(text("PRAGMA query_only")) == 1
