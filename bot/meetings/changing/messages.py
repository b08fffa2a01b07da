"""The words of cancelling: asked before, said in the channel, and told to those it concerns."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape, join_words, shorten, timestamp
from bot.meetings import messages as shared
from bot.meetings.messages import MEETINGS, describe_rule, say_start
from bot.meetings.rules import Meeting, Ref


def confirm(lang: str, meeting: Meeting, start: datetime | None) -> Message:
    """Ask before a date, or (without `start`) a whole series, is cancelled."""
    _ = words(lang)
    what = _("all dates of {title} ({rule})")
    if start is not None:
        what = _("{title} on {when}")
    said = what.format(
        title=f"**{escape(meeting.title)}**",
        rule=describe_rule(lang, meeting.rule),
        when="" if start is None else say_start(lang, start),
    )
    lines = (
        _("Cancel {what}?").format(what=said),
        _(
            "I say it once in <#{channel}>. People who said that they come, or who asked to be "
            "reminded, get a private note. You can undo it for ten minutes."
        ).format(channel=meeting.place.channel_id),
    )
    yes = _("Yes, cancel all dates") if start is None else _("Yes, cancel this date")
    ref = str(Ref(meeting.id, start))
    buttons = (
        Button(yes, MEETINGS, "cancel", ref, Tone.DANGER),
        Button(_("Keep it"), MEETINGS, "keep", ref),
    )
    return Message("\n".join(lines), rows=(buttons,))


def kept(lang: str) -> Message:
    return Message(words(lang)("Nothing was changed. The meeting stays as planned."))


# ---------------------------------------------------------------- in the channel


def date_cancelled(
    lang: str, meeting: Meeting, start: datetime, following: datetime | None
) -> Message:
    """Say that one date does not take place, and what comes next."""
    lines = [shared.date_cancelled_line(lang, start)]
    lines += [shared.next_line(lang, following)] if following is not None else []
    return Message("\n".join(lines), title=escape(meeting.title))


def series_cancelled(lang: str, meeting: Meeting) -> Message:
    """Say that a series has ended."""
    said = shared.series_cancelled_line(lang, meeting)
    return Message(said, title=escape(meeting.title))


# ---------------------------------------------------------------- what stands in the way


def nothing_ahead(lang: str, title: str) -> str:
    """Say to who may change a meeting why there is nothing to change: it is over, or paused."""
    _ = words(lang)
    return _(
        "**{title}** has no date ahead: it is over, or it is paused. `/meeting resume` lets a"
        " paused one go on."
    ).format(title=escape(title))


def pick_meeting(lang: str, names: Sequence[str]) -> str:
    _ = words(lang)
    if not names:
        return _("There is no meeting here that you could change or cancel.")
    known = join_words(lang, [f"“{escape(name)}”" for name in names], either=True)
    return _("Please pick the meeting from the list that opens as you type: {names}.").format(
        names=known
    )


def same_name(lang: str, title: str) -> str:
    _ = words(lang)
    return _(
        "More than one meeting is called “{title}”. Please pick yours from the list that opens as"
        " you type: there each shows when it is."
    ).format(title=escape(title))


def title_and_rule(lang: str, meeting: Meeting) -> str:
    return f"{shorten(meeting.title, 40)} · {describe_rule(lang, meeting.rule)}"


def not_on_that_day(lang: str, starts: Sequence[datetime]) -> str:
    _ = words(lang)
    if not starts:
        return _("This meeting has no date ahead any more.")
    known = join_words(lang, [timestamp(start, "f") for start in starts], either=True)
    return _(
        "There is no such date of this meeting. The next ones are {dates}. Please pick one from "
        "the list that opens as you type, or “The whole series”."
    ).format(dates=known)


def whole_series(lang: str) -> str:
    return words(lang)("The whole series")
