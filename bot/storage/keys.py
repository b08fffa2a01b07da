"""The key store: one key per member, in a database of its own, so that old backups stay shut.

A key is committed before the first row that needs it and deleted before the rows when erasing.
Nothing is remembered here between two calls: a key that is gone is gone for every process at once.
"""

import hmac
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Table, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.clock import Clock
from bot.core.errors import SetupProblem, Unavailable
from bot.storage.cipher import MemberKey, OperatorKey, new_member_key
from bot.storage.engines import (
    create_private_file,
    explained,
    file_of,
    open_postgres,
    open_sqlite,
    read_url,
)
from bot.storage.tables import (
    erased_keys,
    erased_members,
    key_facts,
    key_metadata,
    member_keys,
)

PRAGMAS = """
PRAGMA journal_mode=TRUNCATE;
PRAGMA secure_delete=ON;
PRAGMA synchronous=FULL;
"""
CHECK = "operator key check"
ASK_AT_ONCE = 500  # ids in one question to the store
FIRST_START_LOCK = 0x41667465726B  # an advisory lock of PostgreSQL, any number of our own


class KeyStore:
    """Keeps the members' keys, wrapped with the operator's key.

    `url` is an SQLite file or a PostgreSQL database. Waits at most `patience` seconds for it.
    """

    def __init__(
        self, url: str, operator_key: bytes, clock: Clock, *, patience: float = 2.0
    ) -> None:
        self.url = read_url(url)
        self._operator = OperatorKey(operator_key)
        self._clock, self._patience = clock, patience
        self._engine: AsyncEngine | None = None

    async def open(self) -> None:
        """Create what is missing and compare the operator's key. Raises `SetupProblem`."""
        path = file_of(self.url)
        if path is None:
            self._engine = open_postgres(self.url, connections=4, patience=self._patience)
        else:
            create_private_file(path)
            self._engine = open_sqlite(
                self.url, pragmas=PRAGMAS, begin="", connections=1, patience=self._patience
            )
        try:
            await self._prepare()
        except (Unavailable, DBAPIError) as error:
            await self.close()
            raise SetupProblem("The key store cannot be opened; see AFTERCARE_KEYS_URL.") from error
        except SetupProblem:
            await self.close()
            raise

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @property
    def connections_in_use(self) -> int:
        """How many connections are checked out at this moment."""
        return 0 if self._engine is None else self._engine.pool.checkedout()  # type: ignore[attr-defined]

    async def ensure(self, member_ids: Collection[int]) -> dict[int, MemberKey]:
        """Return everybody's key; a new one is committed before this returns."""
        found = await self.find(member_ids)
        missing = [member_id for member_id in member_ids if member_id not in found]
        if missing:
            await self._create(missing)
            found |= await self.find(missing)
        return found

    async def find(self, member_ids: Iterable[int]) -> dict[int, MemberKey]:
        """Return the keys of those who have one."""
        rows = await self._select(member_keys.c.member_id, sorted(set(member_ids)))
        return {key.member_id: key for key in rows}

    async def find_ids(self, key_ids: Iterable[str]) -> dict[str, MemberKey]:
        """Return the keys with these ids, as far as they still exist."""
        rows = await self._select(member_keys.c.key_id, sorted(set(key_ids)))
        return {key.key_id: key for key in rows}

    async def delete(self, member_id: int) -> None:
        """Destroy a member's key for good and mark them as erased; committed when this returns."""
        mine, mark = member_keys.c.member_id == member_id, self._operator.mark(member_id)
        async with self._writing() as connection:
            now = {"erased_at": self._clock.now()}
            await connection.execute(self._insert_missing(erased_members), {"mark": mark} | now)
            marked = update(erased_members).where(erased_members.c.mark == mark)
            await connection.execute(marked.values(now))
            query = select(member_keys.c.key_id).where(mine)
            key_id = (await connection.execute(query)).scalar()
            if key_id is not None:
                row = {"key_id": key_id, "erased_at": self._clock.now()}
                await connection.execute(insert(erased_keys).values(row))
                await connection.execute(delete(member_keys).where(mine))

    async def erased_ids(self, since: datetime) -> list[str]:
        """List the ids of the keys that were destroyed at this moment or later."""
        return await self._list(
            select(erased_keys.c.key_id).where(erased_keys.c.erased_at >= since)
        )

    async def erased_among(self, member_ids: Iterable[int], since: datetime) -> list[int]:
        """Tell who of these was erased at this moment or later."""
        late = erased_members.c.erased_at >= since
        marks = set(await self._list(select(erased_members.c.mark).where(late)))
        return [one for one in member_ids if marks and self._operator.mark(one) in marks]

    def mark(self, member_id: int, what: str) -> str:
        """Return a mark that only the operator's key can compare with a member's id."""
        return self._operator.mark_about(member_id, what)

    async def _list(self, query: Select[str]) -> list[str]:
        with explained():
            async with self._opened.connect() as connection:
                return list((await connection.execute(query)).scalars())

    async def _create(self, member_ids: Sequence[int]) -> None:
        keys = [new_member_key(member_id) for member_id in member_ids]
        rows = [
            {"member_id": k.member_id, "key_id": k.key_id, "wrapped": self._operator.wrap(k)}
            for k in keys
        ]
        async with self._writing() as connection:
            await connection.execute(self._insert_missing(member_keys), rows)

    async def _select(
        self, column: ColumnElement[Any], wanted: Sequence[int] | Sequence[str]
    ) -> list[MemberKey]:
        rows: list[Any] = []
        for first in range(0, len(wanted), ASK_AT_ONCE):
            part = column.in_(wanted[first : first + ASK_AT_ONCE])
            with explained():
                async with self._opened.connect() as connection:
                    rows += (await connection.execute(select(member_keys).where(part))).all()
        return [self._operator.unwrap(row.member_id, row.key_id, row.wrapped) for row in rows]

    async def _prepare(self) -> None:
        async with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({FIRST_START_LOCK})"))
            await connection.run_sync(key_metadata.create_all)
            row = {"name": CHECK, "value": self._operator.check}
            await connection.execute(self._insert_missing(key_facts), row)
            query = select(key_facts.c.value).where(key_facts.c.name == CHECK)
            known = (await connection.execute(query)).scalar_one()
        if not hmac.compare_digest(known, self._operator.check):
            raise SetupProblem(
                "The operator's key does not fit the stored member keys: "
                "set AFTERCARE_KEY (or the key file) to the key this installation began with."
            )

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        with explained():
            async with self._opened.begin() as connection:
                if connection.dialect.name == "sqlite":
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection

    @property
    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise RuntimeError("the key store is not open")
        return self._engine

    def _insert_missing(self, table: Table) -> Insert:
        if self.url.get_backend_name() == "sqlite":
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()
