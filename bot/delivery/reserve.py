"""The requests that all processes but the leading one share: five a second, through the database.

Each request takes one of five places from its start until a second after its answer, so that no
second sees more than five of them, whoever makes them. A place is kept by a beat; that of a process
which died is free again after five seconds.
"""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from bot.core.errors import Busy, Unavailable
from bot.storage.database import BATCH, Database
from bot.storage.leases import keep_leases, make_leases, next_free, take_one

PLACES: Final = tuple(f"request:{number}" for number in range(5))
HOLDS: Final = 5.0  # seconds a place is ours without a beat
BEAT: Final = 1.5  # seconds between two
RESTS: Final = 1.05  # seconds a place rests after the answer
LONGEST_LOOK: Final = 0.25  # seconds between two looks for a free place
PAUSE: Final = 2.0  # seconds while the database is gone

log = structlog.get_logger()


class Place:
    """One of the five, while it is ours."""

    def __init__(self, reserve: "Reserve", name: str) -> None:
        self._reserve, self._name = reserve, name

    def rest(self) -> None:
        """The request is over."""
        self._reserve.put_back(self._name, RESTS)

    def refund(self) -> None:
        """There was no request."""
        self._reserve.put_back(self._name, 0.0)


class Reserve:
    """Hands out places. `run` keeps them and gives them back, and must run while any are taken."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._taken: set[str] = set()
        self._over: list[tuple[str, float]] = []
        self._news = asyncio.Event()
        self._made = False

    async def take(self) -> Place | None:
        """Take a place; None: there was none, and a little time went by. Raises `Unavailable`."""
        async with self._db.begin(BATCH) as tx:
            if not self._made:
                await make_leases(tx, PLACES)
            name = await take_one(tx, self._db.process, PLACES, HOLDS)
            wait = 0.0 if name else await next_free(tx, PLACES)
        self._made = True
        if name is not None:
            self._taken.add(name)
            return Place(self, name)
        await asyncio.sleep(min(max(wait, 0.02), LONGEST_LOOK))
        return None

    def put_back(self, name: str, seconds: float) -> None:
        """Let a place be free again in so many seconds."""
        self._taken.discard(name)
        self._over.append((name, seconds))
        self._news.set()

    async def run(self) -> None:
        """Keep what is taken, and give back what is over, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self._news.wait()
            self._news.clear()
            try:
                await self.settle()
            except (Busy, Unavailable):
                log.warning("places_not_given_back")
                await asyncio.sleep(PAUSE)
                self._news.set()

    async def settle(self) -> None:
        """Write down which places are kept, and which given back. Raises `Unavailable`."""
        over, taken = list(self._over), sorted(self._taken)
        if not over and not taken:
            return
        async with self._db.begin(BATCH) as tx:
            for seconds in {seconds for _, seconds in over}:
                names = [name for name, rest in over if rest == seconds]
                await keep_leases(tx, self._db.process, names, seconds)
            await keep_leases(tx, self._db.process, taken, HOLDS)
        del self._over[: len(over)]
