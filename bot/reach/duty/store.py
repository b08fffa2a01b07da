"""The SQL of duty: helpers and their hours, what was said about shifts, and who was with whom."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update

from bot.reach.duty.rules import Duty, Said, State
from bot.storage.database import Tx
from bot.storage.tables import duty_shifts, duty_takings, helpers


def _duty(row: Any) -> Duty:
    return Duty(**{name: row[name] for name in Duty.__dataclass_fields__})


def _said(row: Any) -> Said:
    return Said(**{name: row[name] for name in Said.__dataclass_fields__})


async def find_duty(tx: Tx, server_id: int, member_id: int) -> Duty | None:
    row = await tx.row(select(helpers).where(_whose(server_id, member_id)))
    return None if row is None else _duty(row)


def _whose(server_id: int, member_id: int) -> Any:
    return and_(helpers.c.server_id == server_id, helpers.c.member_id == member_id)


async def duties_of(tx: Tx, server_id: int, member_ids: Collection[int]) -> list[Duty]:
    """List the duty of those of these people who are helpers in a server."""
    chosen = select(helpers).where(helpers.c.server_id == server_id)
    rows = await tx.rows(chosen.order_by(helpers.c.member_id))
    return [_duty(row) for row in rows if row["member_id"] in member_ids]


async def duties_of_member(tx: Tx, member_id: int) -> list[Duty]:
    chosen = select(helpers).where(helpers.c.member_id == member_id).order_by(helpers.c.server_id)
    return [_duty(row) for row in await tx.rows(chosen)]


async def change_duty(tx: Tx, server_id: int, member_id: int, **values: Any) -> None:
    """Change some of somebody's duty, making them a helper first when they are none."""
    ids = {"server_id": server_id, "member_id": member_id}
    await tx.insert_missing(helpers, ids, index_elements=list(ids))
    if values:
        await tx.execute(update(helpers).where(_whose(server_id, member_id)).values(**values))


async def drop_duty(tx: Tx, server_id: int, member_id: int) -> None:
    """Forget somebody as a helper of a server, with their shifts and what they took."""
    await tx.execute(delete(helpers).where(_whose(server_id, member_id)))
    for table in (duty_shifts, duty_takings):
        mine = and_(table.c.server_id == server_id, table.c.member_id == member_id)
        await tx.execute(delete(table).where(mine))
    offered = and_(duty_shifts.c.server_id == server_id, duty_shifts.c.taken_by == member_id)
    await tx.execute(update(duty_shifts).where(offered).values(taken_by=None, state="out"))


async def note_asked(tx: Tx, server_id: int, member_ids: Collection[int]) -> None:
    asked = and_(helpers.c.server_id == server_id, helpers.c.member_id.in_(list(member_ids)))
    await tx.execute(update(helpers).where(asked).values(asked_last=tx.now))


# ---------------------------------------------------------------- shifts


async def shifts_of(tx: Tx, server_id: int, after: datetime) -> list[Said]:
    """List what was said about shifts of a server that end after a moment."""
    chosen = select(duty_shifts).where(
        duty_shifts.c.server_id == server_id, duty_shifts.c.ends > after
    )
    return [_said(row) for row in await tx.rows(chosen.order_by(duty_shifts.c.starts))]


async def find_shift(tx: Tx, shift_id: int) -> Said | None:
    row = await tx.row(select(duty_shifts).where(duty_shifts.c.id == shift_id))
    return None if row is None else _said(row)


async def find_shift_at(tx: Tx, server_id: int, member_id: int, starts: datetime) -> Said | None:
    row = await tx.row(
        select(duty_shifts).where(
            duty_shifts.c.server_id == server_id,
            duty_shifts.c.member_id == member_id,
            duty_shifts.c.starts == starts,
        )
    )
    return None if row is None else _said(row)


async def say(
    tx: Tx, duty: Duty, span: tuple[datetime, datetime], state: State, taken_by: int | None = None
) -> Said:
    """Keep what was said about a shift; what was said before is replaced."""
    values = {
        "server_id": duty.server_id,
        "member_id": duty.member_id,
        "starts": span[0],
        "ends": span[1],
        "state": state,
        "taken_by": taken_by,
    }
    keys = ["server_id", "member_id", "starts"]
    changing = ["ends", "state", "taken_by"]
    await tx.upsert(duty_shifts, values, index_elements=keys, update=changing)
    found = await find_shift_at(tx, duty.server_id, duty.member_id, span[0])
    assert found is not None
    return found


async def forget_shifts(tx: Tx, before: datetime) -> None:
    await tx.execute(delete(duty_shifts).where(duty_shifts.c.ends < before))


# ---------------------------------------------------------------- who was with whom


async def add_taking(
    tx: Tx, server_id: int, member_id: int, request_id: str, *, hard: bool
) -> bool:
    """Count somebody as taken; True when this is the first time it is said that it was hard."""
    ids = {"request_id": request_id, "member_id": member_id}
    row = {**ids, "server_id": server_id, "taken_at": tx.now, "hard": hard}
    if await tx.insert_missing(duty_takings, row, index_elements=list(ids)):
        return hard
    mine = and_(*(duty_takings.c[name] == value for name, value in ids.items()))
    newly_hard = update(duty_takings).where(mine, duty_takings.c.hard.is_(False))
    return hard and bool((await tx.execute(newly_hard.values(hard=True))).rowcount)


async def takings_of(tx: Tx, request_id: str) -> list[tuple[int, int, datetime, bool]]:
    """List who was counted for a request: server, member, when, whether it was hard."""
    rows = await tx.rows(select(duty_takings).where(duty_takings.c.request_id == request_id))
    return [(r["server_id"], r["member_id"], r["taken_at"], r["hard"]) for r in rows]


async def drop_takings(tx: Tx, request_id: str) -> None:
    await tx.execute(delete(duty_takings).where(duty_takings.c.request_id == request_id))


async def count_takings(tx: Tx, server_id: int, since: datetime) -> dict[int, int]:
    """Count for each helper how many people they were with since a moment."""
    counted = (
        select(duty_takings.c.member_id, func.count().label("times"))
        .where(duty_takings.c.server_id == server_id, duty_takings.c.taken_at > since)
        .group_by(duty_takings.c.member_id)
    )
    return {int(row["member_id"]): int(row["times"]) for row in await tx.rows(counted)}


async def forget_takings(tx: Tx, before: datetime) -> None:
    await tx.execute(delete(duty_takings).where(duty_takings.c.taken_at < before))


async def involved(tx: Tx, server_id: int, member_id: int) -> list[Said]:
    """List a member's shifts, and those they were offered or took over, that are not over."""
    chosen = select(duty_shifts).where(
        duty_shifts.c.server_id == server_id,
        duty_shifts.c.ends > tx.now,
        or_(duty_shifts.c.member_id == member_id, duty_shifts.c.taken_by == member_id),
    )
    return [_said(row) for row in await tx.rows(chosen.order_by(duty_shifts.c.starts))]


async def hand_over(tx: Tx, said: Said, taker_id: int) -> bool:
    """Give a shift to somebody, unless another was quicker."""
    open_for = or_(duty_shifts.c.taken_by.is_(None), duty_shifts.c.taken_by == taker_id)
    taking = update(duty_shifts).where(
        duty_shifts.c.id == said.id, duty_shifts.c.state.in_(("out", "offered")), open_for
    )
    done = await tx.execute(taking.values(state="handed", taken_by=taker_id))
    return bool(done.rowcount)
