"""What a moderator may type for a meeting, and what it means. Raises nothing but `Refused`."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.recurrence import Rule, start_of
from bot.core.text import suggest
from bot.meetings.typed import messages

LONGEST_TITLE, LONGEST_NOTE, LONGEST_PLACE = 80, 500, 400
SHORTEST, USUAL, LONGEST = 5, 60, 480  # minutes
MOST_YEARS_AHEAD = 5

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = {
    **{spelling: n for n, d in enumerate(_DAY_NAMES) for spelling in (d, d + "s", d[:3])},
    **_DAY_SHORT,
}
MONTHS = {
    **{spelling: n for n, m in enumerate(_MONTH_NAMES, 1) for spelling in (m, m[:3])},
    "sept": 9,
}
_EVERY_DAY = frozenset(range(7))
_SETS = {
    **dict.fromkeys(("day", "days", "daily", "everyday"), _EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays"), frozenset(range(5))),
    **dict.fromkeys(("weekend", "weekends"), frozenset((5, 6))),
}
_NOISE = {"every", "each", "on", "and", "all", "the", "or"}
_REPETITION = re.compile(
    r"\b(other|second|first|third|fourth|last|weeks?|fortnight\w*|months?|monthly|biweekly)\b"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turn the text around them upside down


@dataclass(frozen=True, slots=True)
class Days:
    """What "days or date" meant: weekdays that repeat, or (without any) one date."""

    weekdays: frozenset[int] = frozenset()
    day: date | None = None


# ---------------------------------------------------------------- names and notes


def tidy(typed: str, *, lines: bool = False) -> str:
    """Leave out what cannot be stored or shown: control marks, turned-around text, extra blanks."""
    kept = "".join(c for c in _BIDI.sub("", typed) if c == "\n" or _is_text(c))
    if not lines:
        return " ".join(kept.split())
    return re.sub(
        r"\n{3,}", "\n\n", "\n".join(" ".join(x.split()) for x in kept.split("\n"))
    ).strip()


def _is_text(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Cn")


def check_title(lang: str, typed: str) -> str:
    """Return the meeting's name ready to store."""
    title = tidy(typed)
    if not title:
        raise Refused(messages.no_title(lang))
    return _check_length(lang, title, LONGEST_TITLE, messages.title_too_long)


def check_note(lang: str, typed: str) -> str:
    """Return the note ready to store; it may be empty."""
    return _check_length(lang, tidy(typed, lines=True), LONGEST_NOTE, messages.note_too_long)


def check_place(lang: str, typed: str) -> str:
    """Return the link or address ready to store; it may be empty."""
    return _check_length(lang, tidy(typed), LONGEST_PLACE, messages.place_too_long)


def _check_length(lang: str, text: str, most: int, refusal: Callable[[str, int, int], str]) -> str:
    if len(text) > most:
        raise Refused(refusal(lang, len(text), most))
    return text


# ---------------------------------------------------------------- days and dates


def parse_days(lang: str, typed: str, today: date, *, quoted: str = "") -> Days:
    """Read "Mon, Wed", "every day" or "1 Dec"; a refusal quotes `quoted` where it is given."""
    said = _fold(typed)
    if not said:
        raise Refused(messages.no_days(lang))
    found = _read_date(lang, said, today)
    if found is not None:
        return Days(day=found)
    weekdays, unknown = _read_weekdays(said)
    if weekdays and not unknown:
        return Days(weekdays)
    raise Refused(_explain_days(lang, quoted or typed, said, unknown))


def parse_date(lang: str, typed: str, today: date) -> date:
    """Read one date: "1 Dec", "2026-12-01", "next Tuesday", "tomorrow"."""
    found = _read_date(lang, _fold(typed), today)
    if found is None:
        raise Refused(messages.date_unclear(lang, typed))
    return found


def _fold(typed: str) -> str:
    return " ".join(tidy(unicodedata.normalize("NFKC", typed)).casefold().split())


