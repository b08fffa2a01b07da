"""The words that take the place of what somebody read while they were asked."""

from bot.core.language import words
from bot.core.message import Message


def cleared(lang: str) -> Message:
    """Say that it is over for them, and no more: neither who it was nor why."""
    return Message(words(lang)("This is over for you. Thank you."))


def thread_over(lang: str) -> Message:
    """Say in a thread of two that it is looked after no more; it names nobody and asks nothing."""
    _ = words(lang)
    return Message(
        _(
            "I no longer look after this talk. You can go on writing here if you both like. To"
            " leave, press the name of this thread, then **Leave Thread**. **Block** and"
            " **Report** are in `/me`."
        )
    )
