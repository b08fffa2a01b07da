"""Somebody's own tip a day: when it comes, and which tip a day has. Nothing is read or stored."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.coping.entries import Tip
from bot.core.recurrence import Rule
from bot.core.rhythm import next_due, weekly

LATE: Final = timedelta(hours=4)  # a tip is of use so long; later it is not sent any more


@dataclass(frozen=True, slots=True)
class Daily:
    """The time of day, by the wall clock of a zone. Notes are planned up to `planned_until`.

    `newest` is the start of the note that came last, to take it away when the next one comes.
    """

    zone: str
    at: time
    planned_until: datetime
    newest: datetime | None = None

    @property
    def rule(self) -> Rule:
        first = self.planned_until.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        return weekly(self.zone, self.at, first)

    def next_note(self, now: datetime) -> datetime:
        """Find when the next note comes."""
        found = next_due([self.rule], now)
        assert found is not None  # the rule has no end
        return found

    def day_of(self, start: datetime) -> date:
        """Tell which of their days a note belongs to."""
        return start.astimezone(ZoneInfo(self.zone)).date()


def choose_tip(tips: Sequence[Tip], order: str, day: date) -> Tip | None:
    """Choose the tip of a day: all come once, in an order of this member's own, then again.

    Nothing has to be stored for it: `order` is a secret word that is always the same for them.
    """
    if not tips:
        return None
    turn, place = divmod(day.toordinal(), len(tips))

    def shuffled(tip: Tip) -> bytes:
        return hashlib.sha256(f"{order}.{turn}.{tip.number}".encode()).digest()

    return sorted(tips, key=shuffled)[place]


def write_ref(start: datetime) -> str:
    """Name a note by its start."""
    return str(int(start.timestamp()))


def read_ref(ref: str) -> datetime | None:
    """Read the start back; None for what names none."""
    return datetime.fromtimestamp(int(ref), UTC) if ref.isdecimal() and len(ref) < 13 else None


def pack(daily: Daily) -> dict[str, str | int]:
    """Lay it out for the vault and for the export, where people read it."""
    return {
        "zone": daily.zone,
        "at": daily.at.isoformat("minutes"),
        "planned_until": daily.planned_until.isoformat(),
        "newest": daily.newest.isoformat() if daily.newest else "",
    }


def unpack(packed: Mapping[str, Any]) -> Daily:
    """Read what `pack` laid out."""
    return Daily(
        zone=packed["zone"],
        at=time.fromisoformat(packed["at"]),
        planned_until=datetime.fromisoformat(packed["planned_until"]),
        newest=datetime.fromisoformat(packed["newest"]) if packed["newest"] else None,
    )
