"""What a member may choose, and how long unfinished forms are kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bot.core.quiet import Quiet

DRAFTS_KEPT = timedelta(minutes=15)
MEANS = "means"  # in a vault entry that is no note: what it is, in words for its member
ERASE_TIMER = ("privacy.erase", "all")  # kind and subject: it says that somebody waits, not who
LANGUAGES = {"en": "English"}  # every language that has words of its own


@dataclass(frozen=True, slots=True)
class Member:
    """What a member chose; somebody who never chose anything has only defaults."""

    member_id: int
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    quiet: Quiet | None = None
    text_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a table says about a member, in words, and its value (opened if sealed)."""

    name: str
    means: str
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table keeps about a member: what such a row means, and the rows.

    `single` tells that there is never more than one row, so that its values can be shown.
    """

    table: str
    means: str
    single: bool
    rows: Sequence[Sequence[Column]] = field(repr=False)


def write_time(moment: time | None) -> str | None:
    """Write a time of day as it is stored: "22:00"."""
    return None if moment is None else moment.strftime("%H:%M")


def part_entries(
    entries: Iterable[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Part what the vault holds: notes, and what a member chose and says what it is by itself."""
    everything = list(entries)
    notes = [entry for entry in everything if MEANS not in entry]
    return notes, [entry for entry in everything if MEANS in entry]


def write_export(
    member_id: int, kept: Sequence[Kept], entries: Iterable[Mapping[str, Any]]
) -> bytes:
    """Write everything about a member as JSON. Ids are text: many programs round big numbers."""
    notes, sealed = part_entries(entries)
    tables: dict[str, dict[str, Any]] = {}
    for table in kept:  # twice where rows of others name this member too
        shown = tables.setdefault(table.table, {"what": table.means, "rows": [], "means": {}})
        shown["rows"] += [{c.name: _plain(c.value) for c in row} for row in table.rows]
        shown["means"] |= {c.name: c.means for c in table.rows[0] if c.means}
    for one in sealed:
        empty = {"what": one[MEANS], "rows": [], "means": {}}
        tables.setdefault(f"{one['feature']}.{one['what']}", empty)["rows"].append(_shown(one))
    everything = {
        "member_id": str(member_id),
        "kept": tables,
        "private_notes": [_shown(note) for note in notes],
    }
    return json.dumps(everything, ensure_ascii=False, indent=2).encode()


def _shown(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _plain(v) for k, v in entry.items() if k not in ("reply_token", MEANS)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    is_id = isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**31
    return str(value) if is_id else value
