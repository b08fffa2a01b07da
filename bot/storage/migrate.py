"""Brings a database up to the newest revision of `migrations/versions`."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import SetupProblem, Unavailable
from bot.storage.database import Database
from bot.storage.engines import explained, open_postgres, open_sqlite

VERSIONS = Path(__file__).parent / "migrations" / "versions"
# Changing an SQLite table means copying it, and the copy must not pull its children along.
PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
PRAGMA foreign_keys=OFF;
"""
PATIENCE = 30.0
NEWER = "The database was made by a newer version of Aftercare; update the program."


async def migrate(db: Database) -> None:
    """Run the missing revisions in one transaction; nothing happens when there are none.

    Raises `SetupProblem` when the database was made by a newer version or cannot be changed.
    """
    engine = _open_engine(db)
    try:
        with explained():
            async with engine.begin() as connection:
                if await connection.run_sync(_revision_of) != _list_revisions()[-1]:
                    from bot.storage.upgrade import upgrade  # noqa: PLC0415 - 9 MB, seldom needed

                    await upgrade(connection)
    except (Unavailable, DBAPIError) as error:
        raise SetupProblem("The database could not be migrated; nothing was changed.") from error
    finally:
        await engine.dispose()


async def is_up_to_date(db: Database) -> bool:
    """Tell whether the database is at the newest revision.

    Raises `Unavailable`, and `SetupProblem` when it was made by a newer version.
    """
    engine = _open_engine(db)
    try:
        with explained():
            async with engine.connect() as connection:
                revision = await connection.run_sync(_revision_of)
    finally:
        await engine.dispose()
    if revision is not None and not knows_revision(revision):
        raise SetupProblem(NEWER)
    return revision == _list_revisions()[-1]


def knows_revision(revision: str) -> bool:
    """Tell whether this program has the revision; one of a newer program it does not."""
    return revision in _list_revisions()


def _list_revisions() -> list[str]:
    """List the revisions in order: each file begins with its own."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _open_engine(db: Database) -> AsyncEngine:
    if db.dialect == "postgresql":
        return open_postgres(db.url, connections=1, patience=PATIENCE, answer_within=None)
    return open_sqlite(
        db.url, pragmas=PRAGMAS, begin="BEGIN IMMEDIATE", connections=1, patience=PATIENCE
    )
