"""Words that a group's prompt, a member's own times and the form have in common."""

from collections.abc import Collection, Sequence
from datetime import time

from bot.checkins.rules import EVERY_DAY
from bot.core.language import words
from bot.core.message import Button, Field, Option, Tone
from bot.core.text import join_words
from bot.meetings.messages import day_name

CHECKINS = "checkins"


def say_rhythm(lang: str, weekdays: Collection[int], times: Sequence[time], zone: str) -> str:
    """Say days and times: "every day at 09:00 and 19:00 (Europe/Berlin)"."""
    said = words(lang)("{days} at {times} ({zone})")
    return said.format(days=say_days(lang, weekdays), times=say_times(lang, times), zone=zone)


def say_days(lang: str, weekdays: Collection[int]) -> str:
    """Say days of the week: "every day", "Monday to Friday", "Monday", "Mon, Wed"."""
    _ = words(lang)
    days = sorted(weekdays)
    if frozenset(days) == EVERY_DAY:
        return _("every day")
    if days == list(range(5)):
        return _("Monday to Friday")
    return day_name(lang, days[0]) if len(days) == 1 else ", ".join(_short(lang, d) for d in days)


def _short(lang: str, weekday: int) -> str:
    _ = words(lang)
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[weekday]


def say_times(lang: str, times: Sequence[time]) -> str:
    return join_words(lang, [at.isoformat("minutes") for at in times])


def days_field(lang: str, chosen: Collection[int]) -> Field:
    """Ask for days of the week; the values are "0" (Monday) to "6"."""
    _ = words(lang)
    options = tuple(Option(day_name(lang, d), str(d), chosen=d in chosen) for d in range(7))
    return Field("days", _("Which days?"), kind="checkboxes", options=options)


def form_button(lang: str, label: str = "") -> Button:
    """Open the check-in form, wherever it is pressed."""
    return Button(label or words(lang)("Check in"), CHECKINS, "open", tone=Tone.MAIN)
