"""The words around a calendar file."""

from collections.abc import Sequence

from bot.core.language import plural, words
from bot.core.message import Message
from bot.meetings.rules import Meeting


def neutral_title(lang: str) -> str:
    """Name an entry so that it says nothing to whoever sees the calendar."""
    return words(lang)("Meeting")


def handed_over(lang: str, meetings: Sequence[Meeting], full: bool) -> Message:
    """Say what is in the file, and what to know before it goes into a calendar."""
    _ = words(lang)
    many = plural(lang)("Here is {n} meeting", "Here are {n} meetings", len(meetings))
    shown = _("Every entry is only called “Meeting”, without a place.")
    if full:
        shown = _("The file holds names and places. Who sees your calendar can read them.")
    lines = [
        many.format(n=len(meetings)) + " " + _("as a calendar file. Open it with your calendar."),
        shown,
    ]
    small = _(
        "The file does not change by itself. After a change here, ask for it again: the entries "
        "you have are then replaced, not doubled."
    )
    return Message("\n".join(lines), small=small)


def nothing_ahead(lang: str, *, mine: bool) -> str:
    _ = words(lang)
    if mine:
        return _(
            "You have no meetings here so far: none of a group you joined, none you said you come "
            "to, none you are reminded of. `/meeting calendar` with a group or a meeting works too."
        )
    return _("I could not find such a meeting ahead. `/meeting list` shows the ones you can see.")
