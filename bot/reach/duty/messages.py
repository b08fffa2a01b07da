"""Words that all parts of duty share: times, weeks, hours."""

from bot.core.language import words
from bot.core.text import join_words, timestamp
from bot.reach.duty.rules import Duty, Span

FEATURE = "reach"
SHOWN = 8  # as many lines of a list


def say_span(span: Span) -> str:
    """Write a time on duty so that Discord shows each reader their own."""
    start, end = span
    same_day = (end - start).total_seconds() < 16 * 3600
    return f"{timestamp(start, 'F')} – {timestamp(end, 't' if same_day else 'f')}"


def hours_line(lang: str, duty: Duty) -> str:
    """Say somebody's weekly hours and whose clock they follow."""
    _ = words(lang)
    if not duty.hours:
        return _("**Weekly hours:** none. You are only on duty when you say so.")
    return _("**Weekly hours:** {hours}, by the clock of {zone}, also when clocks change.").format(
        hours=say_week(lang, duty.hours), zone=duty.zone
    )


def say_week(lang: str, hours: str) -> str:
    """Say a kept week in words."""
    _ = words(lang)
    days = {
        "daily": _("every day"),
        "Mon": _("Mon"),
        "Tue": _("Tue"),
        "Wed": _("Wed"),
        "Thu": _("Thu"),
        "Fri": _("Fri"),
        "Sat": _("Sat"),
        "Sun": _("Sun"),
    }
    parts = []
    for part in hours.split("; "):
        named, _space, times = part.partition(" ")
        for short, word in days.items():
            named = named.replace(short, word)
        parts.append(f"{named.replace(',', ', ')} {times.replace('-', '–')}")
    return join_words(lang, parts)


def no_helper(lang: str) -> str:
    return words(lang)("You are not a helper in that server. `/duty on` there begins it.")
