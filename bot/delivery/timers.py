"""Timers: for each subject, the earliest thing still ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from bot.storage.database import Tx
from bot.storage.tables import timers

TIMERS: Final = "timers"  # the channel that wakes the planner
NOTE: Final = "note"  # the kind of every private timer and outbox row


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that has come. `attempts` counts how often planning it has failed."""

    kind: str
    subject_id: str
    due: datetime
    attempts: int = 0


async def set_timer(tx: Tx, kind: str, subject_id: str, due: datetime) -> None:
    """Arm, or move, the one timer of this subject."""
    await set_timers(tx, kind, [(subject_id, due)])


async def set_timers(tx: Tx, kind: str, dues: Iterable[tuple[str, datetime]]) -> None:
    """Arm many timers of one kind at once: a hundred times faster than one by one."""
    rows = [{"kind": kind, "subject_id": s, "due": due, "attempts": 0} for s, due in dues]
    if rows:
        await tx.upsert(
            timers, rows, index_elements=["kind", "subject_id"], update=["due", "attempts"]
        )
        tx.mark(TIMERS)


async def clear_timer(tx: Tx, kind: str, subject_id: str) -> None:
    """Forget the timer of this subject; none is fine too."""
    await tx.execute(delete(timers).where(timers.c.kind == kind, timers.c.subject_id == subject_id))


async def armed_among(tx: Tx, kind: str, subject_ids: Iterable[str]) -> set[str]:
    """Tell which of these subjects have a timer."""
    ours = (timers.c.kind == kind, timers.c.subject_id.in_(list(subject_ids)))
    return {row["subject_id"] for row in await tx.rows(select(timers.c.subject_id).where(*ours))}


async def due_of(tx: Tx, kind: str, subject_id: str) -> datetime | None:
    """Tell when the timer of this subject is due; None: it has none."""
    mine = select(timers.c.due).where(timers.c.kind == kind, timers.c.subject_id == subject_id)
    found: datetime | None = await tx.scalar(mine)
    return found


async def next_timer(tx: Tx) -> datetime | None:
    """Tell when the earliest timer is due, past or ahead."""
    found: datetime | None = await tx.scalar(select(func.min(timers.c.due)))
    return found
