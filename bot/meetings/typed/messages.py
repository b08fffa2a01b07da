"""What we say when a name, a day, a time or a length was not understood: always what would be."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.core.language import words
from bot.core.text import escape, join_words, shorten
from bot.meetings.messages import day_name, say_date, say_time


def _quote(typed: str) -> str:
    return escape(shorten(" ".join(typed.split()), 60))


# ---------------------------------------------------------------- names, notes and places


def no_title(lang: str) -> str:
    return words(lang)("The meeting needs a name, such as “Tuesday circle”.")


def title_too_long(lang: str, length: int, most: int) -> str:
    _ = words(lang)
    return _(
        "The name has {length} characters; {most} fit. Please shorten it. The note has more room."
    ).format(length=length, most=most)


def note_too_long(lang: str, length: int, most: int) -> str:
    _ = words(lang)
    return _("The note has {length} characters; {most} fit. Please shorten it.").format(
        length=f"{length:,}", most=most
    )


def place_too_long(lang: str, length: int, most: int) -> str:
    _ = words(lang)
    return _("The place has {length} characters; {most} fit. Please shorten it.").format(
        length=f"{length:,}", most=most
    )


# ---------------------------------------------------------------- days and dates


def no_days(lang: str) -> str:
    return words(lang)("Please write the days, such as “Mon, Wed”, or a date, such as “1 Dec”.")


def days_unclear(lang: str, typed: str, nearest: Sequence[str]) -> str:
    _ = words(lang)
    said = _("I do not understand the days “{typed}”.").format(typed=_quote(typed))
    if nearest:
        known = join_words(lang, [f"“{word}”" for word in nearest], either=True)
        said += " " + _("Did you mean {words}?").format(words=known)
    examples = _(
        "I understand “Mon, Wed”, “Tuesdays”, “every day”, “weekdays”, “tomorrow”, "
        "“next Friday”, “1 Dec”, “1.12.2026” and “2026-12-01”."
    )
    return f"{said} {examples}"


def repetition_comes_later(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "“{typed}” is more than I can read here. Write only the days (“Tuesday”) or the first date "
        "(“1 Dec”). How often it repeats, you choose on the next screen."
    ).format(typed=_quote(typed))


def one_date_only(lang: str) -> str:
    _ = words(lang)
    return _(
        "Only one date changes here, so please write one day, such as “25 Nov” or “Friday”. To "
        "change more, pick “That date and all after it” under the preview first."
    )


def date_unclear(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "I do not understand the date “{typed}”. I understand “1 Dec”, “1.12.2026”, “2026-12-01”, "
        "“next Friday” and “tomorrow”."
    ).format(typed=_quote(typed))


def wrong_weekday(lang: str, found: date, weekday: int) -> str:
    _ = words(lang)
    return _("{date} is not a {weekday}. Please write the date or the day that you mean.").format(
        date=say_date(lang, found), weekday=day_name(lang, weekday)
    )


def no_such_date(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "There is no “{typed}” in the calendar. Please write a date that exists, such as “1 Dec”."
    ).format(typed=_quote(typed))


def in_the_past(lang: str, day: date, at: time, now: datetime) -> str:
    """Say that a moment is over; `now` is the wall clock where the meeting is."""
    _ = words(lang)
    return _(
        "{date} at {time} is over: there it is {today}, {now} now. "
        "Please write a later day or time."
    ).format(
        date=say_date(lang, day),
        time=say_time(at),
        today=say_date(lang, now.date()),
        now=say_time(now.time()),
    )


def too_far_ahead(lang: str, day: date, years: int) -> str:
    _ = words(lang)
    return _("{date} is very far away. Please choose a date within {years} years.").format(
        date=say_date(lang, day), years=years
    )


# ---------------------------------------------------------------- time and length


def time_unclear(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "I do not understand the time “{typed}”. "
        "I understand “19:00”, “7pm”, “7:30 pm”, “noon” and “midnight”."
    ).format(typed=_quote(typed))


def no_such_time(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "There is no “{typed}” on the clock. "
        "Please write a time from 00:00 to 23:59, such as “19:00”, or “7pm”."
    ).format(typed=_quote(typed))


def morning_or_evening(lang: str, hour: int) -> str:
    _ = words(lang)
    if 1 <= hour <= 12:
        said = _("Is “{hour}” in the morning or in the evening? Write “{hour}am” or “{hour}pm”.")
        return said.format(hour=hour)
    return _("Please write the time with its minutes, such as “{hour}:00”.").format(hour=hour)


def minutes_unclear(lang: str, typed: str, least: int, most: int) -> str:
    _ = words(lang)
    return _(
        "I do not understand the minutes “{typed}”. "
        "Please write a number from {least} to {most}, such as “60”."
    ).format(typed=_quote(typed), least=least, most=most)


def minutes_out_of_range(lang: str, minutes: int, least: int, most: int) -> str:
    _ = words(lang)
    return _(
        "A meeting of {minutes} minutes cannot be planned. "
        "Please write a number from {least} to {most}, such as “60”."
    ).format(minutes=minutes, least=least, most=most)
