"""The words of what changed, for the channel and for a private note."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape
from bot.meetings import rules
from bot.meetings.messages import (
    MEETINGS,
    defuse,
    describe_rule,
    remind_button,
    say_date,
    say_minutes,
    say_start,
    there_button,
    where_button,
)
from bot.meetings.private.messages import stop_button
from bot.meetings.rules import Meeting, Ref
from bot.meetings.telling.rules import Difference
from bot.privacy.trying import messages as trying

MOST_DATES = 5


def neutral(lang: str, ref: str, stop_target: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), MEETINGS, "news", ref, Tone.MAIN)
    return trying.neutral_note(lang, opened, stop_button(lang, stop_target))


def news(lang: str, found: Sequence[Difference], now: datetime, stop: str = "") -> Message:
    """Say what changed and what comes next."""
    _ = words(lang)
    meeting = found[0].after
    lines = [line for one in found for line in _lines(lang, one, now)]
    following = next(rules.coming(meeting, now), None)
    if following is not None:
        lines.append(_("**Next:** {when}").format(when=say_start(lang, following.start)))
    start = following.start if following else None
    buttons = _buttons(lang, meeting, start) if start else ()
    buttons += (stop_button(lang, stop),) if stop else ()
    rows = (buttons,) if buttons else ()
    return Message("\n".join(lines), title=escape(meeting.title), rows=rows)


def _buttons(lang: str, meeting: Meeting, start: datetime) -> tuple[Button, ...]:
    ref = Ref(meeting.id, start)
    buttons = (there_button(lang, ref), remind_button(lang, f"m{meeting.id}"))
    hidden = meeting.where and not meeting.where_in_public
    return (*buttons, where_button(lang, ref)) if hidden else buttons


def as_before(lang: str, meeting: Meeting) -> Message:
    """Say that nothing of a change is left."""
    _ = words(lang)
    said = _("This meeting is as it was planned before: {rule}.")
    return Message(said.format(rule=describe_rule(lang, meeting.rule)), escape(meeting.title))


def _lines(lang: str, found: Difference, now: datetime) -> list[str]:
    lines = [*_series_lines(lang, found, now), *_detail_lines(lang, found)]
    return [*lines, *_date_lines(lang, found)]


def _series_lines(lang: str, found: Difference, now: datetime) -> list[str]:
    _ = words(lang)
    lines = []
    if found.paused:
        lines.append(_paused(lang, found.after))
    if found.resumed:
        lines.append(_("**It goes on again** as planned."))
    if found.since is not None and found.since > now:
        day = say_date(lang, found.since.astimezone(ZoneInfo(found.after.rule.zone)).date())
        lines.append(_("**From {date} on:**").format(date=day))
    if found.schedule:
        rule = describe_rule(lang, found.after.rule)
        lines.append(_("**New times:** {rule}").format(rule=rule))
    return lines


def _paused(lang: str, meeting: Meeting) -> str:
    _ = words(lang)
    if meeting.paused_until is None:
        return _("**Paused:** no meetings until somebody starts it again. I will say so here.")
    until = meeting.paused_until.astimezone(ZoneInfo(meeting.rule.zone)).date()
    return _("**Paused:** no meetings before {date}.").format(date=say_date(lang, until))


def _detail_lines(lang: str, found: Difference) -> list[str]:
    _ = words(lang)
    before, after = found.before, found.after
    lines = []
    if before.title != after.title:
        said = _("**New name:** {title} (before: {old})")
        lines.append(said.format(title=escape(after.title), old=escape(before.title)))
    if before.minutes != after.minutes:
        said = _("**New length:** {length}")
        lines.append(said.format(length=say_minutes(lang, after.minutes)))
    if before.where != after.where:
        lines.append(_say_place(lang, after))
    if before.note != after.note:
        said = _("**The note is new:** {note}") if after.note else _("The note is gone.")
        lines.append(said.format(note=defuse(after.note)))
    return lines


def _say_place(lang: str, meeting: Meeting) -> str:
    _ = words(lang)
    if meeting.where and meeting.where_in_public:
        return _("**New place:** {where}").format(where=defuse(meeting.where))
    return _("**The place is new.** **Where?** tells it to you alone.")


def _date_lines(lang: str, found: Difference) -> list[str]:
    _ = words(lang)
    moved = _("**Moved:** the meeting on {when} is now on {new}.")
    lines = [
        moved.format(when=say_start(lang, old), new=say_start(lang, new))
        for old, new in found.moved
    ]
    for said, starts in (
        (_("**No meeting** on {when}."), found.skipped),
        (_("**It takes place after all:** {when}."), found.back),
    ):
        lines += [said.format(when=say_start(lang, start)) for start in starts]
    return lines[:MOST_DATES]
