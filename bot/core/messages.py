"""What the core tells people: sentences about rules, time zones and hours."""

from collections.abc import Sequence
from datetime import date

from bot.core.hours import ALWAYS, EVERY_DAY, FULL_DAY, Opening
from bot.core.language import words
from bot.core.text import escape, join_words, shorten


def too_seldom(lang: str, most: int) -> str:
    _ = words(lang)
    return _("That is too far apart. Choose a number from 1 to {most}.").format(most=most)


def too_many_times(lang: str, most: int) -> str:
    _ = words(lang)
    return _("That is too many times. Choose a number from 1 to {most}, or no end.").format(
        most=most
    )


def ends_before_start(lang: str, first: date, until: date) -> str:
    _ = words(lang)
    return _(
        "The last day ({until}) is before the first day ({first}). Choose a last day after it."
    ).format(until=until.isoformat(), first=first.isoformat())


def no_date_left(lang: str) -> str:
    _ = words(lang)
    return _("No date fits these days before the end you chose. Choose a later end, or other days.")


def unknown_zone(lang: str, typed: str, nearest: Sequence[str]) -> str:
    _ = words(lang)
    if not nearest:
        return _(
            "I could not find the time zone “{typed}”. "
            "Type a big city near you, for example Chicago or Berlin."
        ).format(typed=escape(shorten(typed, 60)))
    return _("I could not find the time zone “{typed}”. Did you mean {zones}?").format(
        typed=escape(shorten(typed, 60)), zones=join_words(lang, nearest, either=True)
    )


def unknown_country(lang: str, typed: str, nearest: Sequence[str]) -> str:
    _ = words(lang)
    shown = escape(shorten(typed.strip(), 60))
    if not nearest:
        return _(
            "I have no help numbers for “{typed}” yet. Please pick a country from the list."
        ).format(typed=shown)
    return _("I could not find the country “{typed}”. Did you mean {countries}?").format(
        typed=shown, countries=join_words(lang, nearest, either=True)
    )


def opening_hours(lang: str, hours: Sequence[Opening]) -> list[str]:
    """Say weekly hours: "Monday to Friday 09:30–17:30", one text for each opening."""
    _ = words(lang)
    if tuple(hours) == ALWAYS:
        return [_("day and night")]
    return [
        f"{_weekdays(lang, one.days)} {_clock(one.opens)}–{_clock(one.closes)}" for one in hours
    ]


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes if minutes == FULL_DAY else minutes % FULL_DAY, 60)
    return f"{hour:02}:{minute:02}"


def _weekdays(lang: str, days: frozenset[int]) -> str:
    _ = words(lang)
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    if days == EVERY_DAY:
        return _("every day")
    named = [names[day] for day in sorted(days)]
    if len(days) > 2 and max(days) - min(days) == len(days) - 1:
        return _("{first} to {last}").format(first=named[0], last=named[-1])
    return join_words(lang, named)
