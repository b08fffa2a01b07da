"""Copies of an installation in PostgreSQL, by its own client programs, and the way back.

The same promises as `bot.storage.backup`: data before keys, the newest copy of the keys alone, a
check before anything is replaced, and data that says it is a copy. These functions block.
"""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.core.errors import SetupProblem
from bot.storage.backup import BACKED_UP_AT, DATA_TABLE, KEYS_TABLE, MADE, Backup
from bot.storage.migrate import knows_revision

KEYS_NAME = "aftercare-keys.dump"
MOMENT = re.compile(r"aftercare-(\d{8}T\d{6}Z)\.dump")
PLAIN = ("--no-owner", "--no-privileges")
PATIENCE = "-c lock_timeout=5000"  # milliseconds; somebody else's lock must not hang a restore
OTHERS = """
SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
HAS_KEYS = "SELECT coalesce(to_regclass('public.member_keys')::text, '')"
KEYS_KNOWN = """
SELECT (SELECT count(*) FROM public.member_keys) + (SELECT count(*) FROM public.erased_keys)
"""
BEGIN_ANEW = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;\n"
STAMP = (
    "INSERT INTO public.installation (name, value) VALUES ('{}', '{}') ON CONFLICT DO NOTHING;\n"
)


def back_up(data_url: str, keys_url: str, folder: Path, now: datetime) -> Backup:
    """Dump both databases into `folder`, readable by their owner alone. Raises `SetupProblem`."""
    made = Backup(folder / f"aftercare-{now:%Y%m%dT%H%M%SZ}.dump", folder / KEYS_NAME)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _dump(data_url, made.data, DATA_TABLE)
        _dump(keys_url, made.keys, KEYS_TABLE)
    except OSError as error:
        raise SetupProblem(f"The backup into {folder} failed: {error}.") from error
    return made


def check(dump: Path, holds: str = DATA_TABLE) -> None:
    """Read a dump's list of contents. Raises `SetupProblem` when it is not what was expected."""
    if not dump.is_file():
        raise SetupProblem(f"The file {dump} cannot be read.")
    if f"TABLE DATA public {holds} " not in _run("pg_restore", "--list", str(dump)):
        raise SetupProblem(f"The file {dump} is not what was expected: choose {MADE[holds]}.")


def restore(dump: Path, keys_dump: Path | None, data_url: str, keys_url: str) -> None:
    """Put a dump back in place of the data, in one transaction; the keys only where there are none.

    Raises `SetupProblem` when something is connected to the database, or a dump is damaged or made
    by a newer program; nothing is changed then.
    """
    check(dump)
    _check_revision(dump)
    if int(_ask(data_url, OTHERS)):
        raise SetupProblem("Something is connected to the database: stop every Aftercare first.")
    if keys_dump is not None:
        check(keys_dump, KEYS_TABLE)
        if _has_keys(keys_url):
            raise SetupProblem("There are members' keys already, and they stay: leave out --keys.")
        _replay(keys_dump, keys_url, "")
    elif not _has_keys(keys_url):
        raise SetupProblem("There are no members' keys: name the backup of the keys too.")
    _replay(dump, data_url, STAMP.format(BACKED_UP_AT, _made_at(dump)))


def _dump(url: str, target: Path, holds: str) -> None:
    copy = target.with_name(target.name + ".new")
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _run("pg_dump", "--format=custom", *PLAIN, "--file", str(copy), url=url)
        check(copy, holds)
        copy.replace(target)
    finally:
        copy.unlink(missing_ok=True)


def _check_revision(dump: Path) -> None:
    told = _run("pg_restore", "--data-only", f"--table={DATA_TABLE}", "--file=-", str(dump))
    rows = told.partition("FROM stdin;\n")[2].partition("\n\\.")[0]
    if not rows or not all(knows_revision(one) for one in rows.splitlines()):
        raise SetupProblem(f"{dump} was made by a newer version of Aftercare; update the program.")


def _has_keys(url: str) -> bool:
    return bool(_ask(url, HAS_KEYS)) and int(_ask(url, KEYS_KNOWN)) > 0


def _ask(url: str, query: str) -> str:
    return _run("psql", "--no-psqlrc", "-At", "-c", query, url=url).strip()


def _replay(dump: Path, url: str, last: str) -> None:
    """Play a dump into an emptied database, all or nothing."""
    script = BEGIN_ANEW + _run("pg_restore", *PLAIN, "--file=-", str(dump)) + last
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    try:
        _run("psql", *options, "--file=-", url=url, script=script)
    except SetupProblem as problem:
        raise SetupProblem(f"{dump} was not put back; nothing was changed. {problem}") from None


def _made_at(dump: Path) -> str:
    found = MOMENT.fullmatch(dump.name)
    if found is None:
        return ""
    return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()


def _run(name: str, *arguments: str, url: str | None = None, script: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [_find(name), *arguments],
            env=_environment(url),
            input=script.encode(),
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise SetupProblem(f"{name} cannot be run: {error}.") from error
    if done.returncode:
        raise SetupProblem(f"{name} failed. {_first(done.stderr)}")
    return done.stdout.decode()


def _find(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SetupProblem(f"{name} is missing: install PostgreSQL's client programs.")
    return found


def _environment(url: str | None) -> dict[str, str]:
    """Tell the program where to connect; a password on its command line would show to others."""
    if url is None:
        return dict(os.environ)
    parts = make_url(url)
    host = parts.host or parts.query.get("host")
    given = {
        "PGHOST": host,
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
        "PGOPTIONS": PATIENCE,
    }
    return dict(os.environ) | {name: str(value) for name, value in given.items() if value}


def _first(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else ""
