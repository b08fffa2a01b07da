"""The database: transactions for people and batches, snapshots for readers, news after commits.

SQLite has one writer connection behind a gate where people go before batches, because its own
waiting is sleep and retry: measured, a person waits many times longer behind a busy batch.
PostgreSQL has a pool behind the same kind of gate.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.clock import Clock
from bot.core.errors import Busy, SetupProblem, Unavailable
from bot.storage.bulk import Dialect
from bot.storage.engines import (
    create_private_file,
    explained,
    file_of,
    open_postgres,
    open_sqlite,
    read_url,
)
from bot.storage.gate import Gate, Priority, to_the_end
from bot.storage.held import HeldLock
from bot.storage.keys import KeyStore
from bot.storage.notices import Notices, tell_others
from bot.storage.transaction import Tx, forbid_transaction, inside, inside_transaction

__all__ = [
    "BATCH",
    "PERSON",
    "Database",
    "Priority",
    "Tx",
    "forbid_transaction",
    "inside_transaction",
]

OLDEST_POSTGRES = 14_00_00  # it can cut off a connection that says nothing
PERSON, BATCH = Priority.PERSON, Priority.BATCH

WRITER_PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
PRAGMA foreign_keys=ON;
"""
READER_PRAGMAS = """
PRAGMA query_only=ON;
"""


class Database:
    """One database of either kind. `patience` is how many seconds a person waits for a turn.

    `process` names this process among all that use the database.
    """

    def __init__(self, url: str, clock: Clock, keys: KeyStore, *, patience: float = 2.0) -> None:
        self.url = read_url(url)
        self.dialect = cast("Dialect", self.url.get_backend_name())
        self.keys, self.process = keys, secrets.token_hex(8)
        self._clock, self._patience = clock, patience
        writers, readers = (1, 4) if self.dialect == "sqlite" else (8, 8)
        self._writing, self._reading = Gate(writers), Gate(readers)
        self._writer, self._reader = self._open_engines(writers, readers)
        self._events: dict[str, list[asyncio.Event]] = defaultdict(list)
        self._subscribers: dict[str, list[Callable[[str], None]]] = defaultdict(list)

    async def start(self) -> None:
        """Open the key store and the database. Raises `SetupProblem`; see also `migrate`."""
        path = file_of(self.url)
        if path is not None:
            create_private_file(path)
        await self.keys.open()
        try:
            connection = await _begin(self._writer)
        except Unavailable as error:
            await self.close()
            name = path or f"{self.url.host or 'PostgreSQL'}/{self.url.database}"
            raise SetupProblem(f"The database {name} cannot be opened or is damaged.") from error
        try:
            if self.dialect == "postgresql":
                await _check_version(connection)
        finally:
            await to_the_end(_undo(connection))

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()
        await self.keys.close()

    def begin(self, priority: Priority = PERSON) -> AbstractAsyncContextManager[Tx]:
        """Begin a transaction that is committed at the end and rolled back on any error.

        Raises `Busy` when a person waited too long, `Unavailable` when the database is gone.
        """
        return self._transaction(self._writer, self._writing, priority)

    def read(self, priority: Priority = PERSON) -> AbstractAsyncContextManager[Tx]:
        """Begin a reader: everything it sees is of one moment, and it cannot write."""
        return self._transaction(self._reader, self._reading, priority)

    def listen(self, channel: str, event: asyncio.Event) -> None:
        """Set `event` after each commit whose transaction marked this channel."""
        self._events[channel].append(event)

    def subscribe(self, channel: str, callback: Callable[[str], None]) -> None:
        """Call back with each text announced on this channel, after its commit."""
        self._subscribers[channel].append(callback)

    def make_notices(self) -> Notices:
        """Make the ear for what other processes mark and announce; only on PostgreSQL."""
        return Notices(self.url, self.process, self._tell, self.wake_everybody)

    def wake_everybody(self) -> None:
        """Set every event: what others marked may have gone unheard."""
        for channel in list(self._events):
            self._tell(channel, None)

    def make_lock(self, number: int) -> HeldLock:
        """Make a lock that one process at a time can hold; only on PostgreSQL."""
        return HeldLock(self.url, number, self.transact)

    @asynccontextmanager
    async def transact(
        self, connection: AsyncConnection, *, writes: bool = True
    ) -> AsyncIterator[Tx]:
        """Run a transaction that has begun on this connection, which stays open afterwards."""
        try:
            tx = Tx(connection, self.dialect, self._clock.now(), self.keys, writes=writes)
            with inside():
                yield tx
            await to_the_end(self._finish(connection, tx))
        except BaseException:
            await to_the_end(_roll_back(connection))
            raise

    @property
    def people(self) -> int:
        """How many transactions people have begun so far."""
        return self._writing.people

    @property
    def connections_in_use(self) -> int:
        """How many connections are checked out at this moment."""
        pools = (self._writer.pool, self._reader.pool)
        return sum(p.checkedout() for p in pools) + self.keys.connections_in_use  # type: ignore[attr-defined]

    def _open_engines(self, writers: int, readers: int) -> tuple[AsyncEngine, AsyncEngine]:
        if self.dialect == "postgresql":
            return (
                open_postgres(self.url, connections=writers, patience=self._patience),
                open_postgres(
                    self.url,
                    connections=readers,
                    patience=self._patience,
                    snapshots=True,
                ),
            )
        return (
            open_sqlite(
                self.url,
                pragmas=WRITER_PRAGMAS,
                begin="BEGIN IMMEDIATE",
                connections=writers,
                patience=self._patience,
            ),
            open_sqlite(
                self.url,
                pragmas=READER_PRAGMAS,
                begin="BEGIN",
                connections=readers,
                patience=self._patience,
            ),
        )

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, gate: Gate, priority: Priority
    ) -> AsyncIterator[Tx]:
        forbid_transaction()
        connection = await self._admit(engine, gate, priority)
        try:
            async with self.transact(connection, writes=engine is self._writer) as tx:
                yield tx
        finally:
            await to_the_end(_give_back(connection))
            gate.leave()

    async def _admit(self, engine: AsyncEngine, gate: Gate, priority: Priority) -> AsyncConnection:
        patience = self._patience if priority is PERSON else None
        try:
            async with asyncio.timeout(patience):
                await gate.enter(priority)
                try:
                    return await _begin(engine)
                except BaseException:
                    gate.leave()
                    raise
        except TimeoutError as error:
            raise Busy("the database is busy") from error

    async def _finish(self, connection: AsyncConnection, tx: Tx) -> None:
        if tx.failed:  # PostgreSQL would answer this commit with a silent rollback
            raise RuntimeError("a statement failed, and the failure was ignored")
        marked = list(dict.fromkeys(tx.marked))
        with explained():
            if marked and self.dialect == "postgresql":
                await tell_others(connection, self.process, marked)
            await connection.commit()
        for channel, payload in marked:
            self._tell(channel, payload)
        for call in tx.calls:
            call()
        if tx.scrubs and self.dialect == "sqlite":
            await _scrub(connection)

    def _tell(self, channel: str, payload: str | None) -> None:
        for event in self._events[channel]:
            event.set()
        if payload is not None:
            for callback in self._subscribers[channel]:
                callback(payload)


