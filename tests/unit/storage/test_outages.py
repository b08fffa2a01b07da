"""A database that is gone, full, locked or damaged: one kind of error, and it recovers."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from bot.core.errors import Busy, SetupProblem, Unavailable
from bot.storage.database import BATCH, Database
from bot.storage.keys import KeyStore
from bot.storage.tables import installation, servers
from tests.conftest import OPERATOR_KEY, sqlite_url

only_sqlite = pytest.mark.parametrize("db_kind", ["sqlite"])
only_postgres = pytest.mark.parametrize("db_kind", ["postgresql"])


async def add_server(db: Database, server_id: int, priority=BATCH) -> None:
    async with db.begin(priority) as tx:
        await tx.execute(insert(servers).values(server_id=server_id))


async def count_servers(db: Database) -> int:
    async with db.read() as tx:
        return await tx.scalar(select(func.count()).select_from(servers))


def file_of(db: Database) -> Path:
    return Path(db.url.database)


@only_sqlite
async def test_a_full_disk(db):
    async with db.begin() as tx:
        pages = await tx.scalar(text("PRAGMA page_count"))
        await tx.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Unavailable) as problem:
        async with db.begin() as tx:
            await tx.execute(insert(installation).values(name="big", value="x" * 1_000_000))
    assert "full" in str(problem.value.__cause__)
    async with db.begin() as tx:
        await tx.execute(text("PRAGMA max_page_count = 1000000"))
    await add_server(db, 1)
    assert await count_servers(db) == 1


@only_sqlite
@pytest.mark.parametrize("patience", [0.3])
async def test_a_lock_held_by_another_program(db, patience):
    with closing(sqlite3.connect(file_of(db), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await add_server(db, 1)
        with pytest.raises((Busy, Unavailable)):
            await add_server(db, 1, *())
    await add_server(db, 1)


@only_sqlite
async def test_cancelled_while_sqlite_waits_for_the_lock(db):
    """Its thread gets the lock a moment later; nobody may be left holding it."""
    with closing(sqlite3.connect(file_of(db), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.ensure_future(add_server(db, 1))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.sleep(0.01)
        other.execute("ROLLBACK")
        assert isinstance(
            (await asyncio.gather(task, return_exceptions=True))[0], asyncio.CancelledError
        )
        other.execute("BEGIN IMMEDIATE")
    await add_server(db, 2)
    assert await count_servers(db) == 1


@only_sqlite
async def test_a_damaged_file(db):
    await add_server(db, 1)
    with file_of(db).open("r+b") as file:
        file.write(b"\0" * 100)
    with file_of(db).with_name("aftercare.db-wal").open("wb"):
        pass
    with pytest.raises(Unavailable):
        await count_servers(db)


@only_sqlite
async def test_a_file_that_is_no_database_stops_the_start(database_url, clock, tmp_path):
    path = tmp_path / "store" / "aftercare.db"
    path.write_bytes(b"these are my holiday pictures" * 100)
    db = Database(database_url, clock, key_store(tmp_path, clock))
    with pytest.raises(SetupProblem, match=r"aftercare\.db"):
        await db.start()
    assert db.connections_in_use == 0


@only_sqlite
async def test_a_folder_in_place_of_the_file_stops_the_start(database_url, clock, tmp_path):
    (tmp_path / "store" / "aftercare.db").unlink()
    (tmp_path / "store" / "aftercare.db").mkdir()
    with pytest.raises(SetupProblem, match=r"aftercare\.db"):
        await Database(database_url, clock, key_store(tmp_path, clock)).start()


def key_store(tmp_path, clock) -> KeyStore:
    return KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, clock)


async def test_a_server_that_is_not_there_stops_the_start(tmp_path, clock):
    keys = KeyStore(sqlite_url(tmp_path / "keys.db"), OPERATOR_KEY, clock)
    url = f"postgresql+asyncpg://postgres:secret@/nowhere?host={tmp_path}"
    with pytest.raises(SetupProblem) as problem:
        await Database(url, clock, keys).start()
    assert "secret" not in str(problem.value)


async def test_a_database_that_is_not_there_stops_the_start(postgres_server, tmp_path, clock):
    keys = KeyStore(sqlite_url(tmp_path / "keys.db"), OPERATOR_KEY, clock)
    with pytest.raises(SetupProblem, match="nowhere"):
        await Database(postgres_server.url("nowhere"), clock, keys).start()


@only_postgres
async def test_a_connection_cut_in_the_middle(db, postgres_server):
    async def write() -> None:
        async with db.begin() as tx:
            await tx.execute(insert(servers).values(server_id=1))
            pid = await tx.scalar(text("SELECT pg_backend_pid()"))
            await postgres_server.execute(f"SELECT pg_terminate_backend({pid})")
            await tx.execute(insert(servers).values(server_id=2))

    with pytest.raises(Unavailable):
        await write()
    assert await count_servers(db) == 0
    await add_server(db, 1)
    assert await count_servers(db) == 1


@only_postgres
async def test_idle_connections_cut_by_a_restart_are_replaced(db, postgres_server):
    await add_server(db, 1)
    assert await count_servers(db) == 1
    await postgres_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{db.url.database}'"
    )
    await add_server(db, 2)
    assert await count_servers(db) == 2


@only_postgres
async def test_a_database_closed_to_us_for_a_while(db, postgres_server):
    """As an operator does it, for maintenance."""
    name = db.url.database
    await add_server(db, 1)
    await postgres_server.execute(
        f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    try:
        with pytest.raises(Unavailable):
            await add_server(db, 2)
    finally:
        await postgres_server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await add_server(db, 2)
    assert await count_servers(db) == 2


@pytest.mark.parametrize(
    "url",
    ["", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "mysql://x/y", "sqlite:///a.db"],
)
async def test_an_address_that_is_none_of_ours(url, clock):
    with pytest.raises(SetupProblem):
        KeyStore(url, OPERATOR_KEY, clock)
