"""What is said in the channel before, at and after a meeting."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Message
from bot.core.text import escape
from bot.meetings.clocks.messages import clocks_changed
from bot.meetings.clocks.rules import before_date, shift
from bot.meetings.messages import about, date_presses, next_line, say_start
from bot.meetings.rules import Meeting, Ref


def reminder(lang: str, meeting: Meeting, ref: Ref, now: datetime) -> Message:
    """Remind the channel; `ref` names the date, whatever the series has moved on to since."""
    _ = words(lang)
    assert ref.start is not None
    first = _("**Starts:** {when}")
    if now > ref.start:
        first = _("**It has begun:** {when}. You can still come in.")
    lines = [first.format(when=say_start(lang, ref.start)), *about(lang, meeting)]
    before = before_date(meeting, ref.start)
    if before is not None and shift(meeting.rule.zone, "UTC", before, ref.start):
        lines.append(clocks_changed(lang, meeting, ref.start))
    presses = date_presses(lang, meeting, ref.start)
    return Message("\n".join(lines), title=escape(meeting.title), rows=(presses,))


def over(lang: str, meeting: Meeting, following: datetime | None) -> Message:
    """Take the buttons off a reminder whose meeting has ended."""
    _ = words(lang)
    lines = [_("This meeting is over. Thank you to everybody who came.")]
    if following is not None:
        lines.append(next_line(lang, following))
    return Message("\n".join(lines), title=escape(meeting.title))
