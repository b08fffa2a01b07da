"""The SQL of groups' prompts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.checkins.prompting.rules import Prompt
from bot.core.recurrence import Rule
from bot.groups.service import group_of
from bot.storage.database import Tx
from bot.storage.tables import checkin_prompts


async def find_prompt(tx: Tx, group_id: int) -> Prompt | None:
    """Find a group's prompt, also that of a closed group."""
    found = await find_prompts(tx, [group_id])
    return found[0] if found else None


async def find_prompts(tx: Tx, group_ids: Iterable[int]) -> list[Prompt]:
    chosen = checkin_prompts.c.group_id.in_(list(group_ids))
    rows = await tx.rows(select(checkin_prompts).where(chosen).order_by(checkin_prompts.c.group_id))
    return [await _prompt(tx, row) for row in rows]


async def _prompt(tx: Tx, row: Any) -> Prompt:
    group = await group_of(tx, row["group_id"])
    assert group is not None  # a foreign key, and groups are only ever closed
    return Prompt(group, Rule.from_json(row["rule"]), row["planned_until"], row["shown"])


async def put_prompt(tx: Tx, group_id: int, rule: Rule) -> None:
    """Switch a prompt on, or change it, from now on; what stands in the channel stays known."""
    await tx.upsert(
        checkin_prompts,
        {"group_id": group_id, "rule": rule.to_json(), "planned_until": tx.now},
        index_elements=["group_id"],
        update=["rule", "planned_until"],
    )


async def move_planned(tx: Tx, group_id: int, shown: datetime | None) -> None:
    """Write down that everything up to now is planned, and which prompt stands in the channel."""
    chosen = update(checkin_prompts).where(checkin_prompts.c.group_id == group_id)
    await tx.execute(chosen.values(planned_until=tx.now, shown=shown))


async def drop_prompt(tx: Tx, group_id: int) -> None:
    await tx.execute(delete(checkin_prompts).where(checkin_prompts.c.group_id == group_id))
