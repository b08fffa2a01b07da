"""The words of one date: where it goes, and which dates a change is for."""

from collections.abc import Mapping

from bot.core.language import words
from bot.core.message import Field, Form
from bot.meetings.messages import MEETINGS


def move_form(lang: str, name: str, ref: str, zone: str, typed: Mapping[str, str]) -> Form:
    """Ask where one date is to go."""
    _ = words(lang)
    times = _("“19:00”, “7pm” or “noon”, in {zone}.").format(zone=zone)
    fields = (
        Field("days", _("New day"), _("“next Friday”, “1 Dec” or “24.12.2026”."), typed["days"]),
        Field("time", _("New time"), times, typed["time"]),
    )
    return Form(_("Move one date"), MEETINGS, name, ref, fields)
