"""What a group is, and what a good name for one is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.press import Place

Admission = Literal["open", "ask"]
Medicine = Literal["welcome", "ask", "unsaid"]
State = Literal["joined", "asked", "notnow"]


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: it exists only for people who can see its channel."""

    id: int
    server_id: int
    name: str
    channel_id: int
    admission: Admission
    medicine: Medicine
    closed: bool = False

    @property
    def place(self) -> Place:
        return Place(self.server_id, self.channel_id)


@dataclass(frozen=True, slots=True)
class Joined:
    """Where somebody stands with a group, since when, and whether they want a private note."""

    member_id: int
    state: State
    since: datetime
    tell: bool = False
