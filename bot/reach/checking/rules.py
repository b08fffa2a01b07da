"""The private timer of a talk."""

from typing import Final

from bot.delivery.owed import Note
from bot.reach.ladder.rules import Request

FEATURE: Final = "reach"
CHECK: Final = "talk_check"


def timer_of(request: Request) -> Note:
    """Name the one timer of a talk: it is the asker's, sealed with their key."""
    return Note(request.asker_id, FEATURE, CHECK, request.id)
