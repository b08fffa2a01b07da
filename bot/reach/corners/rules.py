"""How the rows of a private thread of two are named: by the random id of the request."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.core.press import Place

FEATURE: Final = "reach"
THREAD, GREETING = "reach.talk", "reach.talk_hello"
OVER: Final = "reach.talk_bye"  # what the greeting is turned into
JOIN, LEAVE = "talk_join", "talk_leave"
MADE_WITHIN: Final = timedelta(minutes=10)
MOST_ROUNDS: Final = 50  # looked for where it is not known any more how many threads there were


@dataclass(frozen=True, slots=True)
class Ref:
    """Which thread: of which talk and round, and the channel it belongs to."""

    request_id: str
    number: int
    place: Place

    def __str__(self) -> str:
        place = f"{self.place.server_id}.{self.place.channel_id}"
        return f"{self.request_id}.{self.number}.{place}"

    @property
    def key(self) -> str:
        """Name the row that opens it."""
        return name_thread(self.request_id, self.number)

    @property
    def greeting(self) -> str:
        """Name the row that says in it who it is for."""
        return f"{self.key}:hello"


def name_thread(request_id: str, number: int) -> str:
    """Name the row that opens the thread of a round."""
    return f"{THREAD}:{request_id}:{number}"


def read_ref(ref: str) -> Ref:
    """Read a ref that this part wrote."""
    request_id, number, server_id, channel_id = ref.split(".")
    return Ref(request_id, int(number), Place(int(server_id), int(channel_id)))
