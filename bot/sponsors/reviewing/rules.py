"""How often the reports of one member pause somebody at once."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sponsors.rules import FEATURE

PAUSES: Final = "pauses"  # what the entry is called
OVER: Final = "pauses_over"  # what the timer is called that lets it go
COUNTS_FOR: Final = timedelta(days=14)


def recent(moments: Iterable[datetime], now: datetime) -> list[datetime]:
    """Leave out what is too long ago to count."""
    return [one for one in moments if one > now - COUNTS_FOR]


def pack(moments: Iterable[datetime]) -> dict[str, str | int]:
    return {
        "feature": FEATURE,
        "what": PAUSES,
        "means": "when reports of yours paused somebody",
        "at": json.dumps([one.isoformat(timespec="seconds") for one in moments]),
    }


def unpack(packed: Mapping[str, Any]) -> list[datetime]:
    return [datetime.fromisoformat(one) for one in json.loads(packed["at"])]
