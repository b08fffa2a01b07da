"""The command line. Parts are imported when a command needs them, so that `--help` is quick."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from bot.core.errors import SetupProblem
from bot.settings import Settings, has_token, load_rehearsal_settings, load_settings

INTERRUPTED = 130  # what shells expect of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; problems at start are told in one line, without a traceback."""
    given = build_parser().parse_args(arguments)
    try:
        return int(given.command(given) or 0)
    except SetupProblem as problem:
        print(f"aftercare: {problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def start(given: argparse.Namespace) -> None:
    """Run with a token; rehearse without one."""
    if has_token():
        run(given)
        return
    print("No AFTERCARE_TOKEN is set, so this is the rehearsal: nothing reaches Discord.")
    rehearse(given)


def run(given: argparse.Namespace) -> None:
    """Run on Discord until stopped."""
    from bot.core.parts import read_part
    from bot.ops.logs import start_logging

    settings = load_settings()
    if settings.token is None:
        raise SetupProblem("Set AFTERCARE_TOKEN in .env first, or try `aftercare rehearse`.")
    part = read_part(given.role, given.shards, alone=settings.database_file is not None)
    start_logging(settings.log_format, settings.log_level)
    from bot.gateway.run import run_client
    from bot.ops.beside import run_beside

    with _alone(settings):
        asyncio.run(run_client(settings, run_beside(settings), part))


def _alone(settings: Settings) -> AbstractContextManager[None]:
    """Keep other processes off the SQLite file; PostgreSQL needs no such lock."""
    from bot.storage.lock import hold_lock

    return hold_lock(settings.database_file) if settings.database_file else nullcontext()


def rehearse(given: argparse.Namespace) -> None:
    """Rehearse in a browser, or tell the story here."""
    load_rehearsal_settings(Path())  # what is misspelt is told before a stage is built
    try:
        if given.story:
            from bot.rehearsal.story import tell

            asyncio.run(tell())
            return
        from bot.rehearsal.run import rehearse as open_stage
    except ModuleNotFoundError as error:
        if str(error.name).startswith(("bot", "cogs")):
            raise
        raise SetupProblem(
            f"The rehearsal needs the package {error.name}: pip install '.[rehearsal]'"
        ) from None
    asyncio.run(open_stage(port=given.port, open_browser=given.browser))


def diagnose(_given: argparse.Namespace) -> int:
    """Look at everything that a start needs, and say how to put it right."""
    from bot.ops.doctor import examine

    findings = asyncio.run(examine(load_settings()))
    for finding in findings:
        print(f"{'ok ' if finding.well else 'NO '} {finding.said}")
    return 0 if all(finding.well for finding in findings) else SetupProblem.exit_code


def migrate(_given: argparse.Namespace) -> None:
    """Bring the database up to date."""
    settings = load_settings()
    with _alone(settings):
        asyncio.run(_migrate(settings))
    print("The database is up to date.")


async def _migrate(settings: Settings) -> None:
    from bot.app import open_database
    from bot.core.clock import SystemClock
    from bot.storage.migrate import migrate as bring_up_to_date

    db = open_database(settings, SystemClock())
    await db.start()
    try:
        await bring_up_to_date(db)
    finally:
        await db.close()


def backup(given: argparse.Namespace) -> None:
    """Copy the data and the keys while the bot runs or stands."""
    from bot.core.clock import SystemClock
    from bot.ops.backups import make_backup

    made = make_backup(load_settings(), given.to, SystemClock().now())
    print(f"The data is in {made.data}, the newest keys are in {made.keys}.")
    print("The operator's key is in neither: keep a copy of it somewhere else.")


def restore(given: argparse.Namespace) -> None:
    """Put a copy back; the bot must be stopped."""
    from bot.ops.backups import put_back

    put_back(load_settings(), given.backup, given.keys)
    print(f"The data is as it was in {given.backup}.")
    print("Members who were erased since stay erased: the next start sees to it.")


def move(given: argparse.Namespace) -> None:
    """Copy an SQLite installation into two empty PostgreSQL databases; the bot must be stopped."""
    settings = load_settings()
    if settings.database_file is None:
        raise SetupProblem("AFTERCARE_DATABASE_URL is PostgreSQL already: nothing to copy.")
    if not settings.database_file.exists():
        raise SetupProblem(f"There is no database {settings.database_file} to copy.")
    with _alone(settings):
        copied = asyncio.run(_move(settings, given.to, given.keys_to))
    print(f"{sum(copied.values())} rows were copied and read again, in {len(copied)} tables.")
    print("Now set AFTERCARE_DATABASE_URL and AFTERCARE_KEYS_URL to the two databases, and")
    print(f"AFTERCARE_KEY_FILE to {settings.key_path}, unless AFTERCARE_KEY is set.")


async def _move(settings: Settings, data_url: str, keys_url: str) -> dict[str, int]:
    from bot.app import open_database
    from bot.core.clock import SystemClock
    from bot.storage.copying import check_target, copy_database

    await check_target(data_url, keys_url)
    there = settings.model_copy(
        update={"database_url": data_url, "keys_url": keys_url, "key_file": settings.key_path}
    )
    source, target = (open_database(one, SystemClock()) for one in (settings, there))
    await source.start()
    try:
        await target.start()
        return await copy_database(source, target)
    finally:
        await target.close()
        await source.close()


def look_at_content(given: argparse.Namespace) -> int:
    """Check the texts and numbers in content/, or show what they carry."""
    from bot.ops.content import check_content, draw_coverage

    own = load_settings().content
    if given.action == "help":
        return _list_help_lines(own, due=given.due)
    if given.action == "coverage":
        print(draw_coverage(own))
        return 0
    report = check_content(own)
    for line in (*report.findings, *report.notes):
        print(line)
    number = len(report.findings)
    print(f"{number} to put right." if number else "The content is in order.")
    return SetupProblem.exit_code if number else 0


def _list_help_lines(own: Path | None, *, due: bool) -> int:
    from bot.core.clock import SystemClock
    from bot.ops.lines import list_lines

    for line in list_lines(SystemClock().now().date(), own, due=due):
        print(line)
    return 0


def build_parser() -> argparse.ArgumentParser:
    """Say what can be asked of the program."""
    parser = argparse.ArgumentParser(
        prog="aftercare", description="A Discord bot for recovery communities."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, call: object, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(command=call)
        return made

    stage = [
        add("start", start, "run with a token, rehearse in a browser without one"),
        add("rehearse", rehearse, "try the bot in a browser; nothing reaches Discord"),
    ]
    running = add("run", run, "run on Discord")
    _add_part_options([stage[0], running])
    add("doctor", diagnose, "look at settings, database, keys and content")
    add("migrate", migrate, "bring the database up to date")
    _add_rehearsal_options(stage)
    _add_backup_options(
        add("backup", backup, "copy the data and the members' keys"),
        add("restore", restore, "put a copy back; stop the bot first"),
    )
    moving = add("copy-database", move, "copy an SQLite installation to PostgreSQL; stop it first")
    moving.add_argument("--to", required=True, metavar="URL", help="an empty database for the data")
    moving.add_argument("--keys-to", required=True, metavar="URL", help="another, for the keys")
    content = add("content", look_at_content, "the texts and numbers in content/")
    content.add_argument(
        "action",
        choices=["check", "coverage", "help"],
        help="say what has to be put right, which topics the texts carry, or list the help lines",
    )
    content.add_argument(
        "--due", action="store_true", help="with help: only lines a person should call again"
    )
    return parser


def _add_rehearsal_options(parsers: Sequence[argparse.ArgumentParser]) -> None:
    for parser in parsers:
        parser.add_argument("--story", action="store_true", help="play it here and print it")
        parser.add_argument("--port", type=_port, default=8890, help="where the page is (8890)")
        parser.add_argument(
            "--no-browser", dest="browser", action="store_false", help="only print the address"
        )


def _add_part_options(parsers: Sequence[argparse.ArgumentParser]) -> None:
    for parser in parsers:
        parser.add_argument(
            "--role",
            metavar="{all,gateway,worker}",
            default="all",
            help="on PostgreSQL, which part of the work this process does (all)",
        )
        parser.add_argument(
            "--shards", metavar="0-3/16", help="on which shards it answers, of how many"
        )


def _port(typed: str) -> int:
    """Read a port; 0 takes any that is free."""
    if typed.isascii() and typed.isdigit() and int(typed) <= 65535:
        return int(typed)
    raise argparse.ArgumentTypeError(f"{typed!r} is no port; write a number such as 8890")


def _add_backup_options(
    backing_up: argparse.ArgumentParser, restoring: argparse.ArgumentParser
) -> None:
    backing_up.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where to (backups, beside the data)"
    )
    restoring.add_argument("backup", type=Path, metavar="FILE", help="the copy of the data")
    restoring.add_argument(
        "--keys", type=Path, metavar="FILE", help="the copy of the keys, if they are gone too"
    )
