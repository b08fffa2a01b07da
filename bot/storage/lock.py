"""One process at a time on an SQLite file; the operating system lets go when the process dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import SetupProblem

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_path(database: Path) -> Path:
    """Return the lock file of a database; links lead to the same one."""
    real = database.resolve()
    return real.with_name(real.name + ".lock")


@contextmanager
def hold_lock(database: Path) -> Iterator[None]:
    """Hold the lock of an SQLite file. Raises `SetupProblem` when another process has it."""
    path = lock_path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetupProblem(f"The lock file {path} cannot be opened: {error.strerror}.") from error
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        raise SetupProblem(
            f"Another Aftercare is using {database}; stop it first (it holds {path})."
        ) from error
    try:
        yield
    finally:
        os.close(handle)  # the file stays: removing it would let two processes lock two files
