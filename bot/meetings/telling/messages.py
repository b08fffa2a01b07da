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
    date_cancelled_line,
    date_presses,
    defuse,
    describe_rule,
    moved_line,
    next_line,
    say_date,
    say_minutes,
    say_start,
    series_cancelled_line,
)
from bot.meetings.private.messages import stop_button
from bot.meetings.rules import Meeting
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
    meeting = found[0].current
    lines = say_changes(lang, found, now)
    if any(one.again for one in found):
        lines.append(_("It has changed again since."))
    following = next((date.start for date in rules.coming(meeting, now)), None)
    lines += [next_line(lang, following)] if following is not None else []
    start = _date_to_press(found, now) or following
    buttons = date_presses(lang, rules.on_date(meeting, start), start) if start else ()
    buttons += (stop_button(lang, stop),) if stop else ()
    rows = (buttons,) if buttons else ()
    return Message("\n".join(lines), title=escape(meeting.title), rows=rows)


def _date_to_press(found: Sequence[Difference], now: datetime) -> datetime | None:
    """Find the one date that is told of, if it is one and stands."""
    dates = [one.start for some in found if not some.of_series for one in some.own]
    stands = len(dates) == 1 and rules.occurrence_at(found[0].current, dates[0]) is not None
    return dates[0] if stands and dates[0] > now else None


def say_changes(lang: str, found: Sequence[Difference], now: datetime) -> list[str]:
    """Say in lines what changed."""
    return [line for one in found for line in _lines(lang, one, now)]


def as_before(lang: str, meeting: Meeting) -> Message:
    """Say that nothing of a change is left."""
    _ = words(lang)
    said = _("This meeting is as it was planned before: {rule}.")
    return Message(said.format(rule=describe_rule(lang, meeting.rule)), escape(meeting.title))


def _lines(lang: str, found: Difference, now: datetime) -> list[str]:
    if found.ended:
        return [series_cancelled_line(lang, found.after)]
    lines = [*_series_lines(lang, found, now), *_detail_lines(lang, found.before, found.after)]
    return [*lines, *_date_lines(lang, found), *_own_lines(lang, found)]


def _own_lines(lang: str, found: Difference) -> list[str]:
    lines = []
    for one in found.own[:MOST_DATES]:
        only = words(lang)("**Only on {when}:**").format(when=say_start(lang, one.start))
        lines += [only, *_detail_lines(lang, one.before, one.after)]
    return lines


def _series_lines(lang: str, found: Difference, now: datetime) -> list[str]:
    _ = words(lang)
    lines = []
    if found.renewed:
        rule = describe_rule(lang, found.after.rule)
        lines.append(_("**It takes place after all:** {rule}.").format(rule=rule))
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


def _detail_lines(lang: str, before: Meeting, after: Meeting) -> list[str]:
    _ = words(lang)
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
    back = words(lang)("**It takes place after all:** {when}.")
    lines = [moved_line(lang, old, new) for old, new in found.moved]
    lines += [date_cancelled_line(lang, start) for start in found.skipped]
    lines += [back.format(when=say_start(lang, start)) for start in found.back]
    return lines[:MOST_DATES]
