"""A helper's weekly hours as a calendar file. Nothing is read or sent."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.hours import Opening, read_hours, span_of
from bot.core.press import Place
from bot.core.recurrence import Change, Rule, dates_from
from bot.core.rhythm import weekly
from bot.meetings.rules import Meeting
from bot.reach.duty.rules import Duty, Said

_TAKEN = 1000  # shifts taken over are numbered from here, so that each keeps its entry
_MINUTE = timedelta(minutes=1)


def write_duty(duty: Duty, said: Sequence[Said], now: datetime, title: str) -> bytes | None:
    """Write weekly hours, without what was given up and with what was taken over; None: nothing."""
    entries = [*_weekly(duty, said, now), *_taken(duty, said, now)]
    if not entries:
        return None
    from bot.meetings.calendar.rules import write_calendar  # noqa: PLC0415 - large, seldom needed

    return write_calendar(entries, now, title, full=False)


def _weekly(duty: Duty, said: Sequence[Said], now: datetime) -> list[Meeting]:
    if not duty.hours or not duty.zone:
        return []
    today = now.astimezone(ZoneInfo(duty.zone)).date()
    found = []
    for number, opening in enumerate(read_hours(duty.hours), 1):
        at = time(opening.opens // 60, opening.opens % 60)
        rule = weekly(duty.zone, at, today, opening.days)
        gone = _gone_days(duty, opening, rule, said)
        found.append(_entry(duty, -number, rule, opening.closes - opening.opens, gone))
    return found


def _gone_days(duty: Duty, opening: Opening, rule: Rule, said: Iterable[Said]) -> list[date]:
    """List the dates of shifts that somebody gave up or handed over."""
    gone = [o for o in said if o.member_id == duty.member_id and o.state in ("out", "handed")]
    last = max((one.ends for one in gone), default=None)
    if last is None:
        return []
    days = takewhile(lambda day: day <= last.date(), dates_from(rule, rule.first))
    starts = {day: span_of(opening, day, rule.zone)[0] for day in days}
    return [d for d, start in starts.items() if any(o.starts <= start < o.ends for o in gone)]


def _taken(duty: Duty, said: Iterable[Said], now: datetime) -> list[Meeting]:
    zone = duty.zone or "UTC"
    found = []
    for one in said:
        if one.state == "handed" and one.taken_by == duty.member_id and one.ends > now:
            local = one.starts.astimezone(ZoneInfo(zone))
            rule = Rule(zone=zone, at=local.time(), first=local.date())
            minutes = (one.ends - one.starts) // _MINUTE
            found.append(_entry(duty, -(_TAKEN + one.id), rule, minutes, []))
    return found


def _entry(duty: Duty, number: int, rule: Rule, minutes: int, gone: Sequence[date]) -> Meeting:
    return Meeting(
        id=number,
        group_id=0,
        group_name="",
        place=Place(duty.server_id, 0),
        title="",
        rule=rule,
        minutes=minutes,
        where="",
        where_in_public=False,
        note="",
        leads=(),
        planned_until=rule_start(rule),
        changes={day: Change() for day in gone},
    )


def rule_start(rule: Rule) -> datetime:
    """Give the first moment of a rule, in its zone."""
    return datetime.combine(rule.first, rule.at, ZoneInfo(rule.zone))
