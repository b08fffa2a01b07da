"""How the note of the morning after is named."""

from datetime import datetime
from typing import Final

from bot.delivery.owed import Note
from bot.reach.ladder.rules import Request

FEATURE: Final = "reach"
MORNING: Final = "morning"
NINE: Final = 9  # o'clock


def name_morning(request: Request) -> Note:
    """Name the note that asks somebody in the morning."""
    return Note(request.asker_id, FEATURE, MORNING, request.id)


def is_night(here: datetime) -> bool:
    """Tell whether it is too early to ask somebody on whose own clock it is this late."""
    return here.hour < NINE
