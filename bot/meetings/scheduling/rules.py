"""A meeting in the making: what was typed and picked, and the rule that this makes."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.recurrence import Rule, dates_from
from bot.meetings.oneline.rules import Line, read_line
from bot.meetings.rules import LEADS, USUAL_LEADS, Meeting
from bot.meetings.typed import rules as typed
from bot.meetings.typed.messages import one_date_only

WEEKLY = ("weekly1", "weekly2", "weekly3", "weekly4")
COUNTS = (4, 8, 12, 26)
CLOCKS_LOOKED_AT = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A meeting before it is saved: what was typed, what it means, and what was picked.

    `repeat` is one of `repeats_for`; `ends` is "never", a number of times, or the last date.
    `version` counts the changes, so that an older preview of it cannot be saved unseen.
    A draft that changes a meeting names it, with its `sequence` and `rule` as it began and its
    next date (`ahead`, in ISO form); `since` is the date from which it counts, empty for the whole
    series; `saved_as` is the number of the change it made. `day` is the date that was picked; with
    `only` nothing else changes, and `was` is when it started.
    """

    group_id: int
    zone: str
    where: str = ""
    where_in_public: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    note: str = ""
    minutes: int = 60
    at: time = time(0)
    first: date = date.min
    weekdays: frozenset[int] = frozenset()
    repeat: str = "once"
    ends: str = "never"
    leads: tuple[int, ...] = USUAL_LEADS
    version: int = 0
    meeting_id: int = 0
    sequence: int = 0
    rule: str = ""
    since: str = ""
    ahead: str = ""
    saved_as: int = 0
    day: str = ""
    only: bool = False
    was: str = ""


FIELDS = ("title", "days", "time", "minutes", "note")


def pack(draft: Draft) -> dict[str, Any]:
    """Lay a draft out as JSON can hold it."""
    plain = {"at": draft.at.isoformat("minutes"), "first": draft.first.isoformat()}
    lists = {"weekdays": sorted(draft.weekdays), "leads": list(draft.leads)}
    return asdict(draft) | plain | lists | {"typed": dict(draft.typed)}


def unpack(data: Mapping[str, Any]) -> Draft:
    """Read what `pack` laid out."""
    made = {
        "at": time.fromisoformat(data["at"]),
        "first": date.fromisoformat(data["first"]),
        "weekdays": frozenset(data["weekdays"]),
        "leads": tuple(data["leads"]),
    }
    return Draft(**{**data, **made})


def read_form(lang: str, draft: Draft, values: Mapping[str, str], now: datetime) -> Draft:
    """Understand the five fields in the order in which they stand in the form."""
    title = typed.check_title(lang, values["title"])
    today = now.astimezone(ZoneInfo(draft.zone)).date()
    line = read_line(lang, values["days"], values["time"], draft.zone, now)
    minutes = typed.parse_minutes(lang, values["minutes"])
    note = typed.check_note(lang, values["note"])
    read = replace(
        draft, typed=values, title=title, note=note, minutes=minutes, at=line.at, first=line.first,
        weekdays=line.days.weekdays,
    )  # fmt: skip
    if draft.only:
        return _read_one_date(lang, read, line)
    read = replace(read, first=keep_rhythm(read, line.first, today))
    return keep_repetition(draft, read, line.repeat, line.ends)


def says_series(lang: str, draft: Draft, values: Mapping[str, str], now: datetime) -> bool:
    """Tell whether what was typed cannot be one date: several days, or a repetition."""
    return _is_series(read_line(lang, values["days"], values["time"], draft.zone, now))


def _is_series(line: Line) -> bool:
    return bool(line.repeat or line.ends or len(line.days.weekdays) > 1)


def _read_one_date(lang: str, read: Draft, line: Line) -> Draft:
    """Take a date, or a day of the week in which the date is."""
    if _is_series(line):
        raise Refused(one_date_only(lang))
    first, local = line.first, date.fromisoformat(read.ahead)
    for weekday in read.weekdays:
        first = local + timedelta(days=weekday - local.weekday())
    return replace(read, first=first, weekdays=frozenset(), repeat="once", ends="never")


def keep_rhythm(draft: Draft, first: date, today: date) -> date:
    """Find the first date of a series that is changed; `first` is that of a new one.

    The same weekdays go on with the next date; others begin in its week, or with `since`. What
    came every few weeks stays in its weeks.
    """
    if not draft.rule or not draft.weekdays:
        return first
    old, ahead = Rule.from_json(draft.rule), date.fromisoformat(draft.ahead)
    monday = ahead - timedelta(days=ahead.weekday())
    since = ahead if draft.since else max(monday, today)
    if old.weekdays == draft.weekdays:
        return ahead
    every = old.every if old.repeat == "weekly" else 1
    days = (monday + timedelta(weeks=every * n, days=day) for n in (0, 1) for day in range(7))
    return next(day for day in days if day >= since and day.weekday() in draft.weekdays)


