"""What may be reported, and what a report holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.sponsors.rules import FEATURE

REASONS: Final = ("money", "sex", "medicine", "secrets", "unwanted", "other")
LONGEST: Final = 1000  # characters of words of one's own
MODERATORS_KEPT: Final = timedelta(days=90)
SEEN_AGAIN_AFTER: Final = timedelta(days=7)
NOTE_LASTS: Final = timedelta(days=3)
REMIND_AFTER: Final = timedelta(days=1)
MOST_TOLD: Final = 14  # so often moderators are reminded of an open report


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is open: sealed with the key of whoever sent it."""

    id: str
    server_id: int
    reporter_id: int
    other_id: int
    reason: str
    words: str
    made: str  # a date and time


def pack(report: Report) -> dict[str, str | int]:
    return {
        "feature": FEATURE,
        "what": "report",
        "means": "a report that you sent",
        "id": report.id,
        "server": report.server_id,
        "other": report.other_id,
        "reason": report.reason,
        "words": report.words,
        "made": report.made,
    }


def unpack(packed: Mapping[str, Any]) -> Report:
    return Report(
        id=packed["id"],
        server_id=packed["server"],
        reporter_id=packed["member_id"],
        other_id=packed["other"],
        reason=packed["reason"],
        words=packed["words"],
        made=packed["made"],
    )


def mark_of(server_id: int) -> str:
    """Name in what respect a member is marked while a report about them is open."""
    return f"review:{server_id}"
