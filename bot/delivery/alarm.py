"""The alarm clock, and the only file that knows APScheduler.

It wakes and decides nothing: what is due stands in the database. One job in memory is enough for
that; APScheduler's own stores lose what is due when the program is killed.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from bot.core.clock import Clock, SystemClock

LONGEST_SLEEP: Final = timedelta(seconds=30)  # a clock that was set, a wake-up call that was lost
NIGHT: Final = time(3, 17)  # UTC


class Alarm:
    """Sets events at a moment, and one event each night."""

    def __init__(self, clock: Clock, events: Sequence[asyncio.Event], night: asyncio.Event) -> None:
        self._clock, self._real = clock, SystemClock()
        self._events, self._night = events, night
        self._armed: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin, on the running event loop."""
        nightly = CronTrigger(hour=NIGHT.hour, minute=NIGHT.minute, timezone="UTC")
        self._scheduler.add_job(self._ring_nightly, nightly, misfire_grace_time=None)
        self._scheduler.start()

    def ring_at(self, moment: datetime | None) -> None:
        """Ring at this moment or in half a minute, whichever is first, or earlier if armed so."""
        ahead = LONGEST_SLEEP if moment is None else moment - self._clock.now()
        when = self._real.now() + min(ahead, LONGEST_SLEEP)
        if self._armed is None or when < self._armed:
            self._armed = when
            self._scheduler.add_job(
                self._ring,
                DateTrigger(when),
                id="alarm",
                replace_existing=True,
                misfire_grace_time=None,
            )

    def stop(self) -> None:
        """Ring no more; not to have begun is fine too."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        self._armed = None
        for event in self._events:
            event.set()

    async def _ring_nightly(self) -> None:
        self._night.set()
