"""The SQL of drills."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from bot.reach.drilling.rules import Drill
from bot.storage.database import Tx
from bot.storage.tables import drills, outbox


async def add_drill(tx: Tx, server_id: int, started_by: int, request_id: str) -> int:
    row = {
        "server_id": server_id,
        "request_id": request_id,
        "started_by": started_by,
        "started_at": tx.now,
    }
    return int(await tx.scalar(insert(drills).values(row).returning(drills.c.id)))


async def find_drill(tx: Tx, drill_id: int) -> Drill | None:
    return await _find(tx, drills.c.id == drill_id)


async def find_by_request(tx: Tx, request_id: str) -> Drill | None:
    return await _find(tx, drills.c.request_id == request_id)


async def newest_drill(tx: Tx, server_id: int) -> Drill | None:
    """Find the drill of a server that was started last."""
    return await _find(tx, drills.c.server_id == server_id)


async def _find(tx: Tx, where: ColumnElement[bool]) -> Drill | None:
    row = await tx.row(select(drills).where(where).order_by(drills.c.id.desc()).limit(1))
    if row is None:
        return None
    return Drill(**{name: row[name] for name in Drill.__dataclass_fields__})


async def end_drill(tx: Tx, drill: Drill, report: str) -> bool:
    """Keep what came of it; False when it had ended before."""
    ending = update(drills).where(drills.c.id == drill.id, drills.c.ended_at.is_(None))
    done = await tx.execute(ending.values(ended_at=tx.now, report=report))
    return bool(done.rowcount)


async def called_at(tx: Tx, key: str) -> datetime | None:
    """Tell when the note to the moderators' channel had been sent."""
    sent = select(outbox.c.closed_at).where(outbox.c.key == key, outbox.c.state == "sent")
    found: datetime | None = await tx.scalar(sent)
    return found


async def forget_drills(tx: Tx, before: datetime) -> None:
    await tx.execute(delete(drills).where(drills.c.started_at < before))
