"""The SQL of the front-door message."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, select, update

from bot.reach.front_door.rules import LIVE, Posting, State
from bot.storage.database import Tx
from bot.storage.tables import front_doors, servers


async def postings_of(tx: Tx, server_ids: Collection[int]) -> list[Posting]:
    """List every time it was posted in these servers, the newest of each first."""
    return await _find(tx, front_doors.c.server_id.in_(list(server_ids)))


async def find_posting(tx: Tx, server_id: int, number: int) -> Posting | None:
    found = await _find(tx, _is(server_id, number))
    return found[0] if found else None


async def live_postings(tx: Tx) -> list[Posting]:
    """List what stands or is on its way, in all servers."""
    return await _find(tx, front_doors.c.state.in_(LIVE))


async def _find(tx: Tx, condition: ColumnElement[bool]) -> list[Posting]:
    whole = select(front_doors, servers.c.country, servers.c.language).join(servers)
    order = (front_doors.c.server_id, front_doors.c.number.desc())
    return [_posting(row) for row in await tx.rows(whole.where(condition).order_by(*order))]


def _posting(row: RowMapping) -> Posting:
    return Posting(
        server_id=row["server_id"],
        number=row["number"],
        channel_id=row["channel_id"],
        state=State(row["state"]),
        trouble=row["trouble"],
        fingerprint=row["fingerprint"],
        edits=row["edits"],
        country=row["country"],
        language=row["language"],
    )


async def add_posting(tx: Tx, posting: Posting) -> bool:
    """Add a posting; False when somebody added one of this number a moment before."""
    values = {
        "server_id": posting.server_id,
        "number": posting.number,
        "channel_id": posting.channel_id,
        "state": posting.state.value,
        "fingerprint": posting.fingerprint,
        "changed_at": tx.now,
    }
    keys = ["server_id", "number"]
    return bool(await tx.insert_missing(front_doors, values, index_elements=keys))


async def change_posting(tx: Tx, posting: Posting, **values: Any) -> None:
    changing = update(front_doors).where(_is(posting.server_id, posting.number))
    await tx.execute(changing.values(**values, changed_at=tx.now))


async def drop_postings(tx: Tx, server_id: int, numbers: Sequence[int]) -> None:
    """Forget older postings. The newest one of a server always stays: it counts them."""
    theirs = (front_doors.c.server_id == server_id, front_doors.c.number.in_(numbers))
    await tx.execute(delete(front_doors).where(*theirs))


async def forget_old_postings(tx: Tx, before: datetime) -> None:
    """Forget what made room before this moment and could not be removed."""
    old = (front_doors.c.state == State.REPLACED.value, front_doors.c.changed_at < before)
    await tx.execute(delete(front_doors).where(*old))


def _is(server_id: int, number: int) -> ColumnElement[bool]:
    return and_(front_doors.c.server_id == server_id, front_doors.c.number == number)
