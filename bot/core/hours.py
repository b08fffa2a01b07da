"""Weekly opening hours by a wall clock: reading them, and when they begin next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_DAY = frozenset(range(7))
FULL_DAY = 24 * 60
_OPENING = re.compile(r"(daily|\w{3}(?:[,-]\w{3})*) (\S+)-(\S+)")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Opening:
    """Weekdays (0 = Monday) with the minutes after midnight when something opens and closes.

    A closing time past 1440 belongs to the next day.
    """

    days: frozenset[int]
    opens: int
    closes: int


AROUND_THE_CLOCK = frozenset(
    ("always", "24/7", "24h", "24 hours", "all day", "all the time", "day and night")
)
ALWAYS = (Opening(EVERY_DAY, 0, FULL_DAY),)


def read_hours(text: str) -> tuple[Opening, ...]:
    """Read "always", or a week such as "Mon-Fri 09:30-17:30; Sat,Sun 10:00-02:00".

    Raises ValueError in words that say what would be understood.
    """
    if text == "always":
        return ALWAYS
    return tuple(_read_opening(part.strip()) for part in text.split(";"))


def _read_opening(text: str) -> Opening:
    found = _OPENING.fullmatch(text)
    if not found:
        raise ValueError('hours are "always", or like "Mon-Fri 09:30-17:30; Sat,Sun 10:00-02:00"')
    opens, closes = _minutes(found[2]), _minutes(found[3])
    if opens in {closes, FULL_DAY}:
        raise ValueError("hours need some time between opening and closing, like 00:00-24:00")
    return Opening(_days(found[1]), opens, closes if closes > opens else closes + FULL_DAY)


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else FULL_DAY + 1
    if minutes > FULL_DAY:
        raise ValueError(f"{text} is not a time from 00:00 to 24:00")
    return minutes


def _days(text: str) -> frozenset[int]:
    if text == "daily":
        return EVERY_DAY
    days: set[int] = set()
    for part in text.split(","):
        first, last = part.split("-")[0], part.split("-")[-1]
        if first not in DAYS or last not in DAYS or part.count("-") > 1:
            raise ValueError(f"{part} is not a day or a range; the days are {', '.join(DAYS)}")
        start, end = DAYS.index(first), DAYS.index(last)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def next_opening(hours: Sequence[Opening], zone: str, now: datetime) -> datetime | None:
    """Find when it opens next, in UTC; None while it is open."""
    today = now.astimezone(ZoneInfo(zone)).date()
    spans = [
        span_of(opening, day, zone)
        for day in (today + timedelta(days=ahead) for ahead in range(-1, 8))
        for opening in hours
        if day.weekday() in opening.days
    ]
    if any(opens <= now < closes for opens, closes in spans):
        return None
    return min(opens for opens, _ in spans if opens > now)


def span_of(opening: Opening, day: date, zone: str) -> tuple[datetime, datetime]:
    """Give the moments, in UTC, between which it is open for the opening of this day."""
    return _moment(day, opening.opens, zone), _moment(day, opening.closes, zone)


def _moment(day: date, minutes: int, zone: str) -> datetime:
    wall = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minutes)
    return wall.astimezone(UTC)
