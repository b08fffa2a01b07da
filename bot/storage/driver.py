"""SQLite's driver as SQLAlchemy wants it, with one trip to its thread for each statement.

As shipped, aiosqlite makes four: open a cursor, execute, fetch, close it. Each is a hand-over
between two threads and back, which takes longer than most of our statements themselves.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite

PIECE = 64  # rows aiosqlite would fetch at once for an iteration, of which we make none


class Cursor:
    """What one statement left behind: its rows are here, nothing stays open in the thread."""

    def __init__(self, run: Callable[[Callable[[sqlite3.Connection], None]], Any]) -> None:
        self.description: Sequence[Any] | None = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None
        self._run = run
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        await self._run(partial(self._execute, sql, parameters))
        return self

    async def executemany(self, sql: str, sets: Iterable[Iterable[Any]]) -> Self:
        await self._run(partial(self._execute_many, sql, sets))
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    # ------------------------------------------------------------ in the thread

    def _execute(self, sql: str, parameters: Iterable[Any], connection: sqlite3.Connection) -> None:
        cursor = connection.execute(sql, tuple(parameters))
        self._rows = cursor.fetchall() if cursor.description else []
        self._note(cursor)

    def _execute_many(
        self, sql: str, sets: Iterable[Iterable[Any]], connection: sqlite3.Connection
    ) -> None:
        self._note(connection.executemany(sql, sets))  # type: ignore[arg-type]

    def _note(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self.rowcount = cursor.rowcount
        cursor.close()


class QuickConnection(aiosqlite.Connection):
    """A connection to this file, not yet open. Its thread does not keep the program alive."""

    def __init__(self, path: Path, patience: float) -> None:
        def connect() -> sqlite3.Connection:
            return sqlite3.connect(path, isolation_level=None, timeout=patience)

        super().__init__(connect, PIECE)
        self._thread.daemon = True

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Make a cursor, without going to the thread for it."""
        return Cursor(self._run)

    async def _run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]


async def connect_quickly(path: Path, patience: float) -> QuickConnection:
    """Open a connection; `patience` is for how many seconds it waits for another's lock."""
    return await QuickConnection(path, patience)  # type: ignore[return-value]
