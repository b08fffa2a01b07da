"""One process in the company of others on the same PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import structlog

from bot.core.errors import Busy, Unavailable
from bot.delivery.leadership import Candidate
from bot.delivery.pacer import Pacer
from bot.delivery.reserve import Reserve
from bot.storage.database import Database

PAUSE: Final = 2.0  # seconds while the database is gone

Work = Callable[[], Awaitable[None]]  # runs until it is cancelled

log = structlog.get_logger()


class Company:
    """Hears the others, shares the five requests a second with them, and stands for leader."""

    def __init__(self, db: Database, pacer: Pacer) -> None:
        self.reserve = Reserve(db)
        self.leadership = Candidate(db, pacer, self.reserve)
        self.notices = db.make_notices()
        pacer.follow(self.reserve)

    def works(self, read_again: Work) -> list[Work]:
        """List what must run, from before the first request to after the last one.

        `read_again` is called when news may have gone unheard.
        """
        return [self.notices.run, self.reserve.run, partial(self._catch_up, read_again)]

    async def _catch_up(self, read_again: Work) -> None:
        while True:
            await self.notices.missed.wait()
            self.notices.missed.clear()
            try:
                await read_again()
            except (Busy, Unavailable):
                await asyncio.sleep(PAUSE)
                self.notices.missed.set()
