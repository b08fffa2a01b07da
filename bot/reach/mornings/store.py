"""How the question of the morning after is named, and when it comes."""

from datetime import datetime
from typing import Final

from bot.delivery.notes import due_of_note
from bot.delivery.owed import Note
from bot.reach.ladder.rules import Request
from bot.storage.database import Tx

FEATURE: Final = "reach"
MORNING: Final = "morning"


def name_morning(request: Request) -> Note:
    """Name the note that asks somebody in the morning."""
    return Note(request.asker_id, FEATURE, MORNING, request.id)


async def find_morning(tx: Tx, request: Request) -> datetime | None:
    """Tell when they are asked; None: they are not."""
    return await due_of_note(tx, name_morning(request))
