"""The SQL of groups' digests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.core.recurrence import Rule
from bot.storage.database import Tx
from bot.storage.tables import group_digests


@dataclass(frozen=True, slots=True)
class Digest:
    """When a group's digest comes, and the start of the one that stands in its channel."""

    group_id: int
    rule: Rule
    planned_until: datetime
    shown: datetime | None
    version: int


async def find_digest(tx: Tx, group_id: int) -> Digest | None:
    found = await find_digests(tx, [group_id])
    return found[0] if found else None


async def find_digests(tx: Tx, group_ids: Iterable[int]) -> list[Digest]:
    chosen = group_digests.c.group_id.in_(list(group_ids))
    rows = await tx.rows(select(group_digests).where(chosen).order_by(group_digests.c.group_id))
    return [
        Digest(
            row["group_id"],
            Rule.from_json(row["rule"]),
            row["planned_until"],
            row["shown"],
            row["version"],
        )
        for row in rows
    ]


async def put_digest(tx: Tx, group_id: int, rule: Rule) -> None:
    """Switch a digest on, or change it, from now on; what stands in the channel stays known."""
    await tx.upsert(
        group_digests,
        {"group_id": group_id, "rule": rule.to_json(), "planned_until": tx.now},
        index_elements=["group_id"],
        update=["rule", "planned_until"],
    )


async def move_planned(tx: Tx, group_id: int, shown: datetime | None) -> None:
    """Write down that all up to now is planned, and which one stands in the channel."""
    chosen = group_digests.c.group_id == group_id
    await tx.execute(update(group_digests).where(chosen).values(planned_until=tx.now, shown=shown))


async def renew(tx: Tx, group_id: int) -> None:
    """Count that the one in the channel gets other words."""
    chosen = group_digests.c.group_id == group_id
    counted = {"version": group_digests.c.version + 1}
    await tx.execute(update(group_digests).where(chosen).values(**counted))


async def drop_digest(tx: Tx, group_id: int) -> None:
    await tx.execute(delete(group_digests).where(group_digests.c.group_id == group_id))
