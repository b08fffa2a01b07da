"""When a helper is reminded of a shift, and what a shift is called in a list."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.hours import DAYS
from bot.reach.duty.rules import (
    Duty,
    Said,
    Span,
    joined,
    said_of,
    shifts_of,
    taken_spans,
    without,
)

LEAD = timedelta(hours=3)  # a shift that nobody confirmed can still be handed to somebody


def to_remind(duty: Duty, said: Iterable[Said], now: datetime) -> list[Span]:
    """List the shifts still ahead that somebody should be reminded of: nothing said, not off."""
    known = list(said)
    own = [span for span in shifts_of(duty, now) if said_of(duty, span, known) is None]
    if duty.off_since is not None:
        ends = duty.off_until or datetime.max.replace(tzinfo=now.tzinfo)
        own = joined(without(own, [(duty.off_since, ends)]))
    taken = [(one.starts, one.ends) for one in taken_spans(duty.member_id, known)]
    return sorted(span for span in [*own, *taken] if span[0] > now)


def next_reminder(duty: Duty, said: Iterable[Said], now: datetime) -> datetime | None:
    """Tell when the next reminder is due; None: there is none in the coming eight days."""
    if not duty.remind:
        return None
    starts = (start - LEAD for start, _end in to_remind(duty, said, now))
    return min((moment for moment in starts if moment > now), default=None)


def name_shift(span: Span, zone: str | None) -> str:
    """Write a shift for a list of choices, by the wall clock of its helper's zone."""
    start, end = (moment.astimezone(ZoneInfo(zone or "UTC")) for moment in span)
    return f"{DAYS[start.weekday()]} {start:%d.%m.} {start:%H:%M}–{end:%H:%M}"


def may_take(said: Said, member_id: int, now: datetime) -> bool:
    """Tell whether somebody may take a shift over: it is open, or they were asked."""
    if said.ends <= now or said.member_id == member_id or said.state not in ("out", "offered"):
        return False
    return said.taken_by in (None, member_id)


def open_shifts(said: Iterable[Said], now: datetime) -> list[Said]:
    """List the shifts that anybody may take."""
    return [o for o in said if o.state in ("out", "offered") and not o.taken_by and o.ends > now]
