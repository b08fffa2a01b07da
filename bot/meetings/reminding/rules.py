"""When something of a meeting is due: a reminder, a private note, an end. Nothing is read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from bot.meetings.rules import LATE, Meeting, Reminder, end_of, happening, on_day


def next_moment(meeting: Meeting, personal: Iterable[Reminder]) -> datetime | None:
    """Find the earliest moment not planned yet: a lead of the channel or of somebody, or an end."""
    if meeting.off:
        return None
    after = meeting.planned_until
    leads = {(timedelta(minutes=lead), after) for lead in meeting.leads}
    leads |= {(timedelta(minutes=one.lead), max(after, one.since)) for one in personal}
    starts = ((_next_start(meeting, seen + lead), lead) for lead, seen in leads)
    moments = [start - lead for start, lead in starts if start is not None]
    end = _next_end(meeting, after)  # the end is a moment too
    return min(moments if end is None else [*moments, end], default=None)


def _next_start(meeting: Meeting, after: datetime) -> datetime | None:
    found = next(happening(meeting, after), None)
    return None if found is None else found.start


def _next_end(meeting: Meeting, after: datetime) -> datetime | None:
    """Find the first end after a moment; a date of its own length may end before an earlier one."""
    soonest = None
    for found in happening(meeting, after - meeting.longest):
        if soonest is not None and found.start >= soonest:
            return soonest
        end = found.start + on_day(meeting, found.date).length
        if end > after and (soonest is None or end < soonest):
            soonest = end
    return soonest


def starts_due(meeting: Meeting, lead: timedelta, after: datetime, now: datetime) -> list[datetime]:
    """List the starts whose lead moment lies after `after` and not after `now`."""
    found = (o.start for o in happening(meeting, after + lead))
    return list(takewhile(lambda start: start <= now + lead, found))


def reminders_due(meeting: Meeting, now: datetime) -> list[tuple[datetime, int]]:
    """List each (start, lead) to be said in the channel; of several late leads only the last."""
    latest: dict[datetime, int] = {}
    for lead in sorted(meeting.leads, reverse=True):
        due = starts_due(meeting, timedelta(minutes=lead), meeting.planned_until, now)
        latest |= dict.fromkeys(due, lead)
    return sorted(latest.items())


def ends_due(meeting: Meeting, now: datetime) -> list[datetime]:
    """List the starts of the occurrences that ended since the last planning."""
    begun = starts_due(meeting, -meeting.longest, meeting.planned_until, now + meeting.longest)
    return [start for start in begun if meeting.planned_until < end_of(meeting, start) <= now]


def next_note(
    meetings: Iterable[Meeting], lead: int, now: datetime, muted_until: datetime | None = None
) -> datetime | None:
    """Find when the next private note with this lead (in minutes) comes, of several meetings."""
    before, now = timedelta(minutes=lead), max(now, muted_until or now)
    live = [meeting for meeting in meetings if not meeting.off]
    starts = [_next_start(meeting, now + before) for meeting in live]
    return min((start - before for start in starts if start is not None), default=None)


def last_use(meeting: Meeting, start: datetime) -> datetime:
    """Say until when a reminder is of use: shortly after the start, never after the end."""
    return min(start + LATE, end_of(meeting, start))
