"""How much is still to be sent or planned, counted for whoever watches the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.delivery.outbox import OPEN
from bot.delivery.owed import Lane
from bot.delivery.timers import next_timer
from bot.storage.database import Tx
from bot.storage.tables import outbox

COUNTED = select(
    outbox.c.lane,
    outbox.c.state,
    func.count(outbox.c.id).label("number"),
    func.min(outbox.c.due).label("earliest"),
).group_by(outbox.c.lane, outbox.c.state)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits at one moment.

    `rows` counts by lane and state what is not over yet, `oldest` says for how many seconds the
    longest waiting row of a lane has been due, `late` the same of the timers.
    """

    rows: Mapping[tuple[Lane, str], int]
    oldest: Mapping[Lane, float]
    late: float


async def count_backlog(tx: Tx) -> Backlog:
    """Count by the partial indexes: what was sent long ago costs nothing."""
    rows: dict[tuple[Lane, str], int] = {}
    oldest = dict.fromkeys(Lane, 0.0)
    for query in (COUNTED.where(OPEN), COUNTED.where(outbox.c.state == "sending")):
        for row in await tx.rows(query):
            lane = Lane(row["lane"])
            rows[lane, row["state"]] = row["number"]
            oldest[lane] = max(oldest[lane], _seconds(row["earliest"], tx.now))
    due = await next_timer(tx)
    return Backlog(rows, oldest, _seconds(due, tx.now) if due else 0.0)


def _seconds(due: datetime, now: datetime) -> float:
    return max(0.0, (now - due).total_seconds())
