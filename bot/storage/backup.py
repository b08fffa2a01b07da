"""Copies of an SQLite installation, made while it runs, and the way back.

The data is copied before the keys, so that every key a copied row needs is there. Of key backups
only the newest exists: an older one would open what somebody had erased since. A copy says inside
when it was made, so that whoever was erased after that is erased again when it is put back
(`bot.privacy.erasing`). These functions block; call them in a thread while the bot runs.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.errors import SetupProblem
from bot.storage.lock import hold_lock
from bot.storage.migrate import knows_revision

DATA_TABLE, KEYS_TABLE = "alembic_version", "member_keys"
KEYS_NAME = "aftercare-keys.db"
DATA_NAME = re.compile(r"aftercare-\d{8}T\d{6}Z\.\w+")
MADE = {  # what the file with each table is called, for whoever named another one
    DATA_TABLE: "a copy of the data, as `aftercare backup` makes them (aftercare-<day and time>)",
    KEYS_TABLE: "aftercare-keys, which `aftercare backup` makes beside the data",
}
BACKED_UP_AT = "backed_up_at"  # a fact in the data: it is a copy, made at that moment
STAMP = "INSERT OR IGNORE INTO installation (name, value) VALUES (?, ?)"
ADD_MARKS = """
CREATE TABLE IF NOT EXISTS erased_members
    (mark VARCHAR(64) NOT NULL PRIMARY KEY, erased_at BIGINT NOT NULL);
"""
MERGE_MARKS = """
INSERT INTO erased_members (mark, erased_at)
    SELECT mark, erased_at FROM current.erased_members WHERE true
    ON CONFLICT (mark) DO UPDATE SET erased_at = max(erased_at, excluded.erased_at);
"""
MERGE_KEYS = """
INSERT OR IGNORE INTO erased_keys (key_id, erased_at)
    SELECT key_id, erased_at FROM current.erased_keys;
INSERT OR REPLACE INTO member_keys (member_id, key_id, wrapped)
    SELECT member_id, key_id, wrapped FROM current.member_keys;
DELETE FROM member_keys WHERE key_id IN (SELECT key_id FROM erased_keys);
"""
FIND_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
OTHER_OPERATOR = """
SELECT 1 FROM key_facts AS theirs JOIN current.key_facts AS ours USING (name)
    WHERE theirs.value <> ours.value
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the two copies are."""

    data: Path
    keys: Path


def back_up(data: Path, keys: Path, folder: Path, now: datetime) -> Backup:
    """Copy both databases into `folder`, checked and readable by their owner alone.

    The data copy is named after the moment; the copy of the keys replaces the one before.
    Raises `SetupProblem`.
    """
    with _explained(f"The backup into {folder} failed"):
        folder.mkdir(parents=True, exist_ok=True)
        made = Backup(folder / f"aftercare-{now:%Y%m%dT%H%M%SZ}.db", folder / KEYS_NAME)
        _copy_to(data, made.data, stamp=now.isoformat())
        _copy_to(keys, made.keys, KEYS_TABLE)
    return made


def forget_old(folder: Path, keep: int) -> None:
    """Remove all but the newest copies of the data. The one copy of the keys stays."""
    with _explained(f"Old backups in {folder} could not be removed"):
        copies = sorted(path for path in folder.iterdir() if DATA_NAME.fullmatch(path.name))
        for path in copies[:-keep]:
            path.unlink()


def check(path: Path, holds: str = DATA_TABLE) -> None:
    """Read every page. Raises `SetupProblem` when damaged, or when the table `holds` is missing."""
    if not path.is_file():
        raise SetupProblem(f"There is no file {path}.")
    with _explained(f"The file {path} cannot be read"), closing(_open(path, "ro")) as source:
        if source.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SetupProblem(f"The database {path} is damaged.")
        if not source.execute(FIND_TABLE, (holds,)).fetchone():
            raise SetupProblem(f"The file {path} is not what was expected: choose {MADE[holds]}.")


def restore(backup: Path, keys_backup: Path | None, data: Path, keys: Path) -> None:
    """Put a copy back in place of the data, and add the keys of `keys_backup` to the present ones.

    A key that was erased stays erased, in whichever of the two stores that is known. Raises
    `SetupProblem` when a bot is running on the file, or a copy is damaged or made by a newer
    program; nothing is changed then.
    """
    with hold_lock(data), _explained(f"The backup {backup} could not be restored"):
        check(backup)
        _check_revision(backup)
        if keys_backup is not None:
            check(keys_backup, KEYS_TABLE)
            _restore_keys(keys_backup, keys)
        elif not keys.exists():
            raise SetupProblem(f"There are no keys at {keys}: name the backup of the keys too.")
        _copy_to(backup, data, stamp="")


def _restore_keys(keys_backup: Path, keys: Path) -> None:
    with _beside(keys) as copy:
        _copy(keys_backup, copy)
        if keys.exists():
            with closing(_open(copy, "rw")) as target:
                target.execute("PRAGMA secure_delete=ON")
                target.execute("ATTACH DATABASE ? AS current", (str(keys),))
                if target.execute(OTHER_OPERATOR).fetchone():
                    raise SetupProblem(f"The keys in {keys_backup} need another operator's key.")
                marked = FIND_TABLE.replace("sqlite_master", "current.sqlite_master")
                known = target.execute(marked, ("erased_members",)).fetchone()
                merge = MERGE_MARKS if known else ""  # stores of the first version have none
                target.executescript(f"BEGIN; {ADD_MARKS} {merge} {MERGE_KEYS} COMMIT;")


def _check_revision(path: Path) -> None:
    with closing(_open(path, "ro")) as source:
        revisions = [row[0] for row in source.execute("SELECT version_num FROM alembic_version")]
    if not all(knows_revision(one) for one in revisions):
        raise SetupProblem(f"{path} was made by a newer version of Aftercare; update the program.")


def _copy_to(source: Path, target: Path, holds: str = DATA_TABLE, stamp: str | None = None) -> None:
    with _beside(target) as copy:
        _copy(source, copy)
        check(copy, holds)
        if stamp is not None:
            with closing(_open(copy, "rw")) as made:
                made.execute(STAMP, (BACKED_UP_AT, stamp))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a private file next to `target` that takes its place when the block succeeds."""
    copy = target.with_name(target.name + ".new")
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield copy
        for rest in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + rest).unlink(missing_ok=True)
        copy.replace(target)
        _sync_folder(target.parent)
    finally:
        copy.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with closing(_open(source, "ro")) as old, closing(_open(target, "rw")) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, readable without its neighbours


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open a folder, and does not need to
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise SetupProblem(f"{what}: {error}.") from error