async def _check_version(connection: AsyncConnection) -> None:
    with explained():
        version = (await connection.exec_driver_sql("SHOW server_version_num")).scalar_one()
    if int(version) < OLDEST_POSTGRES:
        raise SetupProblem("PostgreSQL 14 or newer is needed; this one is older.")


async def _begin(engine: AsyncEngine) -> AsyncConnection:
    connection = engine.connect()
    try:
        with explained():
            await to_the_end(_start(connection))
            _ = await connection.begin()
    except BaseException:
        await to_the_end(_discard(connection))
        raise
    return connection


async def _start(connection: AsyncConnection) -> None:
    """Connect. Cut off in the middle, the driver would leave an open file behind."""
    _ = await connection.start()


async def _undo(connection: AsyncConnection) -> None:
    """Roll back and give the connection back, whatever state it is in."""
    await _roll_back(connection)
    await _give_back(connection)


async def _roll_back(connection: AsyncConnection) -> None:
    if connection.closed:
        return
    try:
        await connection.rollback()
    except (SQLAlchemyError, OSError):
        await connection.invalidate()


async def _give_back(connection: AsyncConnection) -> None:
    if not connection.closed:
        await connection.close()


async def _discard(connection: AsyncConnection) -> None:
    """Cut a connection that may have begun or not: its thread can still be at it."""
    if connection.sync_connection is not None:
        await connection.invalidate()
        await connection.close()


async def _scrub(connection: AsyncConnection) -> None:
    """Empty the write-ahead log; readers that are still busy leave it to the next time."""
    driver = await connection.get_raw_connection()
    with explained():
        await driver.driver_connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
