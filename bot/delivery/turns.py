"""Whose turn it is: the urgent lane first, every lane its share, every server in its turn."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHARE: Final = 10  # the tenth choice in a row that a lane would have goes to one below it


@dataclass(frozen=True, slots=True)
class Candidate:
    """The first waiting row of a server, or of all private notes (no server), in its lane."""

    id: int
    lane: int
    server_id: int | None
    channel_id: int | None


class Turns:
    """Remembers who had the last turn. Private notes and servers alternate within a lane."""

    def __init__(self) -> None:
        self.last_server: dict[int, int] = defaultdict(int)  # by lane
        self._in_a_row: dict[int, int] = defaultdict(int)  # by lane, while lower ones wait
        self._last_low = -1
        self._note_was_last: dict[int, bool] = defaultdict(bool)

    def choose(self, waiting: Sequence[Candidate]) -> Candidate:
        """Choose among at least one candidate."""
        lane = self._choose_lane(sorted({one.lane for one in waiting}))
        here = [one for one in waiting if one.lane == lane]
        notes = [one for one in here if one.server_id is None]
        servers = [one for one in here if one.server_id is not None]
        if notes and not (servers and self._note_was_last[lane]):
            self._note_was_last[lane] = True
            return notes[0]
        self._note_was_last[lane] = False
        return self._next_server(lane, servers)

    def _choose_lane(self, lanes: Sequence[int]) -> int:
        """Choose the most urgent lane, but not for ever: a single urgent row never waits for this.

        A lane that had nothing waiting begins to count anew; a less urgent one goes on counting.
        """
        top, low = lanes[0], lanes[1:]
        for lane in range(top if low else top + 1):
            self._in_a_row[lane] = 0
        if not low:
            return top
        self._in_a_row[top] += 1
        if self._in_a_row[top] < SHARE:
            return top
        self._in_a_row[top] = 0
        self._last_low = next((lane for lane in low if lane > self._last_low), low[0])
        return self._last_low

    def _next_server(self, lane: int, servers: Sequence[Candidate]) -> Candidate:
        last = self.last_server[lane]
        chosen = min(servers, key=lambda one: ((one.server_id or 0) <= last, one.server_id or 0))
        self.last_server[lane] = chosen.server_id or 0
        return chosen
