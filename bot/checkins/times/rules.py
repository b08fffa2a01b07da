"""A member's own days and times, and when the next note comes. Nothing is read or stored here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.checkins.rules import next_due, weekly
from bot.core.recurrence import Rule

MOST_TIMES = 3
LONGEST_PAUSE = timedelta(days=366)
OFFER_AFTER = 5  # unanswered notes in a row, then it offers once a week, one time
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BETWEEN = re.compile(r"[,;&+/]|\band\b|\by\b")


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody wants a note: days of the week, times of day, by the wall clock of a zone.

    Notes are planned up to `planned_until`; none comes before `paused_until`. `newest` names the
    note that came last. `unanswered` counts notes in a row, and an answer sets it back.
    """

    zone: str
    weekdays: frozenset[int]
    at: tuple[time, ...]
    planned_until: datetime
    paused_until: date | None = None
    unanswered: int = 0
    offered: bool = False
    newest: str = ""

    @property
    def rules(self) -> list[Rule]:
        """Give one rule for each time of day."""
        first = self.planned_until.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        first = max(first, self.paused_until or first)
        return [weekly(self.zone, at, first, self.weekdays) for at in self.at]

    def next_note(self, now: datetime) -> datetime | None:
        """Find when the next note comes."""
        return next_due(self.rules, now)

    def is_paused(self, now: datetime) -> bool:
        """Tell whether the pause still holds."""
        if self.paused_until is None:
            return False
        return now.astimezone(ZoneInfo(self.zone)).date() < self.paused_until

    @property
    def is_seldom(self) -> bool:
        """Tell whether a note comes once a week already."""
        return len(self.weekdays) * len(self.at) == 1

    @property
    def wait_unanswered(self) -> bool:
        """Tell whether so many notes in a row found no answer that less often may be better."""
        return self.unanswered >= OFFER_AFTER and not self.is_seldom

    @property
    def should_offer(self) -> bool:
        """Tell whether it is time to ask, in a note and once, whether that would be better."""
        return self.wait_unanswered and not self.offered


def read_times(typed: str) -> list[str]:
    """Part what was typed into single times: "9am, 7pm", "9:00 and 19:00"."""
    return [part for one in _BETWEEN.split(typed.casefold()) if (part := one.strip())]


def once_a_week(times: Times, now: datetime) -> Times:
    """Keep one day and one time: those of the newest note, else the next."""
    start = note_start(times.newest) or times.next_note(now) or now
    local = start.astimezone(ZoneInfo(times.zone))
    at = local.time() if local.time() in times.at else times.at[0]
    day = local.weekday() if local.weekday() in times.weekdays else min(times.weekdays)
    return replace(times, weekdays=frozenset((day,)), at=(at,), unanswered=0, offered=True)


def answered(times: Times) -> Times:
    """Count from the beginning again."""
    return replace(times, unanswered=0)


# ---------------------------------------------------------------- one note


def name_note(what: str, start: datetime) -> str:
    """Name a note by what it is and its start: "prompt.1764612000"."""
    return f"{what}.{int(start.timestamp())}"


def note_start(name: str) -> datetime | None:
    """Find the start that a note's name, or its ref alone, tells."""
    seconds = name.rpartition(".")[2]
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None


# ---------------------------------------------------------------- in the vault


def pack(times: Times) -> dict[str, str | int]:
    """Lay them out for the vault and for the export, where people read them."""
    return {
        "zone": times.zone,
        "days": " ".join(DAY_NAMES[day] for day in sorted(times.weekdays)),
        "at": " ".join(at.isoformat("minutes") for at in times.at),
        "planned_until": times.planned_until.isoformat(),
        "paused_until": times.paused_until.isoformat() if times.paused_until else "",
        "unanswered": times.unanswered,
        "offered": int(times.offered),
        "newest": times.newest,
    }


def unpack(packed: Mapping[str, Any]) -> Times:
    """Read what `pack` laid out."""
    return Times(
        zone=packed["zone"],
        weekdays=frozenset(DAY_NAMES.index(day) for day in packed["days"].split()),
        at=tuple(time.fromisoformat(at) for at in packed["at"].split()),
        planned_until=datetime.fromisoformat(packed["planned_until"]),
        paused_until=date.fromisoformat(packed["paused_until"]) if packed["paused_until"] else None,
        unanswered=int(packed["unanswered"]),
        offered=bool(packed["offered"]),
        newest=packed["newest"],
    )
