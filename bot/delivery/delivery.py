"""The engine: plans what is due, sends what is owed, cleans up at night."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.core.clock import Clock
from bot.core.errors import Busy, Unavailable
from bot.core.reference import make_reference
from bot.delivery.alarm import Alarm
from bot.delivery.attempt import Failure, attempt
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.handlers import Handlers
from bot.delivery.housekeeping import Housekeeper, next_night
from bot.delivery.leadership import Alone, Leadership
from bot.delivery.outbox import OUTBOX, URGENT, next_row
from bot.delivery.pacer import Pacer
from bot.delivery.planner import Planner
from bot.delivery.timers import TIMERS, next_timer
from bot.delivery.transport import Transport
from bot.storage.database import BATCH, Database, Tx

PAUSE: Final = timedelta(seconds=5)  # after a failure of the engine or the database
LAST_WORDS: Final = 2.0  # seconds to record what was cut off in the middle of being recorded

log = structlog.get_logger()


class Delivery:
    """Runs the three loops. `alarm` is off where the clock is moved by hand.

    Of several processes all plan, and only the one that leads sends and cleans up; one that is not
    to do either (`delivers`) only waits for its end.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        transport: Transport,
        handlers: Handlers,
        pacer: Pacer,
        *,
        alarm: bool = True,
        leadership: Leadership | None = None,
        delivers: bool = True,
    ) -> None:
        self._leadership = leadership or Alone(db)
        self._delivers = delivers
        self.planner = Planner(db, handlers)
        self.dispatcher = Dispatcher(db, clock, transport, handlers, pacer, self._leadership)
        self.housekeeper = Housekeeper(db, handlers)
        self._db, self._clock = db, clock
        self._timers, self._night = asyncio.Event(), asyncio.Event()
        self._events = (self._timers, self.dispatcher.news, self._night)
        self._next_night = clock.now()  # once at start: the program may be off every night
        self._alarm = Alarm(clock, self._events[:2], self._night) if alarm else None
        self._owner = self._cut_off = False
        self._stopping = asyncio.Event()
        self._over: asyncio.Event | None = None
        self._grace: asyncio.Timeout | None = None
        db.listen(TIMERS, self._timers)
        db.listen(OUTBOX, self.dispatcher.news)
        db.listen(URGENT, self.dispatcher.urgent)
        db.listen(URGENT, pacer.changed)

    @property
    def leads(self) -> bool:
        """Whether this is the process that sends."""
        return self._delivers and self._leadership.leads

    async def run(self) -> None:
        """Plan, send and clean up until `stop`."""
        self._over = asyncio.Event()
        try:
            if self._alarm is not None:
                self._alarm.start()
            if not self._delivers:
                await self._stopping.wait()
                return
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._repeat(self._plan, self._timers))
                loops.create_task(self._leadership.run(self._lead, self._stopping))
        finally:
            if self._alarm is not None:
                self._alarm.stop()
            self._over.set()

    async def stop(self, grace_seconds: float = 10.0) -> None:
        """Take no new work, finish what is being sent, and return when `run` is over."""
        self._stopping.set()
        for event in self._events:
            event.set()
        if self._grace is not None:
            self._grace.reschedule(asyncio.get_running_loop().time() + grace_seconds)
        if self._over is not None:
            await self._over.wait()

    async def step(self) -> None:
        """Plan everything due and send everything sendable now, until nothing moves."""
        if not self._owner:
            await self._own()
        moved = True
        while moved:
            moved = False
            while await self.planner.plan_some():
                moved = True
            while await self.dispatcher.send_all_now():
                moved = True

    async def _own(self) -> None:
        """Take over what an earlier process left behind: this one owns the outbox alone."""
        await self.dispatcher.take_back()
        self._owner = True

    # ------------------------------------------------------------ the loops

    async def _plan(self) -> datetime | None:
        asked = self._clock.now()
        if await self.planner.plan_some():
            return asked
        async with self._db.read(BATCH) as tx:
            due = await next_timer(tx)
        held = due is not None and due <= asked  # by another process, which is planning it
        return asked + PAUSE if held else due

    async def _lead(self) -> bool:
        """Send and clean up until the end; tell whether every request had its answer by then."""
        self._owner = self._cut_off = False
        while not self._owner and not self._stopping.is_set():
            again = await self._survive(self._own)
            await self._clock.wait(self._stopping, again or self._clock.now())
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._dispatch())
            loops.create_task(self._repeat(self._clean, self._night))
        return not self._cut_off

    async def _dispatch(self) -> None:
        try:
            async with asyncio.timeout(None) as self._grace, asyncio.TaskGroup() as sends:
                await self._repeat(lambda: self.dispatcher.send_some(sends), self.dispatcher.news)
        except TimeoutError:
            self._cut_off = True
            log.warning("sends_cut_off")
        finally:
            self._grace = None
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                await self.dispatcher.recorder.record_rest()

    async def _clean(self) -> datetime:
        if self._clock.now() >= self._next_night:
            self._next_night = next_night(self._clock.now())
            await self.housekeeper.clean()
        return self._next_night

    async def _repeat(
        self, work: Callable[[], Awaitable[datetime | None]], event: asyncio.Event
    ) -> None:
        """Do a piece of work and sleep until the moment it names, or until the event."""
        while not self._stopping.is_set():
            event.clear()
            until = await self._survive(work)
            if until is not None and until <= self._clock.now():
                await asyncio.sleep(0)
            elif not self._stopping.is_set():
                if self._alarm is not None:
                    self._alarm.ring_at(until)
                await self._clock.wait(event, until)

    async def _survive(self, work: Callable[[], Awaitable[datetime | None]]) -> datetime | None:
        try:
            result = await attempt(work())
        except (Busy, Unavailable):
            log.warning("waiting_for_the_database")
            return self._clock.now() + PAUSE
        if isinstance(result, Failure):
            log.error("loop_failed", reference=make_reference(), exc_info=result.problem)
            return self._clock.now() + PAUSE
        return result


async def next_due(tx: Tx) -> datetime | None:
    """Tell when the next timer or row comes, for "to the next event"."""
    moments = [moment for moment in (await next_timer(tx), await next_row(tx)) if moment]
    return min(moments, default=None)