def keep_repetition(before: Draft, read: Draft, repeat: str = "", ends: str = "") -> Draft:
    """Keep what was picked while the days stay the same; new days start with what they say.

    A saved series keeps its rhythm when it only goes to other weekdays.
    """
    if before.typed.get("days") == read.typed.get("days") and before.repeat in repeats_for(read):
        return read
    if repeat or ends:
        return replace(read, repeat=repeat or "weekly1", ends=ends or "never")
    if before.meeting_id and before.weekdays and read.weekdays:
        return read
    return replace(read, repeat="weekly1" if read.weekdays else "once", ends="never")


def pick(draft: Draft, what: str, values: Sequence[str]) -> Draft:
    """Take what was picked in a preview; something that was not on offer changes nothing."""
    chosen = values[0] if values else ""
    if what == "place":
        return replace(draft, where_in_public=not draft.where_in_public)
    if what == "leads":
        return replace(draft, leads=tuple(lead for lead in LEADS if str(lead) in values))
    if what == "repeat" and chosen in repeats_for(draft):
        return replace(draft, repeat=chosen, ends="never" if chosen == "once" else draft.ends)
    if what == "end" and chosen in ("never", *(str(count) for count in COUNTS)):
        return replace(draft, ends=chosen)
    return draft


def counts_for(draft: Draft) -> list[int]:
    """List how many times are offered; what is left of a saved series too."""
    own = {int(draft.ends)} if draft.ends.isdigit() else set()
    return sorted({*COUNTS, *own})


def repeats_for(draft: Draft) -> tuple[str, ...]:
    """List the repetitions that fit the first date (a fifth Tuesday is offered as the last)."""
    in_last_week = draft.first.day + 7 > monthrange(draft.first.year, draft.first.month)[1]
    by_weekday = ("monthly_nth",) * (draft.first.day <= 28) + ("monthly_end",) * in_last_week
    return ("once", *WEEKLY, "monthly_day", *by_weekday, "monthly_last")


def rule_of(draft: Draft) -> Rule:
    """Turn what was typed and picked into a rule."""
    first, weekday = draft.first, draft.first.weekday()
    rule = Rule(zone=draft.zone, at=draft.at, first=first)
    match draft.repeat:
        case "once":
            return rule
        case "monthly_day":
            rule = replace(rule, repeat="monthly_day", day=first.day)
        case "monthly_nth":
            nth = (first.day - 1) // 7 + 1
            rule = replace(rule, repeat="monthly_weekday", nth=nth, weekday=weekday)
        case "monthly_end":
            rule = replace(rule, repeat="monthly_weekday", nth=-1, weekday=weekday)
        case "monthly_last":
            rule = replace(rule, repeat="monthly_last")
        case _:
            days, every = draft.weekdays or frozenset((weekday,)), int(draft.repeat[-1])
            rule = replace(rule, repeat="weekly", weekdays=days, every=every)
    return _with_end(rule, draft.ends)


def _with_end(rule: Rule, ends: str) -> Rule:
    if ends == "never":
        return rule
    if ends.isdigit():
        return replace(rule, count=int(ends))
    return replace(rule, until=date.fromisoformat(ends))


def says_the_same(meeting: Meeting, draft: Draft) -> bool:
    """Tell whether a saved meeting of the same name and dates is this very draft."""
    saved = (meeting.minutes, meeting.note, meeting.where, meeting.where_in_public, meeting.leads)
    return saved == (draft.minutes, draft.note, draft.where, draft.where_in_public, draft.leads)


def leaves_out_months(rule: Rule) -> bool:
    """Tell whether some months have no such day."""
    return rule.repeat == "monthly_day" and rule.day > 28


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A date on which the wall time does not exist (`said` is what it becomes) or comes twice."""

    date: date
    said: time
    twice: bool


def find_clock_changes(rule: Rule, now: datetime) -> list[ClockChange]:
    """Find the dates of the coming year on which a clock change skips or repeats the wall time."""
    zone = ZoneInfo(rule.zone)
    today = now.astimezone(zone).date()
    year = takewhile(lambda day: day <= today + CLOCKS_LOOKED_AT, dates_from(rule, today))
    return [change for day in year if (change := _clock_change(rule.at, zone, day)) is not None]


def _clock_change(at: time, zone: ZoneInfo, day: date) -> ClockChange | None:
    wall = datetime.combine(day, at, zone)
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return None
    return ClockChange(day, wall.astimezone(UTC).astimezone(zone).time(), before > after)
