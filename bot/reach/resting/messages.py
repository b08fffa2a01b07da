"""The words for a helper after a hard talk."""

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import timestamp
from bot.privacy.trying.messages import neutral_note, open_label
from bot.reach.duty.messages import FEATURE
from bot.reach.duty.rules import Duty


def note(lang: str, action: str, ref: str) -> Message:
    """Word a note that says nothing before it is opened."""
    return neutral_note(lang, Button(open_label(lang), FEATURE, action, ref, Tone.MAIN))


def how_was_it(lang: str, ref: str) -> Message:
    """Ask, after a talk has ended, how it was for the helper."""
    _ = words(lang)
    row = (
        Button(_("It was okay"), FEATURE, "duty_fine", ref),
        Button(_("That was hard for me"), FEATURE, "duty_hard", ref),
    )
    body = _(
        "The person you were with does not need anybody now. Thank you for being there.\n"
        "How was it for you? If it was hard, others are asked before you for a while."
    )
    return Message(body, rows=(row,))


def fine(lang: str) -> Message:
    return Message(words(lang)("Good to hear. Thank you."))


def debrief(lang: str, duty: Duty) -> Message:
    """Give the time after a hard talk a shape; nothing of it is asked back."""
    _ = words(lang)
    lines = [
        _("You were there for somebody. That can be a lot to carry."),
        "",
        _("Three questions, just for you. Nothing of this is sent or kept."),
        _("• What was hardest?"),
        _("• What did you do that helped, even a little?"),
        _("• What do you need now: food, sleep, air, somebody to talk to?"),
        "",
        *_rest_lines(lang, duty),
        _(
            "If it stays heavy, talk to a moderator or somebody you trust, without the other"
            " person's name."
        ),
    ]
    ref = str(duty.server_id)
    row = (
        Button(_("Off duty until tomorrow"), FEATURE, "duty_day_off", ref, Tone.MAIN),
        Button(_("I'm fine, no rest"), FEATURE, "duty_rested", ref),
        Button(_("Something for right now"), "coping", "exercise"),
    )
    return Message("\n".join(lines), title=_("How are you now?"), rows=(row,))


def _rest_lines(lang: str, duty: Duty) -> list[str]:
    _ = words(lang)
    if duty.rest_until is None:
        return []
    line = _("You rest until {when}: others are asked before you.")
    return [line.format(when=timestamp(duty.rest_until, "f"))]


def day_off(lang: str, duty: Duty) -> Message:
    _ = words(lang)
    back = Button(_("Back to my hours"), FEATURE, "duty_back", str(duty.server_id))
    return Message(
        _("You are off duty until this time tomorrow. Take good care of yourself."), rows=((back,),)
    )


def rested(lang: str) -> Message:
    return Message(words(lang)("Good to hear. You are in turn again like everybody else."))


def not_counted(lang: str) -> str:
    return words(lang)("I don't find that talk any more. `/duty off` gives you time off at once.")
