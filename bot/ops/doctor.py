"""What `aftercare doctor` looks at. It changes nothing and asks nothing of Discord."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.app import open_database
from bot.core.clock import SystemClock
from bot.core.errors import SetupProblem, Unavailable
from bot.ops.content import check_content
from bot.settings import Settings
from bot.storage.migrate import is_up_to_date

OTHERS = 0o077  # the permission bits of everybody but the owner


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: whether it is well, and what there is, or how to put it right."""

    well: bool
    said: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at the token, the files, the database with its keys, and the content."""
    files = [*_look_at_files(settings)]
    stored = [await _look_at_database(settings)] if all(f.well for f in files) else []
    return [_look_at_token(settings), *files, *stored, *_look_at_content(settings)]


def _look_at_token(settings: Settings) -> Finding:
    if settings.token is None:
        return Finding(True, "Token: none is set, so `aftercare start` rehearses.")
    return Finding(True, "Token: set. Whether Discord takes it shows at the start.")


def _look_at_files(settings: Settings) -> Iterator[Finding]:
    data, keys, key = settings.database_file, settings.keys_file, settings.key_path
    if data is not None and data.exists():
        if settings.key is None and key is not None and not key.exists():
            yield Finding(
                False,
                f"Key: {key} is missing. Put it back from your copy; what is sealed in the"
                " database cannot be opened with another.",
            )
        if keys is not None and not keys.exists():
            yield Finding(
                False,
                f"Keys of members: {keys} is missing. Put it back with"
                " `aftercare restore FILE --keys FILE`.",
            )
    for path in (data, keys, key):
        if path is not None and _readable_by_others(path):
            yield Finding(False, f"{path} can be read by others on this machine: chmod 600 it.")


def _readable_by_others(path: Path) -> bool:
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & OTHERS)


async def _look_at_database(settings: Settings) -> Finding:
    if settings.database_file is not None and not settings.database_file.exists():
        return Finding(True, f"Database: {settings.database_file} will be made at the first start.")
    try:
        return await _open_and_look(settings)
    except SetupProblem as problem:
        return Finding(False, f"Database: {problem}")
    except Unavailable:
        return Finding(False, "Database: it cannot be used now; see whether its disk is full.")


async def _open_and_look(settings: Settings) -> Finding:
    db = open_database(settings, SystemClock())
    await db.start()
    try:
        newest = await is_up_to_date(db)
    finally:
        await db.close()
    if newest:
        return Finding(True, f"Database: {db.dialect}, up to date, and the key fits.")
    return Finding(
        False, "Database: not up to date. Start the bot, or run `aftercare migrate`. Backup first."
    )


def _look_at_content(settings: Settings) -> list[Finding]:
    faults = check_content(settings.content).findings
    return [Finding(False, f"Content: {fault}") for fault in faults] or [
        Finding(True, "Content: every text and number is in order.")
    ]
