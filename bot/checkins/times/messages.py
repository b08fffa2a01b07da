"""The words of a member's own check-in times, on pages that only they see."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.checkins.messages import CHECKINS, days_field, form_button, say_days, say_rhythm, say_times
from bot.checkins.rules import EVERY_DAY
from bot.checkins.times.rules import MOST_TIMES, Times
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.text import escape, shorten, timestamp
from bot.meetings.messages import say_date
from bot.privacy.trying import messages as trying
from bot.privacy.trying.rules import Result, can_try_again


def stop_button(lang: str) -> Button:
    return Button(trying.stop_label(lang), CHECKINS, "stop")


def set_button(lang: str, label: str) -> Button:
    del lang  # the label is translated already
    return Button(label, CHECKINS, "set", tone=Tone.MAIN)


# ---------------------------------------------------------------- the page


def invitation(lang: str) -> Message:
    """Say what private check-ins are, before anything is kept."""
    _ = words(lang)
    body = _(
        "I can send you a private note on your own days, at your own time. The note only says"
        " “A note you asked for.” Behind **Open** is a short form: how you are, and what would"
        " help.\n\n"
        "Your answers are not kept. It is fine to miss one, and nobody sees it. You can pause or"
        " stop the notes whenever you like."
    )
    return Message(
        body,
        title=_("Private check-ins"),
        small=_("Your times are locked with a key of your own. /me shows them to you."),
        rows=((set_button(lang, _("Choose days and times")), form_button(lang)),),
    )


@dataclass(frozen=True, slots=True)
class State:
    """How somebody's own times stand, and how the test note went."""

    times: Times
    now: datetime
    next_note: datetime | None = None
    is_silent: bool = False  # the next one falls into their quiet hours
    at_once: bool = False  # they chose to see the text of notes at once
    result: Result = ""


def page(lang: str, state: State) -> Message:
    """Say when notes come, and what can be changed."""
    _ = words(lang)
    times = state.times
    rhythm = say_rhythm(lang, times.weekdays, times.at, times.zone)
    lines = [_("I send you a private note: **{rhythm}**.").format(rhythm=rhythm)]
    lines += _next_lines(lang, state)
    if times.wait_unanswered:
        lines += ["", ask_for_weekly(lang)]
    lines += ["", trying.say_result(lang, state.result)] if state.result else []
    return Message(
        "\n".join(lines),
        title=_("Private check-ins"),
        small=_small(lang, state),
        rows=(_buttons(lang, state),),
    )


def _next_lines(lang: str, state: State) -> list[str]:
    _ = words(lang)
    lines = []
    if state.times.paused_until and state.times.is_paused(state.now):
        day = say_date(lang, state.times.paused_until)
        lines.append(_("Paused. The notes start again on {day}.").format(day=day))
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
    shown = _("The note only says “A note you asked for.” You open it yourself.")
    if state.at_once:
        shown = _("The note shows its text at once, as you chose in your settings.")
    more = _("It is fine to miss one. Nobody sees it, and your answers are not kept.")
    return f"{shown}\n{more}"


def _buttons(lang: str, state: State) -> tuple[Button, ...]:
    _ = words(lang)
    again = Button(trying.try_again_label(lang), CHECKINS, "try", tone=Tone.MAIN)
    pause = Button(_("Pause"), CHECKINS, "pause")
    if state.times.is_paused(state.now):
        pause = Button(_("Go on now"), CHECKINS, "go_on")
    weekly = () if state.times.is_seldom else (weekly_button(lang),)
    rest = (Button(_("Change"), CHECKINS, "set"), pause, *weekly, stop_button(lang))
    return (again, *rest) if can_try_again(state.result) else rest


def ask_for_weekly(lang: str) -> str:
    """Ask whether less often would be better, in words that say nothing to others."""
    return words(lang)("Would once a week suit you better? Both are fine.")


def weekly_button(lang: str) -> Button:
    return Button(words(lang)("Once a week"), CHECKINS, "weekly")


# ---------------------------------------------------------------- forms


def times_form(lang: str, times: Times | None, zone: str, typed: Values) -> Form:
    """Ask for days, times and the zone, filled in with what was typed or holds now."""
    _ = words(lang)
    held = times.weekdays if times else EVERY_DAY
    days = [int(day) for day in typed.get("days") or ()] or held
    at = str(typed.get("at") or (", ".join(f"{t:%H:%M}" for t in times.at) if times else ""))
    about = _("Such as 19:00, or 9am and 7pm. At most {most}.").format(most=MOST_TIMES)
    fields = (
        days_field(lang, days),
        Field("at", _("At what time?"), about, at, longest=60),
        Field(
            "zone",
            _("Your time zone"),
            _("A big city near you, such as Dublin."),
            str(typed.get("zone") or zone),
            longest=64,
        ),
    )
    return Form(_("Days and times"), CHECKINS, "times", "", fields)


def pause_form(lang: str, typed: Values) -> Form:
    """Ask until when."""
    _ = words(lang)
    until = Field(
        "until",
        _("On which day shall they start again?"),
        _("Such as 1 December, or next Monday."),
        str(typed.get("until") or ""),
        longest=40,
    )
    return Form(_("Pause"), CHECKINS, "pause", "", (until,))


# ---------------------------------------------------------------- answers


def stopped(lang: str) -> Message:
    _ = words(lang)
    again = Button(_("Turn them on again"), CHECKINS, "set")
    return Message(
        _("Stopped. These notes do not come any more, and your times are forgotten."),
        rows=((again, form_button(lang)),),
    )


def now_weekly(lang: str, times: Times) -> Message:
    _ = words(lang)
    said = _("All right: once a week from now on, {day} at {time} ({zone}).").format(
        day=say_days(lang, times.weekdays), time=say_times(lang, times.at), zone=times.zone
    )
    return Message(said, rows=((form_button(lang), Button(_("Change"), CHECKINS, "set")),))


def as_before(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _("All right, they come as before. It is fine to miss one."), rows=((form_button(lang),),)
    )


def mine(lang: str, times: Times, *, paused: date | None) -> str:
    """Say it in one line, for somebody's own page."""
    _ = words(lang)
    rhythm = say_rhythm(lang, times.weekdays, times.at, times.zone)
    said = _("Private check-ins: {rhythm}").format(rhythm=rhythm)
    if paused is not None:
        said += _(", paused until {day}").format(day=say_date(lang, paused))
    return said


# ---------------------------------------------------------------- refusals


def not_on(lang: str) -> str:
    return words(lang)("You have no check-in times. `/checkin-times` turns them on.")


def no_days(lang: str) -> str:
    return words(lang)("Please choose at least one day.")


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _("I need your time zone for that. Please type a big city near you, such as Dublin.")


def how_many_times(lang: str, most: int) -> str:
    _ = words(lang)
    return _("Please type from one to {most} times, such as 9am and 7pm.").format(most=most)


def too_long_or_past(lang: str, typed: str) -> str:
    _ = words(lang)
    said = _(
        "“{typed}” is not a day ahead within a year. Please type the day on which the notes shall"
        " start again."
    )
    return said.format(typed=escape(shorten(typed, 40)))
