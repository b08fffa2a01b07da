"""Quiet hours: when a member does not want to be disturbed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` to `end` by the wall clock of `zone`, each day; overnight when end < start.

    The same time twice means no quiet hours.
    """

    start: time
    end: time
    zone: str


def end_of_quiet(moment: datetime, quiet: Quiet) -> datetime | None:
    """Find when the quiet that holds at `moment` ends, in UTC; None if it is not quiet then."""
    if quiet.start == quiet.end:
        return None
    today = moment.astimezone(ZoneInfo(quiet.zone)).date()
    for day in (today - timedelta(days=1), today):
        start, end = _night_of(quiet, day)
        if start <= moment < end:
            return end
    return None


def _night_of(quiet: Quiet, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(quiet.zone)
    last = day if quiet.start < quiet.end else day + timedelta(days=1)
    return (
        datetime.combine(day, quiet.start, zone).astimezone(UTC),
        datetime.combine(last, quiet.end, zone).astimezone(UTC),
    )
