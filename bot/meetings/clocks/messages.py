"""The words of a clock change: to somebody for whom a meeting shifts, and in the channel."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape
from bot.meetings.messages import MEETINGS, say_start, say_time, there_button
from bot.meetings.private.messages import stop_button
from bot.meetings.rules import Meeting, Ref
from bot.privacy.trying import messages as trying


def neutral(lang: str, ref: Ref, stop_target: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), MEETINGS, "clocks", str(ref), Tone.MAIN)
    return trying.neutral_note(lang, opened, stop_button(lang, stop_target))


def shifted(lang: str, meeting: Meeting, zone: str, before: datetime, start: datetime) -> Message:
    """Tell somebody that a meeting comes at another time by their own clock."""
    _ = words(lang)
    there = ZoneInfo(meeting.rule.zone)
    lines = (
        _("**Another time for you:** {when}.").format(when=say_start(lang, start)),
        _("By your clock it is at {new}, not at {old} as last time ({zone}).").format(
            new=_wall(start, zone), old=_wall(before, zone), zone=zone
        ),
        _(
            "The clocks do not change on the same day everywhere. Where the meeting is planned, it "
            "is at {time} ({zone})."
        ).format(time=say_time(start.astimezone(there).time()), zone=meeting.rule.zone),
    )
    there_ = there_button(lang, Ref(meeting.id, start))
    return Message("\n".join(lines), title=escape(meeting.title), rows=((there_,),))


def _wall(moment: datetime, zone: str) -> str:
    return say_time(moment.astimezone(ZoneInfo(zone)).time())


def clocks_changed(lang: str, meeting: Meeting, start: datetime) -> str:
    """Say in the channel that the clocks of the meeting's own zone have changed."""
    _ = words(lang)
    at = say_time(start.astimezone(ZoneInfo(meeting.rule.zone)).time())
    return _(
        "The clocks in {zone} have changed since last time. The meeting stays at {time} there; "
        "elsewhere it may be at another time."
    ).format(zone=meeting.rule.zone, time=at)
