"""The words of a note, which says nothing by itself."""

from bot.core.message import Button, Message
from bot.privacy.trying import messages as trying
from bot.sponsors.rules import FEATURE


def neutral(lang: str) -> Message:
    """Say nothing to whoever else looks at the screen; **Open** shows what it is about."""
    return trying.neutral_note(lang, Button(trying.open_label(lang), FEATURE, "today"))
