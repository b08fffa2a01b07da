"""How the rows of a room are named: by the random id of whoever is asked, never by a member."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.core.press import Place

FEATURE: Final = "reach"
ROOM, SAYS, REWORD = "reach.room", "reach.room_says", "reach.room_reword"
JOIN: Final = "room_join"
LASTS: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ref:
    """Which room: who is asked there, and the channel it belongs to."""

    person_id: str
    place: Place

    def __str__(self) -> str:
        return f"{self.person_id}.{self.place.server_id}.{self.place.channel_id}"


def read_ref(ref: str) -> Ref:
    """Read a ref that this part wrote."""
    person_id, server_id, channel_id = ref.split(".")
    return Ref(person_id, Place(int(server_id), int(channel_id)))


def room_key(person_id: str) -> str:
    """Name the row that opens somebody's room."""
    return f"{ROOM}:{person_id}"


def says_key(person_id: str) -> str:
    """Name the row of what is said in it."""
    return f"{SAYS}:{person_id}"
