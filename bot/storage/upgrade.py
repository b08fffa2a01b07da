"""Runs the revisions that a database lacks. Imported only when there are any: Alembic is large."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import SetupProblem
from bot.storage.migrate import NEWER

MIGRATION_LOCK = 0x41667465726D  # an advisory lock of PostgreSQL, any number of our own


def read_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


async def upgrade(connection: AsyncConnection) -> None:
    """Run the missing revisions. Raises `SetupProblem` when the database knows more than we do."""
    try:
        await connection.run_sync(_upgrade)
    except CommandError as error:
        raise SetupProblem(NEWER) from error


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
