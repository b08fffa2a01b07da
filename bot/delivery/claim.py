"""Takes rows out of the outbox to be sent: one statement finds whose turn it is, one takes it.

The statements lock what they take, so that two processes never send the same row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    bindparam,
    func,
    null,
    select,
    union_all,
    update,
)

from bot.delivery.outbox import OPEN
from bot.delivery.owed import Lane, Verb, Via
from bot.delivery.turns import Candidate, Turns
from bot.storage.database import Tx
from bot.storage.tables import outbox
from bot.storage.types import Moment

LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Row:
    """A row being sent. `tried`: an earlier attempt may have reached Discord."""

    id: int
    key: str
    kind: str
    ref: str
    verb: Verb
    channel_id: int | None
    server_id: int | None
    target: str | None
    not_after: datetime
    nonce: str
    attempts: int
    first_tried: datetime
    tried: bool
    lane: Lane
    via: Via


def _first(lane: Lane, order: Sequence[ColumnElement[Any]], *where: ColumnElement[bool]) -> Any:
    """Select the first waiting row of a lane whose channel takes messages."""
    open_channel = outbox.c.address_id.not_in(bindparam("closed", expanding=True))
    return (
        select(outbox.c.id, outbox.c.lane, outbox.c.server_id, outbox.c.address_id)
        .where(OPEN, outbox.c.lane == int(lane), *where)
        .where(outbox.c.try_after <= bindparam("now", type_=Moment))
        .where(outbox.c.address_id.is_(None) | open_channel)
        .where(outbox.c.id.not_in(bindparam("picked", expanding=True)))
        .order_by(*order)
        .limit(1)
        .subquery(f"lane{lane}")
    )


def _candidates() -> Select[Any]:
    """Build the question for every lane: the next server's, the first server's, the first note."""
    turn = (outbox.c.server_id, outbox.c.try_after, outbox.c.id)
    firsts = []
    for lane in Lane:
        after = outbox.c.server_id > bindparam(f"last{int(lane)}")
        firsts += [
            _first(lane, turn, after),
            _first(lane, turn, outbox.c.server_id.is_not(None)),
            _first(lane, turn[1:], outbox.c.server_id.is_(null())),
        ]
    return union_all(*(select(first) for first in firsts))  # type: ignore[return-value]


CANDIDATES: Final = _candidates()


async def claim(tx: Tx, turns: Turns, busy: Collection[int], most: int) -> list[Row]:
    """Take up to `most` rows that may be sent now, in order; none to a channel that is busy."""
    picked: list[Candidate] = []
    closed = set(busy)
    while len(picked) < most:
        waiting = await _find_waiting(tx, turns, closed, [one.id for one in picked])
        if not waiting:
            break
        chosen = turns.choose(waiting)
        picked.append(chosen)
        closed |= set() if chosen.channel_id is None else {chosen.channel_id}
    return await take(tx, [one.id for one in picked])


async def claim_late(tx: Tx, most: int) -> list[Row]:
    """Take rows that waited until after their end."""
    late = select(outbox.c.id).where(
        OPEN, outbox.c.state == "waiting", outbox.c.not_after <= tx.now
    )
    found = await tx.rows(late.order_by(outbox.c.not_after).limit(most))
    return await take(tx, [row["id"] for row in found])


async def take(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """Lease these rows for two minutes, as far as nobody else has; keeps the order of `ids`."""
    if not ids:
        return []
    mine = select(outbox).where(OPEN, outbox.c.id.in_(ids))
    rows = {row["id"]: row for row in await tx.rows(mine.with_for_update(skip_locked=True))}
    leasing = update(outbox).where(outbox.c.id.in_(list(rows)))
    await tx.execute(
        leasing.values(
            state="sending",
            lease_until=tx.now + LEASE,
            attempts=outbox.c.attempts + 1,
            first_tried=func.coalesce(outbox.c.first_tried, bindparam("tried", tx.now, Moment)),
        )
    )
    return [_row_of(rows[one], tx.now) for one in ids if one in rows]


async def take_back(tx: Tx, *, everything: bool, except_ids: Collection[int] = ()) -> None:
    """Free rows whose sender is gone: all at start, later those whose lease is over.

    They may have reached Discord, so they are unknown now.
    """
    freeing = update(outbox).where(outbox.c.state == "sending", outbox.c.id.not_in(except_ids))
    if not everything:
        freeing = freeing.where(outbox.c.lease_until <= tx.now)
    await tx.execute(freeing.values(state="unknown", try_after=tx.now, lease_until=None))


async def _find_waiting(
    tx: Tx, turns: Turns, closed: Collection[int], picked: Sequence[int]
) -> list[Candidate]:
    cursors = {f"last{int(lane)}": turns.last_server[lane] for lane in Lane}
    values = {"now": tx.now, "closed": list(closed), "picked": list(picked), **cursors}
    found = (await tx.execute(CANDIDATES, values)).all()
    return [Candidate(*row) for row in dict.fromkeys(tuple(row) for row in found)]


def _row_of(row: RowMapping, now: datetime) -> Row:
    return Row(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        ref=row["ref"],
        verb=Verb(row["verb"]),
        channel_id=row["address_id"],
        server_id=row["server_id"],
        target=row["target"],
        not_after=row["not_after"],
        nonce=row["nonce"],
        attempts=row["attempts"] + 1,
        first_tried=row["first_tried"] or now,
        tried=row["state"] == "unknown",
        lane=Lane(row["lane"]),
        via=Via(row["address_kind"]),
    )
