"""What the one who came reads when they say that they are not there any more."""

from bot.core.language import words
from bot.core.message import Message


def let_go(lang: str) -> Message:
    """Thank somebody who cannot stay."""
    return Message(words(lang)("Thank you for being there. I ask somebody else now."))
