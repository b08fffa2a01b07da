"""Databases for measurements: migrated, in a folder of their own, on SQLite as shipped."""

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot.core.clock import Clock, SystemClock
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate

OPERATOR_KEY = bytes(32)


def open_store(folder: Path, clock: Clock) -> Database:
    """Make the database object of a folder; it is not started."""
    keys = KeyStore(f"sqlite+aiosqlite:///{folder / 'keys.db'}", OPERATOR_KEY, clock)
    return Database(f"sqlite+aiosqlite:///{folder / 'aftercare.db'}", clock, keys)


def make_store(folder: Path, timers: Iterable[tuple[str, str, int]] = ()) -> None:
    """Make a migrated database with these timers: kind, subject, due in milliseconds since 1970."""
    folder.mkdir(parents=True)
    asyncio.run(_migrate(folder))
    with closing(sqlite3.connect(folder / "aftercare.db")) as connection:
        connection.executemany(
            "INSERT INTO timers (kind, subject_id, due, attempts) VALUES (?, ?, ?, 0)", timers
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _migrate(folder: Path) -> None:
    db = open_store(folder, SystemClock())
    await db.start()
    await migrate(db)
    await db.close()
