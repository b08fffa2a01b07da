"""A clock that stands still until the test moves it."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class HandClock:
    """Tells the time it was set to; moving it wakes those who wait for a moment that has come."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._waiting: list[tuple[datetime, asyncio.Timeout]] = []

    def now(self) -> datetime:
        return self._now

    def advance(self, **step: float) -> None:
        """Move forward: `advance(minutes=10)`, with the words of timedelta."""
        self.move_to(self._now + timedelta(**step))

    def move_to(self, moment: datetime) -> None:
        self._now = moment
        for until, limit in self._waiting:
            if until <= moment:
                limit.reschedule(asyncio.get_running_loop().time())
        self._waiting = [(until, limit) for until, limit in self._waiting if until > moment]

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        entry = None
        try:
            async with asyncio.timeout(None) as limit:
                if until is not None:
                    entry = (until, limit)
                    self._waiting.append(entry)
                    self.move_to(self._now)
                await event.wait()
        except TimeoutError:
            return
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
