"""The words that take the place of what somebody read while they were asked."""

from bot.core.language import words
from bot.core.message import Message


def cleared(lang: str) -> Message:
    """Say that it is over for them, and no more: neither who it was nor why."""
    return Message(words(lang)("This is over for you. Thank you for being there."))
