"""Backups and restores of either database, as the settings say where the data is."""

from datetime import datetime
from pathlib import Path

from bot.core.errors import SetupProblem
from bot.settings import Settings
from bot.storage import dump
from bot.storage.backup import Backup, back_up, restore

MIXED = "The data and the members' keys must both be in SQLite files, or both in PostgreSQL."


def make_backup(settings: Settings, folder: Path | None, now: datetime) -> Backup:
    """Copy the data and the keys into `folder`. This blocks. Raises `SetupProblem`."""
    target = folder or default_folder(settings)
    files = _files(settings)
    if files is None:
        return dump.back_up(settings.database_url, settings.keys_address, target, now)
    return back_up(*files, target, now)


def put_back(settings: Settings, backup: Path, keys_backup: Path | None) -> None:
    """Put a copy back in place of the data. This blocks. Raises `SetupProblem`."""
    files = _files(settings)
    if files is None:
        dump.restore(backup, keys_backup, settings.database_url, settings.keys_address)
    else:
        restore(backup, keys_backup, *files)


def default_folder(settings: Settings) -> Path:
    """Name where backups go when nothing is said: the nightly folder, else beside the data."""
    beside = (settings.database_file or Path("aftercare.db")).parent
    return settings.backup_folder or beside / "backups"


def prepare_folder(folder: Path) -> None:
    """Make the folder of the nightly backups, before anything starts. Raises `SetupProblem`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupProblem(
            f"AFTERCARE_BACKUP_FOLDER: {folder} cannot be made: {error.strerror}."
        ) from error


def _files(settings: Settings) -> tuple[Path, Path] | None:
    """Give the two SQLite files; None when both are in PostgreSQL."""
    data, keys = settings.database_file, settings.keys_file
    if data is not None and keys is not None:
        return data, keys
    if data is None and keys is None:
        return None
    raise SetupProblem(MIXED)
