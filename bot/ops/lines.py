"""What `aftercare content help` lists: every help line, and which of them a person should call."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.reach.confirming.rules import ASK_AGAIN, due_lines
from bot.reach.directory import HELP, load_directory
from bot.reach.rules import Country, Line


def list_lines(today: date, own: Path | None = None, *, due: bool = False) -> Iterator[str]:
    """List the help lines by country, or only what is due: never called, or 180 days ago.

    What moderators checked counts in their own server and is listed there, under `/setup`.
    """
    countries = load_directory(HELP, own).countries.values()
    shown = total = 0
    for country in countries:
        lines = due_lines(country.lines, today) if due else country.lines
        total, shown = total + len(country.lines), shown + len(lines)
        yield from _list_country(country, lines, today)
    yield f"{shown} of {total} lines {'are due' if due else 'listed'}."


def _list_country(country: Country, lines: Sequence[Line], today: date) -> Iterator[str]:
    if country.emergency.tel is None:
        yield f"{country.country}: the emergency number is not confirmed by any source"
    for line in lines:
        yield f"{country.country}: {line.id}, {line.name}: {_state(line, today)}"


def _state(line: Line, today: date) -> str:
    if line.checked_on is None:
        return f"nobody called it yet; its sources were read on {line.read_on}"
    days = (today - line.checked_on).days
    due = " (due)" if days >= ASK_AGAIN.days else ""
    return f"called on {line.checked_on}, {days} days ago{due}"
