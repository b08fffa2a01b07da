"""The words of one date moved or left out, and of a pause."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape, join_words, timestamp
from bot.meetings.messages import MEETINGS, describe_rule, say_start
from bot.meetings.rules import Meeting, Ref


def _keep_button(lang: str) -> Button:
    return Button(words(lang)("Keep it"), MEETINGS, "keep")


# ---------------------------------------------------------------- leaving a date out


def confirm_skip(lang: str, meeting: Meeting, start: datetime) -> Message:
    """Ask before a date is left out, alone or with all that come after it."""
    _ = words(lang)
    asked = _("Leave out {title} on {when}? The other dates stay.").format(
        title=f"**{escape(meeting.title)}**", when=say_start(lang, start)
    )
    ref = str(Ref(meeting.id, start))
    yes = Button(_("Leave this date out"), MEETINGS, "skip", ref, Tone.DANGER)
    if meeting.rule.repeat == "once":
        return Message(asked, rows=((yes, _keep_button(lang)),))
    asked += " " + _("Or leave out all after it too: then the meeting ends there.")
    rest = Button(_("This date and all after it"), MEETINGS, "skip_rest", ref, Tone.DANGER)
    return Message(asked, rows=((yes, rest, _keep_button(lang)),))


# ---------------------------------------------------------------- a pause


def confirm_pause(lang: str, meeting: Meeting, until: datetime | None) -> Message:
    """Ask before a series pauses."""
    _ = words(lang)
    said = _("Pause {title} ({rule}) from now on? `/meeting resume` lets it go on.")
    if until is not None:
        said = _("Pause {title} ({rule}) from now on? It goes on by itself on {date}.")
    asked = said.format(
        title=f"**{escape(meeting.title)}**",
        rule=describe_rule(lang, meeting.rule),
        date="" if until is None else timestamp(until, "D"),
    )
    yes = Button(_("Pause it"), MEETINGS, "pause", str(Ref(meeting.id, until)), Tone.DANGER)
    return Message(asked, rows=((yes, _keep_button(lang)),))


# ---------------------------------------------------------------- what stands in the way


def has_begun(lang: str) -> str:
    return words(lang)("This date has begun already. Please pick one that is still ahead.")


def same_moment(lang: str, at: datetime) -> str:
    said = words(lang)("It is on {when} already. Please write another day or time.")
    return said.format(when=timestamp(at))


def not_ahead(lang: str, at: datetime, years: int) -> str:
    _ = words(lang)
    said = _("{when} is over, or very far away. Please choose a moment within {years} years.")
    return said.format(when=timestamp(at), years=years)


def taken(lang: str, at: datetime) -> str:
    said = words(lang)("This meeting has a date on {when} already. Please choose another moment.")
    return said.format(when=timestamp(at))


def in_a_pause(lang: str, at: datetime) -> str:
    _ = words(lang)
    return _(
        "On {when} this meeting pauses. Please choose another moment, or let it go on with "
        "`/meeting resume` first."
    ).format(when=timestamp(at))


def not_paused(lang: str, names: Sequence[str]) -> str:
    _ = words(lang)
    if not names:
        return _("No meeting here that you may change is paused.")
    known = join_words(lang, [f"“{escape(name)}”" for name in names], either=True)
    return _("Please pick the meeting from the list that opens as you type: {names}.").format(
        names=known
    )