def _explain_days(lang: str, typed: str, said: str, unknown: list[str]) -> str:
    if _REPETITION.search(said):
        return messages.repetition_comes_later(lang, typed)
    known = [*_DAY_NAMES, "tomorrow", "every day", "weekdays", "weekends"]
    nearest = [name for word in unknown for name in suggest(word, known, n=1)]
    return messages.days_unclear(lang, typed, list(dict.fromkeys(nearest))[:3])


_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?:,? (?P<year>\d{4}))?"
_NAMED = r"(?:(?P<weekday>[a-z]+)\.?,? )?"
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    re.compile(f"{_NAMED}{_DAY}(?: of)? ?{_MONTH}{_YEAR}"),
    re.compile(f"{_NAMED}{_MONTH} ?{_DAY}{_YEAR}"),
)
# "24.11.2026" and "24/11"; what is ambiguous goes by the person's language, and is always shown.
_NUMBERS = re.compile(
    rf"{_NAMED}(?P<one>\d{{1,2}})(?P<mark>[./-]) ?(?P<two>\d{{1,2}})"
    r"(?:(?P=mark) ?(?P<year>\d{4}|\d{2}))?\.?"
)
_MONTH_FIRST = ("en-US",)


def _read_date(lang: str, said: str, today: date) -> date | None:
    said = said.removeprefix("on ")
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}.get(said)
    if ahead is not None:
        return today + timedelta(days=ahead)
    if named := re.fullmatch(r"(this|next|coming) ([a-z]+)", said):
        return _next_named(named[1], named[2], today)
    for pattern in _DATES:
        if found := pattern.fullmatch(said):
            return _date_of(lang, said, found.groupdict(), today)
    if (found := _NUMBERS.fullmatch(said)) and (found["mark"] != "-" or found["year"]):
        return _date_of(lang, said, _order(lang, found), today)
    return None


def _order(lang: str, found: re.Match[str]) -> dict[str, str | None]:
    """Tell the day from the month: by what is possible, else by the language."""
    day, month, year = found["one"], found["two"], found["year"]
    turned = found["mark"] != "." and (lang in _MONTH_FIRST or int(month) > 12 >= int(day))
    if turned and not (int(day) > 12 >= int(month)):
        day, month = month, day
    return {
        "weekday": found["weekday"],
        "day": day,
        "month": month,
        "year": f"20{year}" if year and len(year) == 2 else year,
    }


def _next_named(word: str, name: str, today: date) -> date | None:
    """Find "next Tuesday": the first after today ("this Tuesday" may be today)."""
    if name not in WEEKDAYS or name in (d + "s" for d in _DAY_NAMES):
        return None
    ahead = (WEEKDAYS[name] - today.weekday()) % 7
    return today + timedelta(days=7 if ahead == 0 and word == "next" else ahead)


def _date_of(lang: str, said: str, parts: dict[str, str | None], today: date) -> date | None:
    weekday = parts.get("weekday")
    if weekday is not None and weekday not in WEEKDAYS:
        return None
    found = _build_date(lang, said, parts, today)
    if weekday is not None and found.weekday() != WEEKDAYS[weekday]:
        raise Refused(messages.wrong_weekday(lang, found, WEEKDAYS[weekday]))
    return found


def _build_date(lang: str, said: str, parts: dict[str, str | None], today: date) -> date:
    month, day = parts["month"] or "", int(parts["day"] or 0)
    number = MONTHS.get(month) or int(month)
    years = [int(parts["year"])] if parts["year"] else range(today.year, today.year + 9)
    for year in years:
        try:
            found = date(year, number, day)
        except ValueError:
            continue
        if parts["year"] or found >= today:
            return found
    raise Refused(messages.no_such_date(lang, said))


def _read_weekdays(said: str) -> tuple[frozenset[int], list[str]]:
    """Collect the weekdays that were named, and the words that name none."""
    words = re.findall(r"[^\s,;/&+.]+", _spell_out_ranges(said).replace("'s", "s"))
    words = [word for word in words if word not in _NOISE]
    unknown = [word for word in words if word not in WEEKDAYS and word not in _SETS]
    single = {WEEKDAYS[word] for word in words if word in WEEKDAYS}
    return frozenset(single.union(*(_SETS[word] for word in words if word in _SETS))), unknown


