"""The words of somebody's own tip a day: the page where it is chosen, and the note itself."""

from dataclasses import dataclass
from datetime import datetime

from bot.coping.daily.rules import Daily
from bot.coping.messages import COPING, stop_button, tip_button
from bot.coping.remembering import messages as remembering
from bot.coping.remembering.rules import Seen
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.text import timestamp
from bot.privacy.trying import messages as trying
from bot.privacy.trying.rules import Result, can_try_again


@dataclass(frozen=True, slots=True)
class State:
    """How somebody's tip a day stands (None: off), and how the test note went."""

    daily: Daily | None = None
    next_note: datetime | None = None
    is_silent: bool = False  # the next one falls into their quiet hours
    at_once: bool = False  # they chose to see the text of notes at once
    seen: Seen | None = None
    result: Result = ""


def page(lang: str, state: State) -> Message:
    """Say how it stands, what is remembered, and what can be changed."""
    _ = words(lang)
    lines = _on_lines(lang, state) if state.daily else [_invitation(lang)]
    lines += ["", trying.say_result(lang, state.result)] if state.result else []
    if state.seen is not None:
        lines += ["", remembering.mine(lang, state.seen)]
    return Message(
        "\n".join(lines),
        title=_("A tip a day"),
        small=_small(lang, state),
        rows=(_buttons(lang, state),),
    )


def _invitation(lang: str) -> str:
    _ = words(lang)
    return _(
        "I can send you a private note each day, at your own time. The note only says “A note you"
        " asked for.” Behind **Open** is one small thing to try.\n\n"
        "You can stop it with one press, in every note."
    )


def _on_lines(lang: str, state: State) -> list[str]:
    _ = words(lang)
    assert state.daily is not None
    lines = [
        _("I send you one tip a day, **at {time} ({zone})**.").format(
            time=state.daily.at.isoformat("minutes"), zone=state.daily.zone
        )
    ]
    if state.next_note is not None:
        when, relative = timestamp(state.next_note), timestamp(state.next_note, "R")
        lines.append(
            _("The next one comes {when} ({relative}).").format(when=when, relative=relative)
        )
    if state.is_silent:
        lines.append(_("You have quiet hours then, so it comes without a sound."))
    return lines


def _small(lang: str, state: State) -> str:
    _ = words(lang)
    locked = _("Your time is locked with a key of your own. /me shows it to you.")
    if state.at_once:
        shown = _("The note shows its text at once, as you chose in your settings.")
        return f"{shown}\n{locked}"
    if state.daily is None:
        return locked
    return f"{_('The note only says “A note you asked for.” You open it yourself.')}\n{locked}"


def _buttons(lang: str, state: State) -> tuple[Button, ...]:
    _ = words(lang)
    forget = (remembering.forget_button(lang),) if state.seen is not None else ()
    if state.daily is None:
        choose = Button(_("Choose a time"), COPING, "daily_set", tone=Tone.MAIN)
        return (choose, tip_button(lang, label=_("A tip now")), *forget)
    again = Button(trying.try_again_label(lang), COPING, "daily_try", tone=Tone.MAIN)
    rest = (Button(_("Change"), COPING, "daily_set"), stop_button(lang), *forget)
    return (again, *rest) if can_try_again(state.result) else rest


def form(lang: str, daily: Daily | None, zone: str, typed: Values) -> Form:
    """Ask for the time and the zone, filled in with what was typed or holds now."""
    _ = words(lang)
    at = str(typed.get("at") or (daily.at.isoformat("minutes") if daily else ""))
    fields = (
        Field("at", _("At what time?"), _("Such as 08:30 or 7pm."), at, longest=20),
        Field(
            "zone",
            _("Your time zone"),
            _("A big city near you, such as Dublin."),
            str(typed.get("zone") or zone),
            longest=64,
        ),
    )
    return Form(_("A tip a day"), COPING, "daily", "", fields)


# ---------------------------------------------------------------- the note


def neutral(lang: str, action: str, ref: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), COPING, action, ref, Tone.MAIN)
    return trying.neutral_note(lang, opened, stop_button(lang))


def stopped(lang: str) -> Message:
    _ = words(lang)
    again = Button(_("Turn them on again"), COPING, "daily_set")
    return Message(
        _("Stopped. These notes do not come any more, and your time is forgotten."),
        rows=((again,),),
    )


def mine(lang: str, daily: Daily) -> str:
    """Say it in one line, for somebody's own page."""
    said = words(lang)("A private tip a day at {time} ({zone})")
    return said.format(time=daily.at.isoformat("minutes"), zone=daily.zone)


# ---------------------------------------------------------------- refusals


def not_on(lang: str) -> str:
    return words(lang)("You have no tip a day. `/tip-daily` turns it on.")


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _("I need your time zone for that. Please type a big city near you, such as Dublin.")
