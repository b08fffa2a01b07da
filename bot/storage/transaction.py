"""One transaction: statements, the moment it began, and what to say once it is committed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Insert,
    RowMapping,
    Table,
    UpdateBase,
    literal_column,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.bulk import Dialect, insert_missing, insert_or_change, lay_out
from bot.storage.engines import explained
from bot.storage.keys import KeyStore
from bot.storage.vault import Vault

Values = Mapping[str, Any]

MANY: Final = 20  # rows, from which on laying them out pays

_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)


def inside_transaction() -> bool:
    """Tell whether this task is between begin and commit."""
    return _inside.get()


def forbid_transaction() -> None:
    """Raise RuntimeError inside a transaction: nothing may wait for Discord, or begin another."""
    if _inside.get():
        raise RuntimeError("this must not happen inside a transaction")


@contextmanager
def inside() -> Iterator[None]:
    """Mark this task as being inside a transaction."""
    _inside.set(True)
    try:
        yield
    finally:
        _inside.set(False)


class Tx:
    """A transaction in progress; `now` is when it began, and services know no other time."""

    def __init__(
        self,
        connection: AsyncConnection,
        dialect: Dialect,
        now: datetime,
        keys: KeyStore,
        *,
        writes: bool,
    ) -> None:
        self.now, self.dialect = now, dialect
        self.marked: list[tuple[str, str | None]] = []
        self.calls: list[Callable[[], None]] = []
        self.scrubs = self.failed = False
        self._connection, self._keys, self._writes = connection, keys, writes

    @cached_property
    def vault(self) -> Vault:
        """Seals and opens with the members' keys."""
        return Vault(self, self._keys)

    async def execute(
        self,
        statement: Executable,
        parameters: Values | Sequence[Values] | None = None,
        **options: Any,
    ) -> CursorResult[Any]:
        """Run one statement. Raises `Unavailable` when the database is to blame."""
        if isinstance(statement, UpdateBase) and not self._writes:
            raise RuntimeError("a reader does not write")
        self.failed = True
        with explained():
            result = await self._connection.execute(
                statement, parameters, execution_options=options
            )
        self.failed = False
        return result

    async def rows(self, statement: Executable) -> Sequence[RowMapping]:
        return (await self.execute(statement)).mappings().all()

    async def row(self, statement: Executable) -> RowMapping | None:
        return (await self.execute(statement)).mappings().first()

    async def scalar(self, statement: Executable) -> Any:
        return (await self.execute(statement)).scalar()

    async def insert_missing(
        self,
        table: Table,
        values: Values | Sequence[Values],
        *,
        index_elements: Sequence[str],
        index_where: ColumnElement[bool] | None = None,
    ) -> int:
        """Insert the rows that are not there yet and return how many those were."""
        rows = [values] if isinstance(values, Mapping) else list(values)
        if not rows:
            return 0
        statement = insert_missing(self.dialect, table, tuple(index_elements), index_where)
        if self.dialect == "sqlite":
            return (await self._insert_set(statement, rows)).rowcount
        result = await self.execute(statement.returning(literal_column("1")), rows)
        return len(result.all())

    async def upsert(
        self,
        table: Table,
        values: Values | Sequence[Values],
        *,
        index_elements: Sequence[str],
        update: Sequence[str],
    ) -> None:
        """Insert rows, or change the `update` columns of those that are there already."""
        rows = [values] if isinstance(values, Mapping) else list(values)
        if not rows:
            return
        keys, changed = tuple(index_elements), tuple(update)
        await self._insert_set(insert_or_change(self.dialect, table, keys, changed), rows)

    def mark(self, channel: str) -> None:
        """Wake who listens to this channel, after the commit."""
        self.marked.append((channel, None))

    def announce(self, channel: str, payload: str) -> None:
        """Tell subscribers of this channel a short text, after the commit."""
        self.marked.append((channel, payload))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once, after a successful commit. It must not fail or take long."""
        self.calls.append(call)

    def scrub(self) -> None:
        """After the commit, empty SQLite's write-ahead log too, which still holds removed rows."""
        self.scrubs = True

    async def _insert_set(self, statement: Insert, rows: Sequence[Values]) -> CursorResult[Any]:
        """Insert rows, many into SQLite in a way that is quick for many."""
        quick = self.dialect == "sqlite" and len(rows) >= MANY and self._writes
        layout = lay_out(statement, tuple(rows[0])) if quick else None
        if layout is None:
            return await self.execute(statement, rows, preserve_rowcount=True)
        self.failed = True
        with explained():
            result = await self._connection.exec_driver_sql(
                layout.sql, layout.fill(rows), execution_options={"preserve_rowcount": True}
            )
        self.failed = False
        return result
