"""What is removed at night: each feature's old rows, and delivery's own."""

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, select

from bot.core.reference import make_reference
from bot.delivery.alarm import NIGHT
from bot.delivery.attempt import Failure, attempt
from bot.delivery.handlers import Handlers, Housekeep
from bot.delivery.sightings import forget_old_sightings
from bot.storage.database import BATCH, Database
from bot.storage.tables import outbox

KEEP_CLOSED_ROWS: Final = timedelta(days=35)  # a message can be edited as long
AT_ONCE: Final = 500

log = structlog.get_logger()


def next_night(now: datetime) -> datetime:
    """Name the next time of the nightly work."""
    tonight = datetime.combine(now.astimezone(UTC), NIGHT, UTC)
    return tonight if tonight > now else tonight + timedelta(days=1)


class Housekeeper:
    """Removes what is not needed any more, in small transactions."""

    def __init__(self, db: Database, handlers: Handlers) -> None:
        self._db, self._handlers = db, handlers

    async def clean(self) -> None:
        """Let every feature clean up, each for itself, then clean up the outbox."""
        for feature, housekeep in self._handlers.housekeeps.items():
            result = await attempt(self._run(housekeep))
            if isinstance(result, Failure):
                log.error(
                    "housekeeping_failed",
                    reference=make_reference(),
                    feature=feature,
                    exc_info=result.problem,
                )
        await self._run(forget_old_sightings)
        while await self._forget_closed_rows():
            pass

    async def _run(self, housekeep: Housekeep) -> None:
        async with self._db.begin(BATCH) as tx:
            await housekeep(tx)

    async def _forget_closed_rows(self) -> bool:
        async with self._db.begin(BATCH) as tx:
            old = select(outbox.c.id).where(outbox.c.closed_at < tx.now - KEEP_CLOSED_ROWS)
            some = old.order_by(outbox.c.closed_at).limit(AT_ONCE)
            removed = await tx.execute(delete(outbox).where(outbox.c.id.in_(some)))
        return removed.rowcount > 0
