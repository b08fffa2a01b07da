"""Words typed into one of our own forms may call for the help card. It is only ever added.

Nothing is kept back, reported or stored, and no channel is read.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.coping.entries import Phrase
from bot.coping.rules import calls_for_help
from bot.core.language import choose_language
from bot.core.message import Message
from bot.core.press import Who
from bot.reach.directory import HelpSnapshot
from bot.reach.hearing import messages
from bot.reach.service import open_card


def hear(
    who: Who, typed: str, *, snapshot: HelpSnapshot, phrases: Iterable[Phrase]
) -> Message | None:
    """Give the help card if the words call for it; from memory, whatever else is broken."""
    if not calls_for_help(phrases, typed):
        return None
    card = open_card(snapshot, "help", who)
    why = messages.why(choose_language(None, who.locale))
    return replace(card, small=f"{card.small}\n{why}".strip())
