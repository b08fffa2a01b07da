"""The words about what somebody lets the bot remember."""

from bot.coping.messages import COPING
from bot.coping.remembering.rules import Seen
from bot.core.language import words
from bot.core.message import Button
from bot.core.text import timestamp


def mine(lang: str, seen: Seen) -> str:
    """Say it in one line, for somebody's own page."""
    said = words(lang)("Tips I remember you have seen: {n}, until {day}")
    return said.format(n=len(seen.numbers), day=timestamp(seen.forgotten_at, "D"))


def forget_button(lang: str) -> Button:
    """Stop it from somebody's own page."""
    return Button(words(lang)("Stop remembering tips"), COPING, "forget_mine")
