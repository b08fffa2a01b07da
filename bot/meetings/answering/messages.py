"""The words for somebody who says that they will be there."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.text import escape
from bot.meetings.messages import MEETINGS, say_start, take_back_button
from bot.meetings.rules import ANSWERS_KEPT, Meeting, Ref


def see_you(
    lang: str, meeting: Meeting, start: datetime, *, notify: bool, closed: bool = False
) -> Message:
    """Say what is kept and who sees it, and that a note comes when it is cancelled, or not."""
    _ = words(lang)
    ref = Ref(meeting.id, start)
    lines = [
        _("**{title}**, {when}").format(title=escape(meeting.title), when=say_start(lang, start)),
        _(
            "I keep this until {days} days after. Nobody sees that it is you: who runs the group "
            "sees a number, and only “a few” while it is below five."
        ).format(days=ANSWERS_KEPT.days),
        _say_note(lang, notify=notify, closed=closed),
    ]
    buttons = (_note_button(lang, ref, on=not notify), take_back_button(lang, ref))
    return Message("\n".join(lines), title=_("See you there."), rows=(buttons,))


def _say_note(lang: str, *, notify: bool, closed: bool) -> str:
    _ = words(lang)
    if not notify:
        return _("You get no note if it is cancelled.")
    if closed:
        return _(
            "If it is cancelled, I would send you a private note, but your private messages are "
            "closed to me. I say it in the channel too."
        )
    return _("If it is cancelled, I send you a private note.")


def _note_button(lang: str, ref: Ref, *, on: bool) -> Button:
    _ = words(lang)
    if on:
        return Button(_("Send me a note after all"), MEETINGS, "note_on", str(ref))
    return Button(_("No note, please"), MEETINGS, "note_off", str(ref))


def taken_back(lang: str, meeting: Meeting, start: datetime) -> Message:
    _ = words(lang)
    said = _("I forgot that you come to **{title}** on {when}. You are welcome any time.")
    return Message(said.format(title=escape(meeting.title), when=say_start(lang, start)))
