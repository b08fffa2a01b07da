"""The words of a change: that it is made or undone, and what a posted reminder says then."""

from datetime import date, datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.recurrence import Occurrence
from bot.core.text import escape
from bot.meetings.messages import (
    MEETINGS,
    day_name,
    describe_rule,
    remind_button,
    say_date,
    say_start,
    there_button,
)
from bot.meetings.rules import Meeting, Ref

# ---------------------------------------------------------------- before it is changed


def form_title(lang: str) -> str:
    return words(lang)("Change a meeting")


def say_days(lang: str, meeting: Meeting, day: date) -> str:
    """Write the days as the form reads them: weekdays, or the date."""
    if meeting.rule.repeat != "weekly":
        return day.isoformat()
    return ", ".join(day_name(lang, weekday) for weekday in sorted(meeting.rule.weekdays))


def scope(lang: str, since: date | None) -> str:
    """Say which dates change."""
    _ = words(lang)
    if since is None:
        return _("This changes all dates ahead.")
    said = _("This changes the date {date} and all after it.")
    return said.format(date=say_date(lang, since))


# ---------------------------------------------------------------- to who changed it


def done(
    lang: str, meeting: Meeting, following: Occurrence | None, edit_id: int, undo: bool
) -> Message:
    """Say that a change is saved, what comes next, who hears of it, and how to take it back."""
    _ = words(lang)
    lines = [f"**{describe_rule(lang, meeting.rule)}**", _say_next(lang, following)]
    lines.append(
        _(
            "In two minutes I say what changed in <#{channel}>, and tell people who said that they "
            "come or who asked to be reminded. Several changes are told together."
        ).format(channel=meeting.place.channel_id)
    )
    title = _("Changed: {title}").format(title=escape(meeting.title))
    if not undo:
        return Message("\n".join(lines), title)
    small = _("**Undo** works for ten minutes.")
    return Message("\n".join(lines), title, small, ((undo_button(lang, edit_id),),))


def _say_next(lang: str, following: Occurrence | None) -> str:
    _ = words(lang)
    if following is None:
        return _("No date is ahead.")
    return _("**Next:** {when}").format(when=say_start(lang, following.start))


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
    _ = words(lang)
    title = escape(meeting.title)
    if to is not None:
        said = _("**Moved:** the meeting on {when} is now on {new}.").format(
            when=say_start(lang, start), new=say_start(lang, to)
        )
        date_ref = Ref(meeting.id, to)
        buttons = (there_button(lang, date_ref), remind_button(lang, f"m{meeting.id}"))
        return Message(said, title=title, rows=(buttons,))
    lines = [_("**Changed:** no meeting on {when}.").format(when=say_start(lang, start))]
    if following is not None:
        lines.append(_("**Next:** {when}").format(when=say_start(lang, following)))
    return Message("\n".join(lines), title=title)


# ---------------------------------------------------------------- what stands in the way


def may_not_change(lang: str) -> str:
    _ = words(lang)
    return _(
        "Only moderators and the facilitators of the group may change its meetings. "
        "Please ask one of them."
    )


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
