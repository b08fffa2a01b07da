"""The words of a private note that says nothing by itself, and of how its first trial went."""

from bot.core.language import words
from bot.core.message import Button, Message
from bot.privacy.trying.rules import Result


def neutral_note(lang: str, *buttons: Button) -> Message:
    """Say nothing to whoever else looks at the screen."""
    _ = words(lang)
    return Message(_("A note you asked for."), rows=(buttons,))


def open_label(lang: str) -> str:
    return words(lang)("Open")


def stop_label(lang: str) -> str:
    return words(lang)("Stop these")


def try_again_label(lang: str) -> str:
    return words(lang)("Try again")


def say_result(lang: str, result: Result) -> str:
    """Say on the page where it was asked for whether the test note arrived."""
    _ = words(lang)
    said = {
        "": "",
        "sending": _("I am sending you a test note now. This page tells you if it arrives."),
        "arrived": _("**Your test note arrived.** It is in our private chat."),
        "closed": _(
            "**My test note did not get through:** your private messages are closed to me. "
            "To open them, press the name of this server, then **Privacy Settings**, and switch "
            "**Direct Messages** on. Then press **Try again**. Nobody else sees this."
        ),
        "late": _("**My test note has not arrived so far.** You can press **Try again**."),
    }
    return said[result]
