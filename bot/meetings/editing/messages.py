"""The words of a change: that it is made or undone, and what a posted reminder says then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.recurrence import Occurrence
from bot.core.text import escape
from bot.meetings.changing.messages import date_cancelled
from bot.meetings.messages import (
    MEETINGS,
    date_presses,
    day_name,
    describe_rule,
    moved_line,
    next_line,
    say_date,
)
from bot.meetings.rules import Meeting

# ---------------------------------------------------------------- before it is changed


def form_title(lang: str) -> str:
    return words(lang)("Change a meeting")


def say_days(lang: str, meeting: Meeting, day: date) -> str:
    """Write the days as the form reads them: weekdays, or the date."""
    if meeting.rule.repeat != "weekly":
        return day.isoformat()
    return say_weekdays(lang, meeting.rule.weekdays)


def say_weekdays(lang: str, weekdays: Collection[int]) -> str:
    return ", ".join(day_name(lang, weekday) for weekday in sorted(weekdays))


def only(lang: str, day: date) -> str:
    """Say which one date changes."""
    said = words(lang)("Only {date} changes. The other dates stay.")
    return said.format(date=say_date(lang, day))


def scope(lang: str, since: date | None) -> str:
    """Say which dates change."""
    _ = words(lang)
    if since is None:
        return _("This changes all dates ahead.")
    said = _("This changes the date {date} and all after it.")
    return said.format(date=say_date(lang, since))


# ---------------------------------------------------------------- to who changed it


@dataclass(frozen=True, slots=True)
class Done:
    """A change that is saved: what it says, what comes next, and how it is undone (0: not)."""

    meeting: Meeting
    changes: Sequence[str]
    following: Occurrence | None
    undo: int


def done(lang: str, saved: Done) -> Message:
    """Say that a change is saved, what comes next, who hears of it, and how to take it back."""
    _ = words(lang)
    meeting = saved.meeting
    title = _("Changed: {title}").format(title=escape(meeting.title))
    if not saved.changes:
        lines = [_("Nothing is different from before, so nobody is told.")]
    else:
        told = _(
            "In about two minutes I say so in <#{channel}>, and tell people who said that they "
            "come or who asked to be reminded. Several changes are told together."
        )
        lines = [*saved.changes, _say_next(lang, saved.following)]
        lines += ["", told.format(channel=meeting.place.channel_id)]
    if not saved.undo:
        return Message("\n".join(lines), title)
    small = _("**Undo** works for ten minutes.")
    return Message("\n".join(lines), title, small, ((undo_button(lang, saved.undo),),))


def _say_next(lang: str, following: Occurrence | None) -> str:
    _ = words(lang)
    return _("No date is ahead.") if following is None else next_line(lang, following.start)


def undo_button(lang: str, edit_id: int) -> Button:
    return Button(words(lang)("Undo"), MEETINGS, "undo", str(edit_id))


def undone(lang: str, meeting: Meeting, following: Occurrence | None) -> Message:
    _ = words(lang)
    lines = [
        _("Everything is as it was before."),
        f"**{describe_rule(lang, meeting.rule)}**",
        _say_next(lang, following),
    ]
    return Message("\n".join(lines), _("Undone: {title}").format(title=escape(meeting.title)))


# ---------------------------------------------------------------- in the channel


def changed(
    lang: str, meeting: Meeting, start: datetime, to: datetime | None, following: datetime | None
) -> Message:
    """Take the place of a posted reminder whose date has gone elsewhere."""
    if to is None:
        return date_cancelled(lang, meeting, start, following)
    buttons = date_presses(lang, meeting, to)
    return Message(moved_line(lang, start, to), title=escape(meeting.title), rows=(buttons,))


# ---------------------------------------------------------------- what stands in the way


def changed_meanwhile(lang: str) -> str:
    _ = words(lang)
    return _(
        "This meeting was changed since you opened it, so nothing was saved. "
        "`/meeting edit` shows it as it is now."
    )


def just_begun(lang: str) -> str:
    _ = words(lang)
    return _(
        "A date of this meeting has just begun, so nothing was saved. `/meeting edit` changes the "
        "dates after it."
    )


def same_there(lang: str, title: str) -> str:
    _ = words(lang)
    return _(
        "“{title}” with these dates is planned already, so nothing was changed. "
        "**Change** gives it another name."
    ).format(title=escape(title))


def too_late(lang: str) -> str:
    _ = words(lang)
    return _(
        "This can be undone for ten minutes, and they are over. `/meeting edit` and "
        "`/meeting move` change it again."
    )


def newer_first(lang: str) -> str:
    _ = words(lang)
    return _("Something else was changed after this. Please undo that first.")
