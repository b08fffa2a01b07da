"""The SQL of groups' tips."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.coping.posting.rules import GroupTip
from bot.coping.rules import pack_numbers, unpack_numbers
from bot.core.recurrence import Rule
from bot.groups.service import group_of
from bot.storage.database import Tx
from bot.storage.tables import group_tips


async def find_tip(tx: Tx, group_id: int) -> GroupTip | None:
    """Find a group's tip a day, also that of a closed group."""
    found = await find_tips(tx, [group_id])
    return found[0] if found else None


async def find_tips(tx: Tx, group_ids: Iterable[int]) -> list[GroupTip]:
    chosen = group_tips.c.group_id.in_(list(group_ids))
    rows = await tx.rows(select(group_tips).where(chosen).order_by(group_tips.c.group_id))
    return [await _read(tx, row) for row in rows]


async def _read(tx: Tx, row: Any) -> GroupTip:
    group = await group_of(tx, row["group_id"])
    assert group is not None  # a foreign key, and groups are only ever closed
    told = unpack_numbers(row["told"]) or frozenset()
    rule = Rule.from_json(row["rule"])
    return GroupTip(group, rule, row["planned_until"], row["shown"], row["tip"], told)


async def put_rule(tx: Tx, group_id: int, rule: Rule) -> None:
    """Switch it on, or change it, from now on; what stands in the channel stays known."""
    await tx.upsert(
        group_tips,
        {"group_id": group_id, "rule": rule.to_json(), "planned_until": tx.now},
        index_elements=["group_id"],
        update=["rule", "planned_until"],
    )


async def put_shown(
    tx: Tx, group_id: int, shown: datetime | None, tip: int | None, told: Iterable[int]
) -> None:
    """Write down that everything up to now is planned, and what stands in the channel."""
    values = {"planned_until": tx.now, "shown": shown, "tip": tip, "told": pack_numbers(told)}
    chosen = update(group_tips).where(group_tips.c.group_id == group_id)
    await tx.execute(chosen.values(**values))


async def drop_tip(tx: Tx, group_id: int) -> None:
    await tx.execute(delete(group_tips).where(group_tips.c.group_id == group_id))
