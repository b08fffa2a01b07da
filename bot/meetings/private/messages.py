"""The words of private reminders. What others could read on a locked phone says nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.core.text import escape, timestamp
from bot.meetings.messages import (
    MEETINGS,
    defuse,
    say_minutes,
    say_start,
    there_button,
)
from bot.meetings.rules import PAUSES, PERSONAL_LEADS, Meeting, Ref
from bot.meetings.snoozing.messages import again_button
from bot.meetings.snoozing.rules import can_come_again
from bot.privacy.trying import messages as trying
from bot.privacy.trying.rules import Result, can_try_again

# ---------------------------------------------------------------- switched on


@dataclass(frozen=True, slots=True)
class State:
    """How somebody's private reminders of a meeting or a group stand, and how the test went."""

    target: str
    name: str
    lead: int
    next_note: datetime | None
    result: Result = ""
    muted_until: datetime | None = None


def state(lang: str, now: State) -> Message:
    """Say what comes and when, let it be changed, and tell how the test note fared."""
    _ = words(lang)
    every = _("I send you a private note {lead} before each meeting of this group.")
    if now.target.startswith("m"):
        every = _("I send you a private note {lead} before this meeting, each time.")
    lines = [every.format(lead=say_minutes(lang, now.lead)), _next_note(lang, now.next_note)]
    lines += [_say_pause(lang, now.muted_until)] if now.muted_until else []
    lines += ["", trying.say_result(lang, now.result)] if now.result else []
    small = _(
        "The note only says “A note you asked for.” You open it yourself, and only you see it.\n"
        "I keep that you want it until you stop it. `/me` shows it."
    )
    title = _("Private reminders: {name}").format(name=escape(now.name))
    return Message("\n".join(lines), title, small, _rows(lang, now))


def _rows(lang: str, now: State) -> tuple[Row, ...]:
    return (_lead_select(lang, now), _pause_select(lang, now), _buttons(lang, now))


def _say_pause(lang: str, until: datetime) -> str:
    _ = words(lang)
    if until.year > 2100:
        return _("**They pause** until you turn them on again.")
    return _("**They pause** until {when}.").format(when=timestamp(until, "f"))


def _pause_select(lang: str, now: State) -> Row:
    _ = words(lang)
    said = (_("Pause for a day"), _("Pause for a week"), _("Pause for 30 days"), _("Pause for now"))
    pairs = zip(said, PAUSES, strict=True)
    on = Option(_("Not paused"), "0", chosen=now.muted_until is None)
    options = (on, *(Option(name, str(days)) for name, days in pairs))
    return Select(_("Pause these notes"), MEETINGS, "rest", now.target, options)


def _next_note(lang: str, moment: datetime | None) -> str:
    _ = words(lang)
    if moment is None:
        return _("No date is far enough away for that at the moment. A shorter time may help.")
    return _("The next one comes {when}.").format(when=say_start(lang, moment))


def _lead_select(lang: str, now: State) -> Row:
    _ = words(lang)
    options = tuple(
        Option(
            _("{time} before").format(time=say_minutes(lang, lead)),
            str(lead),
            chosen=lead == now.lead,
        )
        for lead in PERSONAL_LEADS
    )
    return Select(_("How long before?"), MEETINGS, "lead", now.target, options)


def _buttons(lang: str, now: State) -> tuple[Button, ...]:
    again = Button(trying.try_again_label(lang), MEETINGS, "try", now.target, Tone.MAIN)
    stop = stop_button(lang, now.target)
    return (again, stop) if can_try_again(now.result) else (stop,)


def stop_button(lang: str, target: str) -> Button:
    return Button(trying.stop_label(lang), MEETINGS, "stop", target)


# ---------------------------------------------------------------- the notes


def neutral(lang: str, open_ref: str, stop_target: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), MEETINGS, "open", open_ref, Tone.MAIN)
    return trying.neutral_note(lang, opened, stop_button(lang, stop_target))


def soon(lang: str, meeting: Meeting, start: datetime, now: datetime) -> Message:
    """Tell one person about their meeting, its time and its place."""
    _ = words(lang)
    first = _("**Starts:** {when}") if now <= start else _("**It has begun:** {when}")
    lines = [first.format(when=say_start(lang, start))]
    if meeting.where:
        lines.append(_("**Where:** {where}").format(where=defuse(meeting.where)))
    else:
        lines.append(_("It meets here: <#{channel}>").format(channel=meeting.place.channel_id))
    lines += [defuse(meeting.note)] if meeting.note else []
    ref = Ref(meeting.id, start)
    again = (again_button(lang, ref),) if can_come_again(start, now) else ()
    buttons = (there_button(lang, ref), *again)
    return Message("\n".join(lines), title=escape(meeting.title), rows=(buttons,))


def cancelled(lang: str, meeting: Meeting, start: datetime | None) -> Message:
    """Tell one person that a date, or a series, does not take place."""
    _ = words(lang)
    said = _("This meeting does not take place any more.")
    if start is not None:
        said = _("The meeting on {when} is cancelled.").format(when=say_start(lang, start))
    return Message(said, title=escape(meeting.title))


def changed(lang: str, meeting: Meeting, to: datetime | None) -> Message:
    """Tell one person that the date they were told of has gone elsewhere."""
    _ = words(lang)
    lines = [_("This date has changed.")]
    if to is not None:
        lines.append(_("**Now:** {when}").format(when=say_start(lang, to)))
    return Message("\n".join(lines), title=escape(meeting.title))


def test_opened(lang: str, name: str) -> Message:
    _ = words(lang)
    said = _("It works: your private notes about **{name}** come like this one.")
    return Message(said.format(name=escape(name)))


# ---------------------------------------------------------------- stopped


def stopped(lang: str, target: str, still: str | None, more: bool) -> Message:
    """Say that notes are stopped, without naming anything; `still` also covers the meeting."""
    _ = words(lang)
    lines = [_("Stopped. These notes do not come any more.")]
    buttons = [Button(_("Turn them on again"), MEETINGS, "remind", target)]
    if still is not None:
        lines.append(_("Notes about all meetings of that group still come."))
        buttons.append(Button(_("Stop those too"), MEETINGS, "stop", still))
    if more:
        buttons.append(Button(_("Stop all my notes"), MEETINGS, "stop_all"))
    return Message("\n".join(lines), rows=(tuple(buttons),))


def all_stopped(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _(
            "Stopped. No private note about any meeting comes any more. "
            "**Remind me** on a meeting or a group turns one on again."
        )
    )


def not_on(lang: str) -> str:
    return words(lang)("These notes are stopped. **Remind me** turns them on again.")
