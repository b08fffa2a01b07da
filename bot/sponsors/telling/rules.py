"""What was told about somebody, to whom and when; only they can read the list."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from bot.sponsors.rules import FEATURE, Side

# asked: they asked somebody · checked, not_yet: shared check-ins · check_on: "check on me"
# handed: the sponsor asked the stand-in to look in · help: a call for help
What = Literal["asked", "checked", "not_yet", "check_on", "handed", "help"]
MOST: Final = 60
KEPT: Final = timedelta(days=90)
A_DAY: Final = timedelta(days=1)  # in some zones it is tomorrow already
SWITCHES: Final = {"yes": "share_yes", "not": "share_not"}


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that was told. `at` is a date and time."""

    at: str
    to_id: int
    what: What


def add(told: list[Telling], new: Telling, now: datetime) -> list[Telling]:
    """Add one to the list, once a day for the same thing, and let old ones go."""
    fresh = keep_fresh(told, now)
    same = [one for one in fresh if (one.to_id, one.what) == (new.to_id, new.what)]
    if new.what in ("checked", "not_yet") and any(one.at[:10] == new.at[:10] for one in same):
        return fresh
    return [*fresh, new][-MOST:]


def keep_fresh(told: list[Telling], now: datetime) -> list[Telling]:
    """Leave out what is too old to be kept."""
    return [one for one in told if datetime.fromisoformat(one.at) > now - KEPT]


def pack(told: list[Telling]) -> dict[str, str | int]:
    """Lay the list out for the vault and for the export, where people read it."""
    return {
        "feature": FEATURE,
        "what": "told",
        "means": "what was told about you, and to whom",
        "list": json.dumps([[one.at, str(one.to_id), one.what] for one in told]),
    }


def unpack(packed: Mapping[str, Any]) -> list[Telling]:
    return [Telling(at, int(to), what) for at, to, what in json.loads(packed["list"])]


def rest_hellos(side: Side, now: datetime) -> bool:
    """Tell whether reminders to say hello rest, because there was a review."""
    return bool(side.hello_from) and date.fromisoformat(side.hello_from) > now.date() + A_DAY


def say_checked(member: Side, zone: ZoneInfo, now: datetime) -> Literal["checked", "not_yet", ""]:
    """Say what a supporter may read of check-ins at this moment, by the member's two switches.

    "Since yesterday" counts from the beginning of yesterday by the reader's clock.
    """
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    at = datetime.fromisoformat(member.checked_in) if member.checked_in else None
    if at is not None and at.astimezone(zone).date() >= yesterday:
        return "checked" if member.share_yes else ""
    return "not_yet" if member.share_not else ""
