"""How somebody offers to sponsor: their hours, how many at once, and when they are free."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from bot.core.hours import Opening, read_hours
from bot.core.quiet import Quiet, end_of_quiet
from bot.core.wall_time import read_time
from bot.sponsors.rules import FEATURE

Stance = Literal["welcome", "theirs", "unsaid"]
STANCES: Final[tuple[Stance, ...]] = ("welcome", "theirs", "unsaid")
USUAL, MOST = 3, 8  # people at once
QUIET_FROM, QUIET_UNTIL, NOTE_AT = time(22), time(8), time(18)
HOLIDAYS = (3, 7, 14, 21, 28, 61, 92)  # days
STEPS = 60  # from one thing that keeps them to the next; a week holds fewer


NO_QUIET = (time(0), time(0))
_NOTHING = {"", "-", "no", "none", "never"}
_SPAN = re.compile(
    r"([^\d]*)(\d[\d:.]*\s*(?:[ap]m)?)\s*(?:-|–|to|until)\s*(\d[\d:.]*\s*(?:[ap]m)?)"
)
_NAMED_DAYS = {
    "": "daily", "daily": "daily", "every day": "daily", "weekdays": "Mon-Fri",
    "weekends": "Sat,Sun", "weekend": "Sat,Sun",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """One person's offer, in the servers where they made it. Times are wall times of `zone`.

    `work` holds the weekly hours in which only calls for help come through, or, without
    `work_calls`, nothing at all. `quiet` holds both, unless a call for help `may_wake`. `newest`
    names the last daily note, which the next one replaces.
    """

    member_id: int
    servers: frozenset[int]
    zone: str
    promised: str  # the date
    quiet: tuple[time, time] = (QUIET_FROM, QUIET_UNTIL)
    may_wake: bool = False
    work: str = ""
    work_calls: bool = True
    note_at: time = NOTE_AT
    most: int = USUAL
    stance: Stance = "unsaid"
    paused: bool = False
    away_until: str = ""
    newest: str = ""

    @property
    def work_hours(self) -> tuple[Opening, ...]:
        return read_hours(self.work) if self.work else ()

    def is_away(self, now: datetime) -> bool:
        return _end_of_holiday(self, now) is not None


def next_free(offer: Offer, moment: datetime, *, for_help: bool) -> datetime | None:
    """Find when they are free again; None when they are at this moment."""
    free = moment
    for _step in range(STEPS):
        until = _busy_until(offer, free, for_help=for_help)
        if until is None:
            break
        free = until
    return None if free == moment else free


def _busy_until(offer: Offer, moment: datetime, *, for_help: bool) -> datetime | None:
    away = _end_of_holiday(offer, moment)
    if away is not None:
        return away
    if not (for_help and offer.may_wake):
        night = end_of_quiet(moment, Quiet(*offer.quiet, offer.zone))
        if night is not None:
            return night
    if for_help and offer.work_calls:
        return None
    return _end_of_work(offer, moment)


def _end_of_holiday(offer: Offer, moment: datetime) -> datetime | None:
    if not offer.away_until:
        return None
    day = date.fromisoformat(offer.away_until)
    ends = datetime.combine(day, time(), ZoneInfo(offer.zone)).astimezone(UTC)
    return ends if moment < ends else None


def _end_of_work(offer: Offer, moment: datetime) -> datetime | None:
    zone = ZoneInfo(offer.zone)
    today = moment.astimezone(zone).date()
    ends = [
        closes
        for day in (today - timedelta(days=1), today)
        for opening in offer.work_hours
        if day.weekday() in opening.days
        and _at(day, opening.opens, zone) <= moment < (closes := _at(day, opening.closes, zone))
    ]
    return max(ends, default=None)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    return wall.astimezone(UTC)


def next_note(offer: Offer, after: datetime) -> datetime:
    """Find when the next daily note is due: at their hour, or when they are free after it."""
    zone = ZoneInfo(offer.zone)
    day = after.astimezone(zone).date()
    while True:
        due = datetime.combine(day, offer.note_at, zone).astimezone(UTC)
        if due > after:
            return next_free(offer, due, for_help=False) or due
        day += timedelta(days=1)


# ---------------------------------------------------------------- reading what was typed


def read_quiet(typed: str) -> tuple[time, time] | None:
    """Read "22:00-08:00" or "10pm to 8am"; nothing means no quiet hours, None: not understood."""
    text = typed.strip().casefold()
    if text in _NOTHING:
        return NO_QUIET
    days, start, end = _read_span(text)
    return (start, end) if not days and start and end and start != end else None


def read_work(typed: str) -> str | None:
    """Read "Mon-Fri 9am-5pm; Sat 10:00-14:00" into the form of core.hours; None: not understood."""
    if typed.strip().casefold() in _NOTHING:
        return ""
    read = []
    for part in re.split(r"[;\n]", typed.casefold()):
        days, start, end = _read_span(part.strip())
        if not start or not end:
            return None
        read.append(f"{_read_days(days)} {start:%H:%M}-{end:%H:%M}")
    try:
        read_hours("; ".join(read))
    except ValueError:
        return None
    return "; ".join(read)


def _read_span(text: str) -> tuple[str, time | None, time | None]:
    found = _SPAN.fullmatch(text)
    if found is None:
        return "", None, None
    return found[1].strip(" ,:"), read_time(found[2].strip()), read_time(found[3].strip())


def _read_days(text: str) -> str:
    if text in _NAMED_DAYS:
        return _NAMED_DAYS[text]
    joined = re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", text)
    named = [part for part in re.split(r"[,&\s]+|\band\b", joined) if part and part != "and"]
    return ",".join("-".join(day[:3].title() for day in part.split("-")) for part in named)


# ---------------------------------------------------------------- in the vault


def pack(offer: Offer) -> dict[str, str | int]:
    """Lay it out for the vault and for the export, where people read it."""
    return {
        "feature": FEATURE,
        "what": "offer",
        "means": "how you offer to be a sponsor",
        "servers": " ".join(map(str, sorted(offer.servers))),
        "zone": offer.zone,
        "promised": offer.promised,
        "quiet": "-".join(at.isoformat("minutes") for at in offer.quiet),
        "may_wake": int(offer.may_wake),
        "work": offer.work,
        "work_calls": int(offer.work_calls),
        "note_at": offer.note_at.isoformat("minutes"),
        "most": offer.most,
        "stance": offer.stance,
        "paused": int(offer.paused),
        "away_until": offer.away_until,
        "newest": offer.newest,
    }


def unpack(packed: Mapping[str, Any]) -> Offer:
    """Read what `pack` laid out."""
    start, end = packed["quiet"].split("-")
    return Offer(
        member_id=packed["member_id"],
        servers=frozenset(map(int, packed["servers"].split())),
        zone=packed["zone"],
        promised=packed["promised"],
        quiet=(time.fromisoformat(start), time.fromisoformat(end)),
        may_wake=bool(packed["may_wake"]),
        work=packed["work"],
        work_calls=bool(packed["work_calls"]),
        note_at=time.fromisoformat(packed["note_at"]),
        most=packed["most"],
        stance=packed["stance"],
        paused=bool(packed["paused"]),
        away_until=packed["away_until"],
        newest=packed.get("newest", ""),
    )
