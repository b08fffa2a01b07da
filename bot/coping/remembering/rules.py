"""What a member lets the bot remember about tips, and for how long. Nothing is read or stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Seen:
    """The numbers of the tips somebody has seen, and the day of the last one (in UTC)."""

    numbers: frozenset[int]
    used: date

    @property
    def forgotten_at(self) -> datetime:
        """Tell when it is forgotten: as a day ends, so that no time of day is told by it."""
        return datetime.combine(self.used + FORGOTTEN_AFTER + timedelta(days=1), time(), UTC)


def add(seen: frozenset[int], shown: frozenset[int], fit: Collection[int]) -> frozenset[int]:
    """Add what a card has shown; where all that fit were seen already, they begin anew with it."""
    return (seen - frozenset(fit) if seen.issuperset(fit) else seen) | shown


def pack(seen: Seen) -> dict[str, str | int]:
    """Lay it out for the vault and for the export, where people read it."""
    return {
        "tips": " ".join(str(number) for number in sorted(seen.numbers)),
        "last_day": seen.used.isoformat(),
    }


def unpack(packed: Mapping[str, Any]) -> Seen:
    """Read what `pack` laid out."""
    numbers = frozenset(int(number) for number in packed["tips"].split())
    return Seen(numbers, date.fromisoformat(packed["last_day"]))
