"""The words for somebody who is asked to be with a person."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Field, Form, Link, Message, Tone
from bot.core.text import timestamp
from bot.reach.ladder.rules import Request
from bot.sponsors.messages import PROFILE

FEATURE = "reach"


def question(lang: str, person_id: str, *, drill: bool) -> Message:
    """Ask, without a name: anybody may look at this screen."""
    _ = words(lang)
    opened = Button(_("Who is it?"), FEATURE, "ask_open", person_id)
    lines = [_("Someone would like a word now.")]
    if drill:
        lines.append(_("This is a drill: nobody is in need."))
    return Message("\n".join(lines), rows=((*_answers(lang, person_id), opened),))


def _answers(lang: str, person_id: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("I'm with them"), FEATURE, "ask_yes", person_id, Tone.MAIN),
        Button(_("I can't right now"), FEATURE, "ask_no", person_id),
    )


def what_they_read(lang: str, asker_id: int, words_: str, mode: str) -> str:
    """Word what somebody who is asked reads: this is also what the asker sees before sending."""
    _ = words(lang)
    if mode == "w":
        said = _("<@{member}> is worried about somebody and would like a word with you now.")
    else:
        said = _("<@{member}> would like a word with you now.")
    text = said.format(member=asker_id)
    return f"{text}\n> {words_}" if words_ else text


def opened(lang: str, request: Request, person_id: str) -> Message:
    """Say who it is and what they wrote."""
    _ = words(lang)
    body = what_they_read(lang, request.asker_id, request.words, request.asker.mode)
    drill = _("This is a drill: nobody is in need. Please answer as if it were real.")
    profile = Link(_("Open their profile"), PROFILE.format(member_id=request.asker_id))
    return Message(
        f"{body}\n{drill}" if request.drill else body,
        title=_("Someone would like a word"),
        small=_("You can say no. You are a peer, not a hotline. Please keep it to yourself."),
        rows=(_answers(lang, person_id), (profile, *_safety(lang, person_id))),
    )


def _safety(lang: str, person_id: str) -> tuple[Button, ...]:
    return (*doubt_row(lang, person_id), *_apart(lang, person_id))


def _apart(lang: str, person_id: str) -> tuple[Button, ...]:
    _ = words(lang)
    ref = f"request~{person_id}"
    return (
        Button(_("Block"), "sponsors", "block", ref),
        Button(_("Report"), "sponsors", "report", ref),
    )


def doubt_row(lang: str, person_id: str) -> tuple[Button, ...]:
    """Let somebody who was asked say that it was not a real call."""
    return (Button(words(lang)("Not a real one"), FEATURE, "unreal", person_id),)


def not_needed(lang: str, *, taken: bool) -> Message:
    """Say in a message from before that they are not needed."""
    _ = words(lang)
    some = _("Someone is with them now. Thank you for being there.")
    return Message(some if taken else _("They do not need anybody now. Thank you."))


def thanks_anyway(lang: str, person_id: str, *, others: bool) -> Message:
    """Thank somebody who cannot; `others`: somebody else is asked."""
    _ = words(lang)
    said = [
        _("Thank you for saying so."),
        _("Somebody else is asked now.") if others else _("They read that you can't right now."),
        _("If you like, say when you are free: they can read it."),
    ]
    row = (_free_button(lang, person_id), *_apart(lang, person_id))
    return Message(" ".join(said), rows=(row,))


def _free_button(lang: str, person_id: str) -> Button:
    return Button(words(lang)("I'm free at …"), FEATURE, "ask_free", person_id)


def free_form(lang: str, person_id: str, typed: str) -> Form:
    """Ask when somebody is free."""
    _ = words(lang)
    about = _("Such as 21:30 or 9pm, on your own clock.")
    field = Field("time", _("I'm free at"), about=about, value=typed, longest=20)
    return Form(_("When are you free?"), FEATURE, "ask_free", person_id, (field,))


def free_noted(lang: str, person_id: str, moment: datetime) -> Message:
    """Say back when they are free; it can be put right."""
    _ = words(lang)
    return Message(
        _("Thank you. They can read that you are free at {time}.").format(
            time=timestamp(moment, "t")
        ),
        rows=((_free_button(lang, person_id),),),
    )


def not_a_time(lang: str) -> str:
    return words(lang)("I could not read that as a time. Please type it like 21:30 or 9pm.")


def is_over(lang: str) -> str:
    return words(lang)("This is over: they do not need anybody now. Thank you.")


def somebody_is(lang: str) -> str:
    return words(lang)("Someone is with them now. Thank you for being there.")


def is_you(lang: str) -> str:
    return words(lang)("This is your own call. Nobody here sees your name until one of them comes.")
