"""What a drill shows: how long each step took, from whom there was an answer. Nothing is read."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.reach.ladder.rules import Person

KEPT = timedelta(days=90)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One who was asked. Seconds: until they had the message, and from then to their answer."""

    role: str
    state: str
    arrived: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a drill. `called`: seconds until the moderators' channel had its note."""

    seconds: int
    taken: bool
    lines: tuple[Line, ...] = ()
    called: int | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill that runs or ran."""

    id: int
    server_id: int
    request_id: str
    started_by: int | None
    started_at: datetime
    ended_at: datetime | None
    report: str


def make_report(
    drill: Drill, people: Sequence[Person], called_at: datetime | None, now: datetime
) -> Report:
    """Work out how long each step took, from the rows of the request."""
    lines = tuple(
        Line(
            one.role,
            one.state,
            _between(drill.started_at, one.asked_at),
            _between(one.asked_at or one.due, one.answered_at),
        )
        for one in sorted(people, key=lambda one: (one.step, one.turn))
        if one.state != "waiting"
    )
    taken = any(one.state == "taken" for one in people)
    called = _between(drill.started_at, called_at)
    return Report((now - drill.started_at) // SECOND, taken, lines, called)


def _between(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return max(0, (end - start) // SECOND)


def pack(report: Report) -> str:
    """Lay a report out for its row."""
    return json.dumps(asdict(report))


def unpack(text: str) -> Report | None:
    """Read a report back; None: the drill has none yet."""
    if not text:
        return None
    found = json.loads(text)
    lines = tuple(Line(**line) for line in found["lines"])
    return Report(found["seconds"], found["taken"], lines, found["called"])
