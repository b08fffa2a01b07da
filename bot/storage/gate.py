"""Who may use the database next: people before batches, otherwise first come, first served."""

import asyncio
from collections.abc import Coroutine
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """How long somebody waits: a person only seconds, a batch as long as it takes."""

    PERSON = 0
    BATCH = 1


class Gate:
    """Lets in at most `places` at once. A heap keeps those who wait in order of priority.

    `people` counts the people who came so far.
    """

    def __init__(self, places: int) -> None:
        self.people = 0
        self._free = places
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._order = count()

    async def enter(self, priority: Priority) -> None:
        """Wait for a place; whoever is cancelled while waiting holds none."""
        self.people += priority is Priority.PERSON
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (priority, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # the place came in the same instant as the cancellation
            raise

    def leave(self) -> None:
        """Give the place to the next one, or back."""
        while self._waiting:
            _, _, turn = heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even when cancelled meanwhile; the cancellation comes after it."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain about it
        raise cancelled
    return task.result()
