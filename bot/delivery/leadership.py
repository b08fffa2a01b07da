"""Who sends: one process per bot, because Discord's 50 requests a second belong to the bot.

On SQLite there is one process, which always leads. On PostgreSQL the leader is whoever holds an
advisory lock, and it chooses what to send through the very connection that holds it. The others
stand ready. A new leader begins slowly, in the places that all processes share, until nothing that
its predecessor began can still be under way.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Final, Protocol

import structlog

from bot.core.errors import Busy, Unavailable
from bot.delivery.pacer import Pacer
from bot.delivery.reserve import PLACES, Reserve
from bot.storage.database import BATCH, Database, Tx
from bot.storage.held import HeldLock
from bot.storage.installation import keep_fact, read_fact

LEADER: Final = 0x41667465726C  # an advisory lock of PostgreSQL, any number of our own
LOOK: Final = 0.5  # seconds between two tries to become the leader
STAY: Final = 1.0  # seconds between two signs of life of the leader
SAFE_WAIT: Final = 10.0  # seconds after which nothing of a leader that died is under way
AFTER_A_CLEAN_END: Final = 1.1  # seconds; its last answers have come, so only its second must pass
FACT: Final = "leader"  # who led last, and whether it ended in order
RUNNING, ENDED = "running", "ended"

log = structlog.get_logger()

Work = Callable[[], Awaitable[bool]]  # tells whether all that was begun came to its end


class Lost(Exception):
    """The connection that held the lock is gone."""


class Leadership(Protocol):
    """How a process comes to send, and stops."""

    @property
    def leads(self) -> bool:
        """Whether this process may send at this moment."""
        ...

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        """Begin a transaction that only the leader can make. Raises `Unavailable`."""
        ...

    async def run(self, work: Work, stopping: asyncio.Event) -> None:
        """Do the work whenever this process leads, until it returns with `stopping` set."""
        ...


class Alone:
    """The one process there is."""

    leads = True

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        return self._db.begin(BATCH)

    async def run(self, work: Work, _stopping: asyncio.Event) -> None:
        await work()


class Candidate:
    """One of several processes on a PostgreSQL."""

    def __init__(self, db: Database, pacer: Pacer, reserve: Reserve) -> None:
        self._db, self._pacer, self._reserve = db, pacer, reserve
        self._lock: HeldLock = db.make_lock(LEADER)

    @property
    def leads(self) -> bool:
        return self._lock.is_held

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        return self._lock.begin()

    async def run(self, work: Work, stopping: asyncio.Event) -> None:
        """Stand ready, lead, and stand ready again after having lost the lock."""
        try:
            while not stopping.is_set():
                if await self._is_elected():
                    await self._lead(work)
                await _pause(LOOK, stopping)
        finally:
            await self._lock.let_go()

    async def _is_elected(self) -> bool:
        try:
            return await self._lock.try_take()
        except Unavailable:
            log.warning("leadership_without_the_database")
            return False

    async def _lead(self, work: Work) -> None:
        """Work until it is done or the lock is lost; then everything stops at once."""
        try:
            slow = await self._begin_reign()
            async with asyncio.TaskGroup() as group:
                others = [
                    group.create_task(self._speed_up(slow)),
                    group.create_task(self._stay()),
                    group.create_task(self._notice_loss()),
                ]
                if await work():
                    await self._end_reign()
                for task in others:
                    task.cancel()
        except* (Lost, Unavailable):
            log.warning("leadership_lost")
        finally:
            self._pacer.follow(self._reserve)
            await self._lock.let_go()

    async def _begin_reign(self) -> float:
        """Note that we lead; tell for how many seconds to go slowly."""
        async with self.begin() as tx:
            before = await read_fact(tx, FACT)
            await keep_fact(tx, FACT, RUNNING)
        slow = AFTER_A_CLEAN_END if before in (None, ENDED) else SAFE_WAIT
        log.info("leading", seconds=slow)
        return slow

    async def _end_reign(self) -> None:
        """Note that all requests have had their answers, so that the next one need not wait."""
        with suppress(Busy, Unavailable):
            async with self.begin() as tx:
                await keep_fact(tx, FACT, ENDED)

    async def _speed_up(self, slow: float) -> None:
        await asyncio.sleep(slow)
        self._pacer.lead(self._pacer.allowed - len(PLACES))
        log.info("leading_at_full_speed")

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(STAY)
            await self._lock.stay()

    async def _notice_loss(self) -> None:
        await self._lock.lost.wait()
        raise Lost


async def _pause(seconds: float, event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
