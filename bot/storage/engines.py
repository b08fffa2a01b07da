"""Opens SQLAlchemy engines for both databases and explains their failures."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.errors import SetupProblem, Unavailable
from bot.storage.driver import connect_quickly

# The primary result codes of SQLite that say "not now" instead of "this statement is wrong".
SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# Classes of SQLSTATE (PostgreSQL, appendix A): connection, log-in, no such database, deadlock,
# resources, closed to connections, a lock that was not to be had, operator, system, internal.
NO_SETTINGS: Mapping[str, str] = {}
POSTGRES_OUTAGES = ("08", "28", "3D", "40", "53", "55000", "55P03", "57", "58", "XX")


def read_url(text: str) -> URL:
    """Parse a database address. Raises `SetupProblem` for what is not one of our two databases."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise SetupProblem("The database address cannot be read.") from error
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise SetupProblem(
            "The database address must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"
        )
    if url.get_backend_name() == "sqlite" and file_of(url) is None:
        raise SetupProblem("The SQLite address must name a file.")
    return url


def file_of(url: URL) -> Path | None:
    """Return the SQLite file, or None when there is none."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def open_sqlite(
    url: URL, *, pragmas: str, begin: str, connections: int, patience: float
) -> AsyncEngine:
    """Make an engine whose transactions begin with the statement `begin`, sent by us."""
    path = file_of(url)
    assert path is not None  # see `read_url`
    engine = create_async_engine(
        url,
        async_creator=partial(connect_quickly, path, patience),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        pool_reset_on_return=None,
        hide_parameters=True,
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.run_async(lambda raw: raw.executescript(pragmas))

    def begin_now(connection: Any) -> None:
        # Straight to the driver: one hop to its thread instead of three.
        connection.connection.dbapi_connection.run_async(lambda raw: raw.execute_fetchall(begin))

    event.listen(engine.sync_engine, "connect", prepare)
    if begin:
        event.listen(engine.sync_engine, "begin", begin_now)
    return engine


def open_postgres(
    url: URL,
    *,
    connections: int,
    patience: float,
    snapshots: bool = False,
    answer_within: float | None = 30.0,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> AsyncEngine:
    """Make an engine that waits `patience` seconds to connect and `answer_within` for an answer.

    With `snapshots` its transactions see one moment and cannot write. `settings` are PostgreSQL's
    own, for each of its connections.
    """
    isolation = "REPEATABLE READ" if snapshots else "READ COMMITTED"
    try:
        return create_async_engine(
            url,
            connect_args={
                "timeout": patience,
                "command_timeout": answer_within,
                "server_settings": dict(settings),
            },
            pool_size=connections,
            max_overflow=0,
            pool_timeout=patience,
            pool_pre_ping=True,
            execution_options={"isolation_level": isolation, "postgresql_readonly": snapshots},
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise SetupProblem(
            "PostgreSQL needs the package asyncpg: pip install 'aftercare-bot[postgres]'"
        ) from error


def create_private_file(path: Path) -> None:
    """Make sure the file exists, readable by its owner alone. Raises `SetupProblem`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise SetupProblem(
            f"The database file {path} cannot be opened: {error.strerror}"
        ) from error


def is_outage(error: BaseException) -> bool:
    """Tell whether the database is to blame, not the statement."""
    if isinstance(error, OSError | PoolTimeout):  # TimeoutError is an OSError
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in SQLITE_OUTAGES
    state = getattr(cause, "sqlstate", None) or ""
    cut = isinstance(error, DBAPIError) and error.connection_invalidated
    return cut or state.startswith(POSTGRES_OUTAGES)


@contextmanager
def explained() -> Iterator[None]:
    """Turn a failure of the database into `Unavailable`; mistakes in a statement pass through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError, PoolTimeout) as error:
        if is_outage(error):
            raise Unavailable("the database cannot be used now") from error
        raise
