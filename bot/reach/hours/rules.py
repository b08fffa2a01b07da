"""What a helper may type for their duty: a week of hours, until when, a limit. Nothing is read."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.hours import ALWAYS, AROUND_THE_CLOCK, DAYS, EVERY_DAY, FULL_DAY, Opening
from bot.core.text import suggest
from bot.core.wall_time import read_time
from bot.meetings.typed.rules import WEEKDAYS
from bot.reach.hours import messages

LONGEST = 200  # characters of a week as it is kept
USUAL_TURN, LONGEST_TURN = timedelta(hours=8), timedelta(hours=24)
MOST = 50

_SETS = {
    **dict.fromkeys(("daily", "everyday", "day", "days", "always"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays"), frozenset(range(5))),
    **dict.fromkeys(("weekend", "weekends"), frozenset((5, 6))),
}
_NOISE = {"", "every", "each", "on", "and", "all", "the", "from", "at"}
_CLOCK = r"\d{1,2}(?:[:.h]?\d{2})?\s*(?:[ap]\.?m\b\.?)?|noon|midday|midnight"
_SHIFT = re.compile(rf"(?P<days>[^\d;\n]*?)\s*\b(?P<opens>{_CLOCK})\s*-\s*(?P<closes>{_CLOCK})")
_LENGTH = re.compile(r"(?:(\d{1,2})\s*(?:h|hours?|hrs?))?\s*(?:(\d{1,3})\s*(?:m|min|minutes?)?)?")
_HALF = re.compile(r"[ap]\.?m", re.IGNORECASE)


# ---------------------------------------------------------------- a week


def read_week(typed: str, lang: str = "en") -> str:
    """Read "Mon-Fri 18:00-22:00, weekends 10am-2pm" into the form that `bot.core.hours` reads.

    Refuses, in words that quote what was not understood. Without days, every day is meant; a
    second time on the same line is for the same days.
    """
    if " ".join(typed.casefold().split()) in AROUND_THE_CLOCK:
        return write_week(ALWAYS)
    text = _tidy(typed)
    openings: list[Opening] = []
    end, days = 0, EVERY_DAY
    for found in _SHIFT.finditer(text):
        days = _read_days(lang, found["days"], days)
        openings.append(_read_shift(lang, days, found["opens"], found["closes"]))
        end = found.end()
    rest = text[end:].strip(" ,;.\n")
    if not openings or rest:
        raise Refused(messages.no_week(lang, rest if openings else typed))
    week = write_week(openings)
    if len(week) > LONGEST:
        raise Refused(messages.week_too_long(lang))
    return week


def _tidy(typed: str) -> str:
    text = re.sub(r"[\u2010-\u2015\u2212]|\b(?:to|until|till|through)\b", "-", typed.casefold())
    return re.sub(r"[ \t]*-[ \t]*", "-", text).replace("24:00", "midnight")


def _read_days(lang: str, typed: str, before: frozenset[int]) -> frozenset[int]:
    words = [word.strip(".:") for word in re.split(r"[\s,;&+/]+", typed)]
    named = [word for word in words if word not in _NOISE]
    if not named:
        return before
    return frozenset().union(*(_read_day(lang, word) for word in named))


def _read_day(lang: str, word: str) -> frozenset[int]:
    if word in _SETS:
        return _SETS[word]
    first, _, last = word.partition("-")
    for part in (first, last or first):
        if part not in WEEKDAYS:
            raise Refused(messages.no_day(lang, word, suggest(part, [*WEEKDAYS, *_SETS])))
    start, end = WEEKDAYS[first], WEEKDAYS[last or first]
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _read_shift(lang: str, days: frozenset[int], opens: str, closes: str) -> Opening:
    half = _HALF.search(closes)
    begin = _minutes(opens)
    if half and not _HALF.search(opens):
        shared = _minutes(f"{opens} {half[0]}")
        end_there = _minutes(closes)
        if shared is not None and end_there is not None and shared < end_there:
            begin = shared  # "6-10pm" begins in the evening
    end = _minutes(closes)
    if begin is None or end is None:
        raise Refused(messages.no_time(lang, f"{opens}-{closes}"))
    if closes.strip() == "midnight":
        end = FULL_DAY
    if begin == end:
        raise Refused(messages.no_length(lang, f"{opens}-{closes}"))
    return Opening(days, begin, end if end > begin else end + FULL_DAY)


def _minutes(typed: str) -> int | None:
    at: time | None = read_time(typed.strip())
    return None if at is None else at.hour * 60 + at.minute


def write_week(openings: Iterable[Opening]) -> str:
    """Write a week as `bot.core.hours` reads it."""
    parts = (f"{write_days(o.days)} {_clock(o.opens)}-{_clock(o.closes)}" for o in openings)
    return "; ".join(dict.fromkeys(parts))


def write_days(days: frozenset[int]) -> str:
    """Write weekdays with runs of three and more joined: "Mon-Fri", "Sat,Sun", "daily"."""
    if days == EVERY_DAY:
        return "daily"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_write_run(run) for run in runs)


def _write_run(run: Sequence[int]) -> str:
    if len(run) > 2:
        return f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
    return ",".join(DAYS[day] for day in run)


def _clock(minutes: int) -> str:
    if minutes == FULL_DAY:
        return "24:00"
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


# ---------------------------------------------------------------- until when, and a limit


def read_until(typed: str, now: datetime, zone: str | None, lang: str = "en") -> datetime:
    """Read "3h", "90 min" or a time of the next 24 hours such as "22:00"; refuse anything else."""
    text = " ".join(typed.casefold().split())
    length = _read_length(text)
    if length is not None:
        if not timedelta(0) < length <= LONGEST_TURN:
            raise Refused(messages.bad_length(lang, typed))
        return now + length
    at = read_time(text)
    if at is None:
        raise Refused(messages.no_until(lang, typed))
    if zone is None:
        raise Refused(messages.no_zone_yet(lang))
    return _next_wall(at, now, zone)


def _read_length(text: str) -> timedelta | None:
    found = _LENGTH.fullmatch(text)
    if not found or not (found[1] or re.search(r"\dm|\d m", text)):
        return None
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def _next_wall(at: time, now: datetime, zone: str) -> datetime:
    today = now.astimezone(ZoneInfo(zone)).date()
    moments = [
        datetime.combine(today + timedelta(days=ahead), at, ZoneInfo(zone)).astimezone(UTC)
        for ahead in (0, 1, 2)
    ]
    return min(moment for moment in moments if moment > now)


def read_most(typed: str, lang: str = "en") -> int | None:
    """Read somebody's own limit of people in seven days; empty means the server's."""
    text = typed.strip()
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    if not 1 <= number <= MOST:
        raise Refused(messages.bad_most(lang, typed, MOST))
    return number
