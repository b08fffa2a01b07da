"""A line that waits for somebody: on their page of today, and in a note that leads there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from bot.sponsors.rules import FEATURE

# ended: a pair is over · declined: their request was not taken · handed: the sponsor asks the
# stand-in to look in · check_on: the member asks for it · agreed: both said yes · away, back:
# moderators paused a sponsor, or no longer do · closed: a moderator closed their report ·
# unreached: a request to check on them did not get through · unshared: what they shared with
# somebody was switched off
Kind = Literal[
    "ended",
    "declined",
    "handed",
    "check_on",
    "agreed",
    "away",
    "back",
    "closed",
    "unreached",
    "unshared",
]
TO_DO: Final = ("check_on", "handed")  # what waits for more than reading

NOW, DAILY = "now", "daily"  # what the notes are called
GONE: Final = "daily_gone"  # what the removal of an older daily note is called
OVER = "over"  # what the timer is called that lets a line go
BUSY, PAUSED = "busy", "paused"  # why a note is not sent after all
EVENING: Final = time(18)  # when news come that can wait, to who gets no daily note
LASTS: Final = timedelta(days=2)  # a note that could not be sent by then is not sent
AGAIN: Final = "~"  # in a note's ref, before how often it was put off
KEPT: Final = timedelta(days=14)  # so long a line waits to be read


@dataclass(frozen=True, slots=True)
class Item:
    """Something for `member_id` to read, about `other_id`. `made` is a date and time."""

    id: str
    member_id: int
    kind: Kind
    other_id: int
    server_id: int
    pair_id: str
    made: str


def pack(item: Item) -> dict[str, str | int]:
    return {
        "feature": FEATURE,
        "what": "item",
        "means": "something that waits for you to read it",
        "id": item.id,
        "kind": item.kind,
        "other": item.other_id,
        "server": item.server_id,
        "pair": item.pair_id,
        "made": item.made,
    }


def unpack(packed: Mapping[str, Any]) -> Item:
    return Item(
        id=packed["id"],
        member_id=packed["member_id"],
        kind=packed["kind"],
        other_id=packed["other"],
        server_id=packed["server"],
        pair_id=packed["pair"],
        made=packed["made"],
    )


def next_evening(zone: str, after: datetime) -> datetime:
    """Find when news come that can wait: at six, today or tomorrow."""
    today = after.astimezone(ZoneInfo(zone)).date()
    days = (today, today + timedelta(days=1))
    due = [datetime.combine(day, EVENING, ZoneInfo(zone)).astimezone(UTC) for day in days]
    return next(one for one in due if one > after)


def base_of(ref: str) -> str:
    """Tell what a note's ref is about, however often the note was put off."""
    return ref.partition(AGAIN)[0]


def put_off(ref: str) -> str:
    """Give the ref of the same note once more."""
    base, _again, times = ref.partition(AGAIN)
    return f"{base}{AGAIN}{int(times or 0) + 1}"
