"""A whole schedule in one line: "first Monday of the month 6pm", in English and in Spanish.

The line is read strictly, from both ends: what is not understood is refused, never guessed. It
takes off the end ("until 1 June"), the time ("at 19:00") and the repetition; what is left are days.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.recurrence import Rule, dates_from, start_of
from bot.meetings.oneline import messages
from bot.meetings.typed.rules import (
    WEEKDAYS,
    Days,
    find_first,
    parse_date,
    parse_days,
    parse_time,
    tidy,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line said. `repeat` and `ends` are as in a draft; empty where it says nothing."""

    days: Days
    at: time
    first: date
    repeat: str = ""
    ends: str = ""


_SPANISH = (
    (r"\bhasta (?:el )?", "until "),
    (r"\ba las? (?=\d)", "at "),
    (r"\bal? mediod[ií]a\b", "at noon"),
    (r"(\d{1,2}(?::\d{2})?) (?:h|horas)\b", r"\1 h"),
    (r"(\d{1,2}(?::\d{2})?) de la (?:tarde|noche)\b", r"\1 pm"),
    (r"(\d{1,2}(?::\d{2})?) de la mañana\b", r"\1 am"),
    (r"\bpasado mañana\b", "day after tomorrow"),
    (r"\b(?:todos los|cada) d[ií]as?\b", "every day"),
    (r"\b(?:una semana s[ií] y otra no|semana s[ií],? semana no)\b", "every 2 weeks"),
    (r"\b(?:cada quince d[ií]as|quincenal(?:mente)?)\b", "every 2 weeks"),
    (r"\bcada (?:dos|2) semanas\b", "every 2 weeks"),
    (r"\bcada (?:tres|3) semanas\b", "every 3 weeks"),
    (r"\bcada (?:cuatro|4) semanas\b", "every 4 weeks"),
    (r"\b(?:cada semana|todas las semanas|semanalmente)\b", "every week"),
    (r"\bdel? (?:cada )?mes\b", "of the month"),
    (r"\b[uú]ltimo d[ií]a\b", "last day"),
    (r"\bprimer(?:o|a)?\b", "first"),
    (r"\bsegund[oa]\b", "second"),
    (r"\btercer(?:o|a)?\b", "third"),
    (r"\bcuart[oa]\b", "fourth"),
    (r"\b[uú]ltim[oa]\b", "last"),
    (r"\bel pr[oó]ximo\b|\bpr[oó]ximo\b", "next"),
    (r"\blunes\b", "monday"),
    (r"\bmartes\b", "tuesday"),
    (r"\bmi[eé]rcoles\b", "wednesday"),
    (r"\bjueves\b", "thursday"),
    (r"\bviernes\b", "friday"),
    (r"\bs[aá]bados?\b", "saturday"),
    (r"\bdomingos?\b", "sunday"),
    (r"\b(?:de )?([a-z]+day) a ([a-z]+day)\b", r"\1 to \2"),
    (r"\bhoy\b", "today"),
    (r"\bmañana\b", "tomorrow"),
    (r"\bd[ií]as laborables\b", "weekdays"),
    (r"\bfines? de semana\b", "weekends"),
    (r"\b(?:todos los|todas las|cada|los|las)\b", "every"),
    (r"\benero\b", "january"),
    (r"\bfebrero\b", "february"),
    (r"\bmarzo\b", "march"),
    (r"\babril\b", "april"),
    (r"\bmayo\b", "may"),
    (r"\bjunio\b", "june"),
    (r"\bjulio\b", "july"),
    (r"\bagosto\b", "august"),
    (r"\bsep?tiembre\b", "september"),
    (r"\boctubre\b", "october"),
    (r"\bnoviembre\b", "november"),
    (r"\bdiciembre\b", "december"),
    (r"(\d{1,2}) de ([a-z]+)(?: de(?:l)? (\d{4}))?", r"\1 \2 \3"),
    (r"\by\b", "and"),
    (r"\bel\b", ""),
)
_ENGLISH_ONLY = re.compile(
    r"\b(?:every|each|until|month|week|other|the|mon|tue|wed|thu|fri|sat|sun)"
)
_UNTIL = re.compile(r"^(.+?)[, ]+(?:until|till|up to) (.+)$")
_HOUR = r"\d{1,2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?|h)|\d{1,2}:\d{2}|noon|midday"
_TIME = re.compile(rf"^(.*?)[, ]*(?:\bat )?({_HOUR})$")
_WEEKS = (
    (re.compile(r"\b(?:every other week|every (?:2|two) weeks|fortnightly|every fortnight)\b"), 2),
    (re.compile(r"\bevery (?:3|three) weeks\b"), 3),
    (re.compile(r"\bevery (?:4|four) weeks\b"), 4),
    (re.compile(r"\b(?:every week|weekly)\b"), 1),
    (re.compile(r"\bevery other(?= [a-z]+)"), 2),
)
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_OF_MONTH = r"(?: of)?(?: (?:the|every|each|a))? month"
_NTH_DAY = re.compile(
    rf"(?:(?:on|every|each) )?(?:the )?({'|'.join(_NTH)}|last) ([a-z]+){_OF_MONTH}"
)
_DAY_OF_MONTH = re.compile(
    rf"(?:(?:on|every|each) )?(?:the |day )?(\d{{1,2}})(?:st|nd|rd|th)?{_OF_MONTH}"
)


