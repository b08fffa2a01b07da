"""Where a meeting shifts for somebody, because two zones change their clocks on different dates."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from bot.meetings import rules
from bot.meetings.rules import Meeting

WEEK = timedelta(days=7)
AHEAD = timedelta(days=8)


def shift(there: str, here: str, before: datetime, start: datetime) -> timedelta:
    """Say by how much a wall time of one zone moves on the clocks of another between two dates."""
    return _change(here, before, start) - _change(there, before, start)


def _change(zone: str, before: datetime, start: datetime) -> timedelta:
    place = ZoneInfo(zone)
    old, new = (moment.astimezone(place).utcoffset() or timedelta() for moment in (before, start))
    return new - old


def find_shift(
    meeting: Meeting, here: str, ended: datetime, now: datetime
) -> tuple[datetime, datetime] | None:
    """Find the first date of the coming week (or the next one) that shifts, and the one before."""
    for before, start in pairwise([ended, *_coming(meeting, ended, now)]):
        if shift(meeting.rule.zone, here, before, start):
            return before, start
    return None


def _coming(meeting: Meeting, ended: datetime, now: datetime) -> list[datetime]:
    ahead = (found.start for found in rules.happening(meeting, ended))
    first = next(ahead, None)
    if first is None:
        return []
    soon: Iterator[datetime] = takewhile(lambda start: start <= now + AHEAD, ahead)
    return [first, *soon]


def last_date(meeting: Meeting, now: datetime) -> datetime | None:
    """Find the last date that has begun, within two months."""
    following = next(rules.happening(meeting, now), None)
    return before_date(meeting, following.start) if following is not None else None


def before_date(meeting: Meeting, start: datetime) -> datetime | None:
    """Find the date before this one that a clock change lies between, within two months."""
    ahead = takewhile(
        lambda found: found.start < start, rules.happening(meeting, start - timedelta(days=62))
    )
    return max((found.start for found in ahead), default=None)
