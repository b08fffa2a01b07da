"""The words of offering to sponsor."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone, Values
from bot.core.messages import opening_hours
from bot.core.text import timestamp
from bot.privacy.trying import messages as trying
from bot.privacy.trying.rules import Result, can_try_again
from bot.servers.rules import SponsorWord
from bot.sponsors.messages import say_role
from bot.sponsors.offering.rules import (
    MOST,
    NO_QUIET,
    STANCES,
    USUAL,
    Offer,
    next_free,
)
from bot.sponsors.rules import FEATURE

LONGEST_WORK = 120


def promise(lang: str, word: SponsorWord) -> Message:
    """Say what it is to be there for somebody, and what is promised."""
    _ = words(lang)
    body = _(
        "You are a peer, not on call and not a therapist. You choose your hours and how many people"
        " you are there for. You can pause, go on holiday or step back whenever you like.\n\n"
        "Nobody can look you up here. People ask you, and you answer each of them yourself. Nobody"
        " else sees that you are a pair.\n\n"
        "**Your promise: “I will not ask anyone to stop, lower or skip a prescribed medicine.”**"
        " Breaking it is a reason to be reported. So is asking for money, sex or secrets."
    )
    yes = Button(_("I promise, go on"), FEATURE, "hours", tone=Tone.MAIN)
    return Message(
        body,
        title=_("Offer to be a {role}").format(role=say_role(lang, word)),
        small=_("What you choose is locked with a key of your own. /me shows it to you."),
        rows=((yes,),),
    )


def hours_form(lang: str, offer: Offer | None, zone: str, typed: Values) -> Form:
    """Ask for hours, filled in with what was typed, holds now, or is usual."""
    _ = words(lang)
    most = str(typed.get("most") or (offer.most if offer else USUAL))
    fields = (
        _line("zone", _("Your time zone"), _("A big city near you, such as Dublin."), zone, typed),
        _line(
            "quiet",
            _("Quiet hours"),
            _("Such as 22:00-08:00. “none” for none."),
            _write_quiet(offer),
            typed,
        ),
        _line(
            "work",
            _("Work, or other busy hours (optional)"),
            _("Such as Mon-Fri 09:00-17:00; Sat 10:00-14:00"),
            offer.work if offer else "",
            typed,
            required=False,
        ),
        _line(
            "note",
            _("When may your daily note come?"),
            _("One a day, only if there is something in it. Such as 18:00."),
            f"{offer.note_at:%H:%M}" if offer else "18:00",
            typed,
        ),
        Field(
            "most",
            _("For how many people at once?"),
            _("Three is a good number. Fewer is fine too."),
            most,
            kind="select",
            options=tuple(Option(str(n), str(n)) for n in range(1, MOST + 1)),
        ),
    )
    return Form(_("Your hours"), FEATURE, "hours", "", fields)


def _line(
    name: str, label: str, about: str, held: str, typed: Values, *, required: bool = True
) -> Field:
    value = str(typed.get(name) or held)
    return Field(name, label, about, value, required=required, longest=LONGEST_WORK)


def _write_quiet(offer: Offer | None) -> str:
    if offer is None:
        return "22:00-08:00"
    if offer.quiet == NO_QUIET:
        return "none"
    return "-".join(f"{at:%H:%M}" for at in offer.quiet)


# ---------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class State:
    """How an offer stands: with how many people, how many wait, and how the test note went."""

    offer: Offer
    word: SponsorWord
    now: datetime
    people: int = 0
    waiting: int = 0
    result: Result = ""


def page(lang: str, state: State) -> Message:
    """Say how they offer, and what can be changed."""
    _ = words(lang)
    offer = state.offer
    lines = [
        _standing_line(lang, state),
        _("People: {n} of {most}. Waiting for your answer: {waiting}.").format(
            n=state.people, most=offer.most, waiting=state.waiting
        ),
        _quiet_line(lang, offer),
        _work_line(lang, offer),
        _("Daily note: {at} ({zone}), only when there is something in it.").format(
            at=f"{offer.note_at:%H:%M}", zone=offer.zone
        ),
        say_stance(lang, offer),
    ]
    lines += ["", trying.say_result(lang, state.result)] if state.result else []
    role = say_role(lang, state.word)
    return Message(
        "\n".join(lines),
        title=_("You offer to be a {role}").format(role=role),
        small=_("Only you can see this. You are a peer, not on call."),
        rows=_rows(lang, state),
    )


def _standing_line(lang: str, state: State) -> str:
    _ = words(lang)
    if state.offer.paused:
        return _("**Paused.** Nobody can ask you, and nothing comes, until you go on.")
    if state.offer.is_away(state.now):
        free = next_free(state.offer, state.now, for_help=True) or state.now
        return _("**On holiday** until {day}.").format(day=timestamp(free, "D"))
    return _("**You can be asked.** Only you decide whom you say yes to.")


def _quiet_line(lang: str, offer: Offer) -> str:
    _ = words(lang)
    if offer.quiet == NO_QUIET:
        return _("Quiet hours: none.")
    hours = " – ".join(f"{at:%H:%M}" for at in offer.quiet)
    wake = (
        _("A call for help may wake you.")
        if offer.may_wake
        else _("A call for help goes to the next person then.")
    )
    return _("Quiet hours: {hours}. {wake}").format(hours=hours, wake=wake)


def _work_line(lang: str, offer: Offer) -> str:
    _ = words(lang)
    if not offer.work:
        return _("Busy hours: none.")
    hours = "; ".join(opening_hours(lang, offer.work_hours))
    only = _("Only calls for help then.") if offer.work_calls else _("Nothing at all then.")
    return _("Busy hours: {hours}. {only}").format(hours=hours, only=only)


def say_stance(lang: str, offer: Offer) -> str:
    """Say how they see medicine for opioid use disorder."""
    _ = words(lang)
    said = {
        "welcome": _("Medicine for opioid use disorder: welcome. It counts as recovery."),
        "theirs": _("Medicine for opioid use disorder: between the person and who prescribes it."),
        "unsaid": _("Medicine for opioid use disorder: not said. You can ask."),
    }
    return said[offer.stance]


def _rows(lang: str, state: State) -> tuple[Row, ...]:
    _ = words(lang)
    offer = state.offer
    again = Button(trying.try_again_label(lang), FEATURE, "try", tone=Tone.MAIN)
    pause = (
        Button(_("Go on"), FEATURE, "go_on", tone=Tone.MAIN)
        if offer.paused or offer.is_away(state.now)
        else Button(_("Pause"), FEATURE, "pause")
    )
    first = (
        Button(_("Change hours"), FEATURE, "hours"),
        pause,
        Button(_("Holiday"), FEATURE, "holiday"),
        Button(_("Step back"), FEATURE, "step_back", tone=Tone.DANGER),
    )
    return (
        (again, *first) if can_try_again(state.result) else first,
        _switches(lang, offer),
        _stance_select(lang, offer),
    )


def _switches(lang: str, offer: Offer) -> tuple[Button, ...]:
    _ = words(lang)
    wake = (
        Button(_("Let me sleep"), FEATURE, "wake", "0")
        if offer.may_wake
        else Button(_("A call for help may wake me"), FEATURE, "wake", "1")
    )
    work = (
        Button(_("Busy hours: nothing at all"), FEATURE, "calls", "0")
        if offer.work_calls
        else Button(_("Busy hours: only calls for help"), FEATURE, "calls", "1")
    )
    people = Button(_("My people"), FEATURE, "mine")
    return (wake, work, people) if offer.work else (wake, people)


def _stance_select(lang: str, offer: Offer) -> Select:
    _ = words(lang)
    labels = (
        _("Medicine is welcome. It counts as recovery."),
        _("Medicine is between them and who prescribes it."),
        _("I would rather not say."),
    )
    options = tuple(
        Option(label, stance, chosen=stance == offer.stance)
        for stance, label in zip(STANCES, labels, strict=True)
    )
    return Select(_("How do you see medicine?"), FEATURE, "stance", options=options)


# ---------------------------------------------------------------- refusals


def no_offer(lang: str) -> str:
    return words(lang)("You do not offer this here. `/sponsoring start` begins it.")


def bad_quiet(lang: str) -> str:
    return words(lang)("I could not read the quiet hours. Please type them like 22:00-08:00.")


def bad_work(lang: str) -> str:
    return words(lang)(
        "I could not read the busy hours. Please type them like Mon-Fri 09:00-17:00, and part"
        " several with a semicolon (;)."
    )


def bad_time(lang: str) -> str:
    return words(lang)("I could not read the time of your daily note. Please type it like 18:00.")