def read_line(lang: str, days: str, at: str, zone: str, now: datetime) -> Line:
    """Read the days field, which may hold a whole schedule, and the time field."""
    today = now.astimezone(ZoneInfo(zone)).date()
    said, ends = _take_end(lang, _to_english(days), today)
    said, time_said = _take_time(said)
    wall = _choose_time(lang, at, time_said)
    monthly = _read_monthly(lang, said, wall, zone, now)
    if monthly is not None:
        return replace(monthly, ends=ends)
    said, every = _take_weeks(said)
    if every and not said:
        found = Days(frozenset({today.weekday()}))
    else:
        found = parse_days(lang, said, today, quoted=days)
    if every and found.day is not None:
        raise Refused(messages.days_and_date(lang))
    first = find_first(lang, found, wall, zone, now)
    repeat = f"weekly{every or 1}" if found.weekdays else ""
    if ends and not repeat:
        raise Refused(messages.end_of_once(lang))
    return Line(found, wall, first, repeat if every or ends else "", ends)


def _to_english(typed: str) -> str:
    said = " ".join(tidy(unicodedata.normalize("NFKC", typed)).casefold().split())
    if _ENGLISH_ONLY.search(said):
        return said
    for pattern, english in _SPANISH:
        said = re.sub(pattern, english, said)
    return " ".join(said.split())


def _take_end(lang: str, said: str, today: date) -> tuple[str, str]:
    found = _UNTIL.match(said)
    if found is None:
        return said, ""
    end, time_said = _take_time(found[2])
    until = parse_date(lang, end, today).isoformat()
    return f"{found[1]} {time_said}".strip(), until


def _take_time(said: str) -> tuple[str, str]:
    found = _TIME.match(said)
    if found is None or (not found[1] and not found[2]):
        return said, ""
    return found[1].strip(" ,"), found[2]


def _choose_time(lang: str, field: str, said: str) -> time:
    if not said:
        return parse_time(lang, field)
    wall = parse_time(lang, said)
    if field.strip() and parse_time(lang, field) != wall:
        raise Refused(messages.two_times(lang, field, said))
    return wall


def _take_weeks(said: str) -> tuple[str, int]:
    for pattern, every in _WEEKS:
        if pattern.search(said):
            return " ".join(pattern.sub(" ", said, count=1).split()).strip(" ,"), every
    return said, 0


def _read_monthly(lang: str, said: str, at: time, zone: str, now: datetime) -> Line | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    rule, repeat = Rule(zone=zone, at=at, first=today), ""
    if found := _NTH_DAY.fullmatch(said):
        rule, repeat = _nth_rule(rule, found[1], found[2])
    elif (found := _DAY_OF_MONTH.fullmatch(said)) and 1 <= int(found[1]) <= 31:
        rule, repeat = replace(rule, repeat="monthly_day", day=int(found[1])), "monthly_day"
    if not repeat:
        return None
    first = next(day for day in dates_from(rule, today) if start_of(rule, day) > now)
    return Line(Days(day=first), at, first, repeat)


def _nth_rule(rule: Rule, nth: str, name: str) -> tuple[Rule, str]:
    if nth == "last" and name == "day":
        return replace(rule, repeat="monthly_last"), "monthly_last"
    if name not in WEEKDAYS:
        return rule, ""
    weekday = WEEKDAYS[name]
    if nth == "last":
        return replace(rule, repeat="monthly_weekday", nth=-1, weekday=weekday), "monthly_end"
    made = replace(rule, repeat="monthly_weekday", nth=_NTH[nth], weekday=weekday)
    return made, "monthly_nth"
