"""A lock that one process at a time holds, through a connection of its own (PostgreSQL).

The database lets go of it the moment the connection ends: the process was killed, or cut off. One
that stands still (paused, a machine asleep, a broken network) is cut off by the database after six
silent seconds, and knows by its own counter a second earlier that it must not count on the lock.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from sqlalchemy import URL, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.clock import count_seconds
from bot.core.errors import Unavailable
from bot.storage.engines import explained, open_postgres
from bot.storage.transaction import Tx, forbid_transaction

SILENCE: Final = 6.0  # seconds after which the database cuts off a holder that says nothing
COUNTS: Final = 5.0  # seconds for which a holder counts on the lock after it was answered
PATIENCE: Final = 3.0  # seconds for the database to answer
SETTINGS: Final = {
    "idle_session_timeout": f"{SILENCE:.0f}s",
    "idle_in_transaction_session_timeout": f"{SILENCE:.0f}s",
}

Transact = Callable[[AsyncConnection], AbstractAsyncContextManager[Tx]]


class HeldLock:
    """An advisory lock of this number. `lost` is set when the connection that held it ends."""

    def __init__(self, url: URL, number: int, transact: Transact) -> None:
        self.lost = asyncio.Event()
        self._url, self._number, self._transact = url, number, transact
        self._engine: AsyncEngine | None = None
        self._connection: AsyncConnection | None = None
        self._counts_until = 0.0
        self._turn = asyncio.Lock()

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have the lock at this moment."""
        return not self.lost.is_set() and count_seconds() < self._counts_until

    async def try_take(self) -> bool:
        """Take the lock if nobody has it. Raises `Unavailable`."""
        connection = await self._connect()
        asked = count_seconds()
        try:
            with explained():
                found = await connection.execute(select(func.pg_try_advisory_lock(self._number)))
                taken = bool(found.scalar())
                await connection.commit()
        except BaseException:
            await self.let_go()
            raise
        if taken:
            self._counts_until = asked + COUNTS
        return taken

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """Begin a transaction on the very connection that holds the lock. Raises `Unavailable`."""
        forbid_transaction()
        async with self._turn:
            connection = self._connection
            if connection is None or not self.is_held:
                raise Unavailable("the lock is not held any more")
            try:
                with explained():
                    _ = await connection.begin()
                async with self._transact(connection) as tx:
                    yield tx
                    asked = count_seconds()
            except BaseException:
                if connection.invalidated or connection.closed:
                    self.lost.set()
                raise
            self._counts_until = asked + COUNTS

    async def stay(self) -> None:
        """Tell the database that we are still here. Raises `Unavailable` when that fails."""
        async with self.begin() as tx:
            await tx.scalar(select(1))

    async def let_go(self) -> None:
        """End the connection, and with it the lock; not to have either is fine too."""
        self._counts_until = 0.0
        engine, connection = self._engine, self._connection
        self._engine = self._connection = None
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except (SQLAlchemyError, OSError):
                pass  # it was gone before us
        if engine is not None:
            await engine.dispose()

    async def _connect(self) -> AsyncConnection:
        if self._connection is not None and not self.lost.is_set():
            return self._connection
        await self.let_go()
        self.lost.clear()
        self._engine = open_postgres(
            self._url, connections=1, patience=PATIENCE, answer_within=PATIENCE, settings=SETTINGS
        )
        with explained():
            self._connection = await self._engine.connect()
            raw: Any = await self._connection.get_raw_connection()
            raw.driver_connection.add_termination_listener(lambda _connection: self.lost.set())
        return self._connection
