"""Writes what was measured, with the machine, the versions and the date."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.table import Line, show_markdown

PACKAGES = ("discord.py", "SQLAlchemy", "aiosqlite", "APScheduler", "aiohttp")
ABOUT = (
    "Each line's baseline was measured in the same run, on the same machine: ratios can be compared"
    " with other machines, the figures themselves cannot."
)
NOTES = Path(__file__).parent / "NOTES.md"


def describe_machine() -> str:
    """Name the processor, the memory, the system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, "
        f"{system}, Python {platform.python_version()}"
    )


def write_results(path: Path, lines: Sequence[Line], seconds: float) -> None:
    """Write the table to a file."""
    path.write_text(make_text(lines, seconds, datetime.now(UTC)), encoding="utf-8")


def make_text(lines: Sequence[Line], seconds: float, moment: datetime) -> str:
    """Put it all in words."""
    missed = sum(not line.met for line in lines)
    verdict = "Every target is met." if not missed else f"Targets missed: {missed}."
    versions = [f"SQLite {sqlite3.sqlite_version}", *(f"{one} {version(one)}" for one in PACKAGES)]
    when = f"{moment:%Y-%m-%d at %H:%M}"
    parts = [
        "# What was measured",
        f"`make bench` wrote this page on {when} UTC, in {seconds:.0f} seconds. {ABOUT}",
        f"Machine: {describe_machine()}.\n\nVersions: {', '.join(versions)}.",
        verdict,
        show_markdown(lines),
        NOTES.read_text(encoding="utf-8").strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
