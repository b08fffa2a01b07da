"""The SQL of groups' prompts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, select, update

from bot.checkins.prompting.rules import Prompt
from bot.core.recurrence import Rule
from bot.groups.rules import Group
from bot.storage.database import Tx
from bot.storage.tables import checkin_prompts, groups
from bot.storage.types import Moment


async def find_prompt(tx: Tx, group_id: int) -> Prompt | None:
    """Find a group's prompt, also that of a closed group."""
    found = await find_prompts(tx, [group_id])
    return found[0] if found else None


async def find_prompts(tx: Tx, group_ids: Iterable[int]) -> list[Prompt]:
    chosen = checkin_prompts.c.group_id.in_(list(group_ids))
    rows = await tx.rows(
        select(checkin_prompts, groups)
        .join(groups, groups.c.id == checkin_prompts.c.group_id)
        .where(chosen)
        .order_by(checkin_prompts.c.group_id)
    )
    return [_prompt(row) for row in rows]


def _prompt(row: RowMapping) -> Prompt:
    group = Group(
        id=row["id"],
        server_id=row["server_id"],
        name=row["name"],
        channel_id=row["channel_id"],
        admission=row["admission"],
        medicine=row["medicine"],
        closed=row["closed_at"] is not None,
    )
    return Prompt(group, Rule.from_json(row["rule"]), row["planned_until"], row["shown"])


async def put_prompt(tx: Tx, group_id: int, rule: Rule) -> None:
    """Switch a prompt on, or change it, from now on; what stands in the channel stays known."""
    await tx.upsert(
        checkin_prompts,
        {"group_id": group_id, "rule": rule.to_json(), "planned_until": tx.now},
        index_elements=["group_id"],
        update=["rule", "planned_until"],
    )


async def move_planned(tx: Tx, shown: Mapping[int, datetime | None]) -> None:
    """Write down that all up to now is planned, and which prompt stands in each group's channel."""
    moving = update(checkin_prompts).where(checkin_prompts.c.group_id == bindparam("of_group"))
    moving = moving.values(planned_until=tx.now, shown=bindparam("now_shown", type_=Moment))
    if shown:
        rows = [{"of_group": one, "now_shown": start} for one, start in shown.items()]
        await tx.execute(moving, rows)


async def drop_prompt(tx: Tx, group_id: int) -> None:
    await tx.execute(delete(checkin_prompts).where(checkin_prompts.c.group_id == group_id))
