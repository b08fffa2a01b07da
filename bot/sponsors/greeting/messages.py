"""The words of what somebody is told at their next command."""

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.sponsors.rules import FEATURE


def closed_chat(lang: str) -> Message:
    """Tell a supporter how to open private messages, at their next command."""
    _ = words(lang)
    return Message(
        _(
            "**Your private messages are closed to me, so your people cannot reach you through"
            " me.** To open them, press the name of this server, then **Privacy Settings**, and"
            " switch **Direct Messages** on. Then press **Try again**. Nobody else sees this, and"
            " nothing is posted anywhere else."
        ),
        rows=((Button(_("Try again"), FEATURE, "try", tone=Tone.MAIN),),),
    )
