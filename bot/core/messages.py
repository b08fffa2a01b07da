"""What the core tells people: sentences about rules and time zones."""

from collections.abc import Sequence
from datetime import date

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
