"""How two people meet after "I'm with them": the ways there are, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bot.reach.ladder.rules import Request, Way

Phase = Literal["meeting", "talking", "asked", "warned", "waiting", "sure"]
Side = Literal["asker", "helper"]

WAYS: Final[tuple[Way, ...]] = ("them", "me", "thread")
ASK_AFTER: Final = timedelta(minutes=20)
ANSWER_WITHIN: Final = timedelta(minutes=10)
WARN_BEFORE: Final = timedelta(minutes=2)
CLOSE_AFTER: Final = timedelta(hours=12)  # until then, Block and Report know who is meant


@dataclass(frozen=True, slots=True)
class Talk:
    """Two people who are brought together. `person_id` is the one who came.

    `tried` are the ways so far, the last of them is in use. `choosing`: it did not work, and
    another way is offered. `round` counts the ways, `said` the messages to the one who came.
    `thread` is the id of their private thread (0: none so far), `threads` whether one can be made.
    `climbs_at`: the next are asked then, unless one of the two answers.
    """

    request_id: str
    person_id: str
    tried: tuple[Way, ...]
    threads: bool
    phase: Phase = "meeting"
    choosing: bool = False
    round: int = 1
    said: int = 0
    thread: int = 0
    climbs_at: datetime | None = None

    @property
    def way(self) -> Way:
        return self.tried[-1]

    @property
    def others(self) -> tuple[Way, ...]:
        """List the ways that were not tried, as far as there are such."""
        able = WAYS if self.threads else WAYS[:2]
        return tuple(way for way in able if way not in self.tried)


def begin_talk(request: Request, before: Talk | None, *, threads: bool) -> Talk:
    """Bring them together as the asker chose; where no thread can be made, the helper writes.

    The counts of whoever was there `before` go on, for they name what was sent.
    """
    assert request.taker is not None
    ways: tuple[Way, ...] = (request.way,)
    if request.way == "thread" and not threads:
        ways = ("them",)
    rounds, said = (before.round + 1, before.said) if before else (1, 0)
    return Talk(request.id, request.taker, ways, threads, round=rounds, said=said)


def turn(talk: Talk, way: Way) -> Talk:
    """Meet in another way from now on."""
    return replace(
        talk,
        tried=(*talk.tried, way),
        phase="meeting",
        choosing=False,
        round=talk.round + 1,
        climbs_at=None,
    )


def find_thread(talk: Talk, thread_id: int) -> Talk:
    """Their thread is there."""
    return replace(talk, thread=thread_id)


def lose_thread(talk: Talk) -> Talk:
    """Their thread cannot be made, or one of them cannot come in."""
    return replace(talk, threads=False, thread=0, choosing=True, round=talk.round + 1)


def pack_talk(talk: Talk) -> dict[str, str | int]:
    """Lay it out for the vault."""
    return {
        "person": talk.person_id,
        "tried": ",".join(talk.tried),
        "threads": int(talk.threads),
        "phase": talk.phase,
        "choosing": int(talk.choosing),
        "round": talk.round,
        "said": talk.said,
        "thread": talk.thread,
        "climbs_at": int(talk.climbs_at.timestamp()) if talk.climbs_at else 0,
    }


def read_talk(request_id: str, packed: Mapping[str, Any], zone: Any) -> Talk:
    """Read it back; `zone` is the one moments are told in (UTC)."""
    ends = int(packed["climbs_at"])
    tried: tuple[Any, ...] = tuple(str(packed["tried"]).split(","))
    return Talk(
        request_id=request_id,
        person_id=str(packed["person"]),
        tried=tried,
        threads=bool(packed["threads"]),
        phase=packed["phase"],
        choosing=bool(packed["choosing"]),
        round=int(packed["round"]),
        said=int(packed["said"]),
        thread=int(packed["thread"]),
        climbs_at=datetime.fromtimestamp(ends, zone) if ends else None,
    )
