"""The rehearsal's time: the simulated Discord's clock, which is moved and never sleeps."""

import asyncio
from datetime import UTC, datetime

from simcord.env import Env

from bot.rehearsal.seams import wait_untouched


class StageClock:
    """Tells the simulated time; whoever waits for a moment is woken when time is moved there."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.world: Env | None = None
        self._waiting: dict[object, tuple[datetime, asyncio.Event]] = {}

    def now(self) -> datetime:
        return self.start if self.world is None else self.world.now().astimezone(UTC)

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        if event.is_set() or (until is not None and until <= self.now()):
            return
        mark = object()
        if until is not None:
            self._waiting[mark] = (until, event)
        try:
            await self._rest(event)
        finally:
            self._waiting.pop(mark, None)

    def next_due(self) -> datetime | None:
        """The earliest moment that somebody waits for."""
        return min((until for until, _ in self._waiting.values()), default=None)

    def wake_due(self) -> None:
        """Wake those whose moment has come."""
        now = self.now()
        for until, event in tuple(self._waiting.values()):
            if until <= now:
                event.set()

    async def _rest(self, event: asyncio.Event) -> None:
        if self.world is None:
            await event.wait()
        else:
            await wait_untouched(self.world, event)
