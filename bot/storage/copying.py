"""Moves an installation from SQLite to PostgreSQL: every row and every member's key, read again.

The target must hold nothing. Both its databases are filled in one transaction each, compared with
the source row by row, and only then committed; so what goes wrong leaves them as they were.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from sqlalchemy import (
    Connection,
    MetaData,
    Table,
    func,
    inspect,
    literal,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.errors import SetupProblem, Unavailable
from bot.storage.database import Database
from bot.storage.engines import explained, open_postgres, open_sqlite, read_url
from bot.storage.migrate import is_up_to_date, knows_revision, migrate
from bot.storage.tables import key_facts, key_metadata, metadata

AT_ONCE: Final = 1000  # rows
PATIENCE: Final = 30.0  # seconds
VERSION: Final = "alembic_version"
READ_ONLY: Final = "PRAGMA query_only=ON;"

Copied = dict[str, int]  # rows by table


async def check_target(data_url: str, keys_url: str) -> None:
    """Raise `SetupProblem` unless both are different PostgreSQL databases that hold nothing."""
    if data_url == keys_url:
        raise SetupProblem("--keys-to must be another database than --to.")
    for option, url, known in (("--to", data_url, metadata), ("--keys-to", keys_url, key_metadata)):
        if read_url(url).get_backend_name() != "postgresql":
            raise SetupProblem(f"{option} must begin with postgresql+asyncpg://")
        async with _opened(option, url) as engine, engine.connect() as connection:
            await connection.run_sync(_require_nothing, option, known)


async def copy_database(source: Database, target: Database) -> Copied:
    """Copy all rows and keys between started databases, and verify them. Raises `SetupProblem`."""
    if not await is_up_to_date(source):
        raise SetupProblem("The SQLite database is not up to date: run `aftercare migrate` first.")
    await migrate(target)
    try:
        with explained():
            return await _copy_both(source, target)
    except (Unavailable, DBAPIError) as error:
        raise SetupProblem("The copy broke off; nothing was kept. Try it again.") from error


async def _copy_both(source: Database, target: Database) -> Copied:
    async with AsyncExitStack() as stack:
        data = await stack.enter_async_context(_both(source.url, target.url))
        keys = await stack.enter_async_context(_both(source.keys.url, target.keys.url))
        copied = await _copy_all(*data, metadata) | await _copy_all(*keys, key_metadata)
        await keys[1].commit()  # keys first, as always
        await data[1].commit()
    return copied


# ---------------------------------------------------------------- the target


@asynccontextmanager
async def _opened(option: str, url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_postgres(read_url(url), connections=1, patience=PATIENCE)
    try:
        with explained():
            yield engine
    except (Unavailable, DBAPIError) as error:
        raise SetupProblem(f"The database of {option} cannot be reached or read.") from error
    finally:
        await engine.dispose()


def _require_nothing(connection: Connection, option: str, known: MetaData) -> None:
    found = set(inspect(connection).get_table_names())
    if found - set(known.tables) - {VERSION}:
        raise SetupProblem(f"The database of {option} holds other tables: give an empty one.")
    if VERSION in found:
        revision = connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalar()  # noqa: S608 - our own name
        if revision is not None and not knows_revision(revision):
            raise SetupProblem(
                f"The database of {option} was made by a newer version; update the program."
            )
    for name in sorted(found - {VERSION, key_facts.name}):
        if connection.execute(select(literal_column("1")).select_from(known.tables[name])).first():
            raise SetupProblem(f"The database of {option} holds rows already: give an empty one.")


# ---------------------------------------------------------------- copying


@asynccontextmanager
async def _both(source: Any, target: Any) -> AsyncIterator[tuple[AsyncConnection, AsyncConnection]]:
    """Open a reader of the one and a writer of the other, each in a transaction."""
    engines = (
        open_sqlite(source, pragmas=READ_ONLY, begin="BEGIN", connections=1, patience=PATIENCE),
        open_postgres(target, connections=1, patience=PATIENCE, answer_within=None),
    )
    try:
        async with engines[0].connect() as reading, engines[1].connect() as writing:
            yield reading, writing
    finally:
        for engine in engines:
            await engine.dispose()


async def _copy_all(source: AsyncConnection, target: AsyncConnection, tables: MetaData) -> Copied:
    copied: Copied = {}
    for table in tables.sorted_tables:
        async for rows in _parts(source, table):
            await target.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
        await _count_on(target, table)
        copied[table.name] = await _verify(source, target, table)
    return copied


async def _parts(source: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """Read a table in the order of its key, some rows at a time."""
    keys = list(table.primary_key.columns)
    some = select(table).order_by(*keys).limit(AT_ONCE)
    rows = (await source.execute(some)).mappings().all()
    while rows:
        yield [dict(row) for row in rows]
        last = tuple_(*(literal(rows[-1][key.name], key.type) for key in keys))
        rows = (await source.execute(some.where(tuple_(*keys) > last))).mappings().all()


async def _count_on(target: AsyncConnection, table: Table) -> None:
    """Let new rows be numbered from after the last one."""
    column = table.autoincrement_column
    if column is None:
        return
    counter = func.pg_get_serial_sequence(table.name, column.name)
    if (await target.execute(select(counter))).scalar() is None:
        return
    last = select(func.max(column)).scalar_subquery()
    await target.execute(select(func.setval(counter, func.coalesce(last, 1), last.is_not(None))))


async def _verify(source: AsyncConnection, target: AsyncConnection, table: Table) -> int:
    """Count both sides and read every row again."""
    number = await _count(source, table)
    if number != await _count(target, table):
        raise SetupProblem(f"The table {table.name} did not arrive whole; nothing was kept.")
    keys = [column.name for column in table.primary_key.columns]
    async for rows in _parts(source, table):
        there = await _find(target, table, keys, rows)
        for row in rows:
            if there.get(tuple(row[key] for key in keys)) != _comparable(row):
                raise SetupProblem(f"The table {table.name} arrived changed; nothing was kept.")
    return number


async def _count(connection: AsyncConnection, table: Table) -> int:
    return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def _find(
    target: AsyncConnection, table: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Find the copies of these rows by the first column of their key, by the whole key."""
    first = table.c[keys[0]]
    wanted = first.in_(sorted({row[keys[0]] for row in rows}))
    found = (await target.execute(select(table).where(wanted))).mappings()
    return {tuple(row[key] for key in keys): _comparable(dict(row)) for row in found}


def _comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: bytes(v) if isinstance(v, bytes | memoryview) else v for k, v in row.items()}
