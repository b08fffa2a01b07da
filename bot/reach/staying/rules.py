"""How a while of company goes: when it asks, how often, and when people are asked."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

SHORTEST, LONGEST, USUAL = 5, 120, 20  # minutes
ASK_AGAIN = COUNT_DOWN = GIVE_TIME = timedelta(minutes=2)
TOO_LATE = timedelta(minutes=5)  # after this, the bot was away: it asks before it does more
CHECKS_LAST = timedelta(minutes=10)
NOTE = "stay"  # what its notes are called

Stage = Literal["check", "again", "countdown", "ask", "lost"]
STAGES: tuple[Stage, ...] = ("check", "again", "countdown", "ask", "lost")
_REF = re.compile(r"([0-9a-f]{1,10})\.(\d{1,3})\.(\d{1,20})\.([a-z]+)\.(\d{1,3})")
_TARGET = re.compile(r"stay-(\d{1,3})-(\d{1,20})")


@dataclass(frozen=True, slots=True)
class While:
    """A while of company. `number` counts what it said, so that no two notes have one name.

    `asked` is when it began, in seconds since 1970; `server_id` 0: nobody could be asked.
    """

    asked: int
    minutes: int
    server_id: int
    stage: Stage = "check"
    number: int = 0

    @property
    def ref(self) -> str:
        return f"{self.asked:x}.{self.minutes}.{self.server_id}.{self.stage}.{self.number}"

    def at(self, stage: Stage) -> "While":
        """Give the same while at another stage, as the next thing it says."""
        return replace(self, stage=stage, number=self.number + 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom asking would ask, in words; nobody: `why`, where more is known than that."""

    people: str = ""
    why: str = ""


FOLLOWING: dict[Stage, tuple[Stage, timedelta]] = {
    "check": ("again", ASK_AGAIN),
    "lost": ("again", ASK_AGAIN),
    "again": ("countdown", COUNT_DOWN),
    "countdown": ("ask", GIVE_TIME),
}


def read_while(ref: str) -> While | None:
    """Read a note's ref; None when it is anything else."""
    found = _REF.fullmatch(ref)
    if found is None or found[4] not in STAGES:
        return None
    asked, minutes, server_id = int(found[1], 16), int(found[2]), int(found[3])
    return While(asked, minutes, server_id, found[4], int(found[5]))


def write_target(minutes: int, server_id: int) -> str:
    """Say in a test note's target what begins when it arrives."""
    return f"{NOTE}-{minutes}-{server_id}"


def read_target(target: str) -> tuple[int, int]:
    """Read minutes and server. Raises ValueError when it is something else."""
    found = _TARGET.fullmatch(target)
    if found is None:
        raise ValueError(f"{target!r} is no while of company")
    return int(found[1]), int(found[2])


def read_start(ref: str) -> tuple[int, int]:
    """Read what the start button carries; anything odd gives the usual length and no server."""
    minutes, _, server_id = ref.partition(".")
    wanted = int(minutes) if minutes.isdecimal() and len(minutes) < 4 else USUAL
    known = int(server_id) if server_id.isdecimal() and len(server_id) <= 20 else 0
    return min(max(wanted, SHORTEST), LONGEST), known
