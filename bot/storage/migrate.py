"""Brings a database up to the newest revision of `migrations/versions`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import SetupProblem, Unavailable
from bot.storage.database import Database
from bot.storage.engines import explained, open_postgres, open_sqlite

MIGRATION_LOCK = 0x41667465726D  # an advisory lock of PostgreSQL, any number of our own
# Changing an SQLite table means copying it, and the copy must not pull its children along.
PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
PRAGMA foreign_keys=OFF;
"""
PATIENCE = 30.0


def read_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(db: Database) -> None:
    """Run the missing revisions in one transaction; nothing happens when there are none.

    Raises `SetupProblem` when the database was made by a newer version or cannot be changed.
    """
    engine = _open_engine(db)
    try:
        with explained():
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade)
    except CommandError as error:
        raise SetupProblem(
            "The database was made by a newer version of Aftercare; update the program."
        ) from error
    except (Unavailable, DBAPIError) as error:
        raise SetupProblem("The database could not be migrated; nothing was changed.") from error
    finally:
        await engine.dispose()


async def is_up_to_date(db: Database) -> bool:
    """Tell whether the database is at the newest revision. Raises `Unavailable`."""
    engine = _open_engine(db)
    try:
        with explained():
            async with engine.connect() as connection:
                revision = await connection.run_sync(_revision_of)
    finally:
        await engine.dispose()
    return revision == ScriptDirectory.from_config(read_config()).get_current_head()


def knows_revision(revision: str) -> bool:
    """Tell whether this program has the revision; one of a newer program it does not."""
    scripts = ScriptDirectory.from_config(read_config())
    return revision in {one.revision for one in scripts.walk_revisions()}


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _open_engine(db: Database) -> AsyncEngine:
    if db.dialect == "postgresql":
        return open_postgres(db.url, connections=1, patience=PATIENCE, answer_within=None)
    return open_sqlite(
        db.url, pragmas=PRAGMAS, begin="BEGIN IMMEDIATE", connections=1, patience=PATIENCE
    )


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    config = read_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if (
        connection.dialect.name == "sqlite"
        and connection.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise CommandError("rows point at rows that do not exist")
