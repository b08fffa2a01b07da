"""Meetings as a calendar file (RFC 5545) that any calendar app reads. Nothing is read or sent."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from bot.core.recurrence import Rule, dates_from, happens_on, last_date, start_of
from bot.meetings import rules
from bot.meetings.rules import Meeting

YEARS_OF_ZONES = timedelta(days=366 * 10)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SECOND = timedelta(seconds=1)
_TICK = timedelta(milliseconds=1)  # a date that starts when a pause begins is in it


def write_calendar(meetings: Iterable[Meeting], now: datetime, title: str, full: bool) -> bytes:
    """Write meetings as a calendar; their names and places only if `full`, else `title`."""
    found = list(meetings)
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    for zone in sorted({meeting.rule.zone for meeting in found} - {"UTC"}):
        first = min(meeting.rule.first for meeting in found if meeting.rule.zone == zone)
        calendar.add_component(_zone(zone, first, now.date() + YEARS_OF_ZONES))
    for meeting in found:
        for event in _events(meeting, now, title, full):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


# ---------------------------------------------------------------- one series


def _events(meeting: Meeting, now: datetime, title: str, full: bool) -> list[Event]:
    rule = meeting.rule
    first = next(dates_from(rule, rule.first), None)
    if first is None:
        return []
    main = _event(meeting, _wall(rule, first), now, title, full)
    if rule.repeat != "once":
        main.add("rrule", _rrule(meeting))
    gone = [day for day in _changed_days(meeting) if rules.start_on(meeting, day) is None]
    for day in gone:
        main.add("exdate", _wall(rule, day))
    named = {*meeting.changes, *meeting.own}
    different = [day for day in sorted(named) if happens_on(rule, day) and day not in gone]
    standing = [day for day in different if rules.start_on(meeting, day) is not None]
    return [main, *(_different(meeting, day, now, title, full) for day in standing)]


def _event(meeting: Meeting, start: datetime, now: datetime, title: str, full: bool) -> Event:
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{meeting.place.server_id}.{meeting.id}")))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", meeting.sequence)
    event.add("dtstart", start)
    event.add("duration", meeting.length)
    event.add("summary", meeting.title if full else title)
    if full and meeting.where:
        event.add("location", meeting.where)
    if full and meeting.note:
        event.add("description", meeting.note)
    return event


def _different(meeting: Meeting, day: date, now: datetime, title: str, full: bool) -> Event:
    start = rules.start_on(meeting, day)
    assert start is not None
    local = start.astimezone(_wall(meeting.rule, day).tzinfo)
    event = _event(rules.on_day(meeting, day), local, now, title, full)
    event.add("recurrence-id", _wall(meeting.rule, day))
    return event


def _changed_days(meeting: Meeting) -> list[date]:
    """List the days that may be left out: changed ones, and those of a pause, as far as it goes."""
    days = {day for day in meeting.changes if happens_on(meeting.rule, day)}
    if meeting.paused_at is not None:
        zone = ZoneInfo(meeting.rule.zone)
        begins = meeting.paused_at.astimezone(zone).date() - timedelta(days=1)
        goes_on = meeting.paused_until or _last_in_pause(meeting)
        ends = goes_on.astimezone(zone).date() + timedelta(days=1)
        days |= set(takewhile(lambda day: day <= ends, dates_from(meeting.rule, begins)))
    return sorted(days)


def _last_in_pause(meeting: Meeting) -> datetime:
    """Find how far dates reach into a pause without an end: one of it may be moved before it."""
    assert meeting.paused_at is not None
    named = (day for day in meeting.changes if happens_on(meeting.rule, day))
    kept = [start_of(meeting.rule, day) for day in named if rules.start_on(meeting, day)]
    return max([meeting.paused_at - _TICK, *kept])


def _wall(rule: Rule, day: date) -> datetime:
    """Give the wall time of a date, also one that a clock change skips (RFC 5545 reads it so)."""
    return datetime.combine(day, rule.at, UTC if rule.zone == "UTC" else ZoneInfo(rule.zone))


# ---------------------------------------------------------------- how it repeats


def _rrule(meeting: Meeting) -> dict[str, object]:
    rule = meeting.rule
    parts = _by_day(rule)
    parts |= {"interval": rule.every} if rule.every > 1 else {}
    last = last_date(rule)
    ends = [start_of(rule, last)] if last is not None else []
    if meeting.paused_at is not None and meeting.paused_until is None:
        ends.append(_last_in_pause(meeting))
    return parts | ({"until": min(ends).replace(microsecond=0)} if ends else {})


def _by_day(rule: Rule) -> dict[str, object]:
    if rule.repeat == "weekly":
        days = [_DAYS[day] for day in sorted(rule.weekdays)]
        return {"freq": "weekly", "byday": days, "wkst": "MO"}
    if rule.repeat == "monthly_weekday":
        return {"freq": "monthly", "byday": f"{rule.nth}{_DAYS[rule.weekday]}"}
    return {"freq": "monthly", "bymonthday": -1 if rule.repeat == "monthly_last" else rule.day}


# ---------------------------------------------------------------- the clocks of a zone


def _zone(name: str, first: date, last: date) -> Timezone:
    """Describe a zone's clock changes, each by the wall clock before it (RFC 5545 3.6.5)."""
    zone = ZoneInfo(name)
    begin = datetime.combine(first - timedelta(days=370), datetime.min.time(), UTC)
    found = Timezone()
    found.add("tzid", name)
    kinds: dict[tuple[object, ...], list[datetime]] = {}
    for at in [begin, *_clock_changes(zone, begin, last)]:
        before, after = (at - _SECOND).astimezone(zone), at.astimezone(zone)
        wall = (at + (before.utcoffset() or timedelta())).replace(tzinfo=None)
        key = (before.utcoffset(), after.utcoffset(), after.tzname(), bool(after.dst()))
        kinds.setdefault(key, []).append(wall)
    for (before_, after_, said, summer), walls in kinds.items():
        found.add_component(_observance(before_, after_, said, bool(summer), walls))
    return found


def _observance(
    before: object, after: object, said: object, summer: bool, walls: Sequence[datetime]
) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if summer else TimezoneStandard()
    part.add("dtstart", walls[0])
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", said)
    if walls[1:]:
        part.add("rdate", list(walls[1:]))
    return part


def _clock_changes(zone: ZoneInfo, begin: datetime, last: date) -> list[datetime]:
    found = []
    day = begin
    while day.date() <= last:
        after = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(_find_change(zone, day, after))
        day = after
    return found


def _find_change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    offset = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        same = middle.astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return high