def _spell_out_ranges(said: str) -> str:
    return re.sub(r"([a-z]+)\s*(?:-|–|—|\bto\b|\bthrough\b|\btill\b)\s*([a-z]+)", _spell_out, said)


def _spell_out(ends: re.Match[str]) -> str:
    if ends[1] not in WEEKDAYS or ends[2] not in WEEKDAYS:
        return ends[0]
    first, last = WEEKDAYS[ends[1]], WEEKDAYS[ends[2]]
    return " ".join(_DAY_NAMES[(first + n) % 7] for n in range((last - first) % 7 + 1))


# ---------------------------------------------------------------- time and minutes

_NAMED_TIMES = {
    **dict.fromkeys(("noon", "midday", "12 noon"), time(12)),
    **dict.fromkeys(("midnight", "12 midnight"), time(0)),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.h]? ?(\d{2}))? ?(a\.?m\.?|p\.?m\.?|h|uhr|o'clock)?")
_LENGTH = re.compile(
    r"(?:(?P<hours>\d{1,3}(?:\.\d)?) ?(?:h|hrs?|hours?|:))?"
    r"(?: ?(?:and )?(?P<minutes>\d{1,6}) ?(?:m|mins?|minutes?|min\.)?)?"
)


def parse_time(lang: str, typed: str) -> time:
    """Read "19:00", "7pm", "7:30 pm" or "noon" as a wall time."""
    said = _fold(typed).removeprefix("at ").replace("’", "'")
    if said in _NAMED_TIMES:
        return _NAMED_TIMES[said]
    found = _TIME.fullmatch(said)
    if not found:
        raise Refused(messages.time_unclear(lang, typed))
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if not half and found[2] is None and hour < 24:
        raise Refused(messages.morning_or_evening(lang, hour))
    if half in ("am", "pm"):
        return _half_day_time(lang, typed, hour, minute, afternoon=half == "pm")
    if hour > 23 or minute > 59:
        raise Refused(messages.no_such_time(lang, typed))
    return time(hour, minute)


def _half_day_time(lang: str, typed: str, hour: int, minute: int, *, afternoon: bool) -> time:
    if not 1 <= hour <= 12 or minute > 59:
        raise Refused(messages.no_such_time(lang, typed))
    return time(hour % 12 + (12 if afternoon else 0), minute)


def parse_minutes(lang: str, typed: str) -> int:
    """Read how long a meeting lasts, in minutes: "60", "90 min", "1h30"; nothing means an hour."""
    said = _fold(typed)
    if not said:
        return USUAL
    found = _LENGTH.fullmatch(said)
    if not found:
        raise Refused(messages.minutes_unclear(lang, typed, SHORTEST, LONGEST))
    minutes = round(float(found["hours"] or 0) * 60) + int(found["minutes"] or 0)
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(messages.minutes_out_of_range(lang, minutes, SHORTEST, LONGEST))
    return minutes


# ---------------------------------------------------------------- the first date


def find_first(lang: str, days: Days, at: time, zone: str, now: datetime) -> date:
    """Find the first date that is still ahead; refuse one that is over or too far away."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if days.day is None:
        week = (today + timedelta(days=n) for n in range(9))
        return next(d for d in week if d.weekday() in days.weekdays and _start(d, at, zone) > now)
    if days.day > today + timedelta(days=366 * MOST_YEARS_AHEAD):
        raise Refused(messages.too_far_ahead(lang, days.day, MOST_YEARS_AHEAD))
    if days.day < today - timedelta(days=1) or _start(days.day, at, zone) <= now:
        raise Refused(messages.in_the_past(lang, days.day, at, now.astimezone(ZoneInfo(zone))))
    return days.day


def _start(day: date, at: time, zone: str) -> datetime:
    return start_of(Rule(zone=zone, at=at, first=day), day)
