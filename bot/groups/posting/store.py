"""The SQL of what comes to groups' channels again and again; each kind has a table of its own.

All of them have the columns group_id, rule, planned_until and shown, and some of their own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update

from bot.core.recurrence import Rule
from bot.groups.posting.rules import Posting
from bot.groups.store import read_group
from bot.storage.database import Tx
from bot.storage.tables import groups, metadata

COMMON = frozenset({"group_id", "rule", "planned_until", "shown"})


def _table(name: str) -> Table:
    return metadata.tables[name]


async def find_postings(tx: Tx, table: str, group_ids: Iterable[int]) -> list[Posting]:
    """Find how it stands in these groups, closed ones too."""
    kept = _table(table)
    found = await tx.rows(
        select(groups, *(column.label(f"kept_{column.name}") for column in kept.c))
        .join(groups, groups.c.id == kept.c.group_id)
        .where(kept.c.group_id.in_(list(group_ids)))
        .order_by(kept.c.group_id)
    )
    own = [column.name for column in kept.c if column.name not in COMMON]
    return [
        Posting(
            group=read_group(row),
            rule=Rule.from_json(row["kept_rule"]),
            planned_until=row["kept_planned_until"],
            shown=row["kept_shown"],
            more={name: row[f"kept_{name}"] for name in own},
        )
        for row in found
    ]


async def put_rule(tx: Tx, table: str, group_id: int, rule: Rule) -> None:
    """Switch it on, or change it, from now on; what stands in the channel stays known."""
    await tx.upsert(
        _table(table),
        {"group_id": group_id, "rule": rule.to_json(), "planned_until": tx.now},
        index_elements=["group_id"],
        update=["rule", "planned_until"],
    )


async def put_shown(
    tx: Tx, table: str, shown: Mapping[int, tuple[datetime | None, Mapping[str, Any]]]
) -> None:
    """Write down that all up to now is planned, and what stands in each group's channel."""
    kept = _table(table)
    own = [column.name for column in kept.c if column.name not in COMMON]
    new = {name: bindparam(f"new_{name}", type_=kept.c[name].type) for name in ("shown", *own)}
    moving = update(kept).where(kept.c.group_id == bindparam("of_group"))
    rows = [
        {"of_group": one, "new_shown": start, **{f"new_{name}": more[name] for name in own}}
        for one, (start, more) in shown.items()
    ]
    if rows:
        await tx.execute(moving.values(planned_until=tx.now, **new), rows)


async def change_own(tx: Tx, table: str, group_id: int, values: Mapping[str, Any]) -> None:
    """Change what the feature keeps besides."""
    kept = _table(table)
    await tx.execute(update(kept).where(kept.c.group_id == group_id).values(**values))


async def drop_posting(tx: Tx, table: str, group_id: int) -> None:
    kept = _table(table)
    await tx.execute(delete(kept).where(kept.c.group_id == group_id))
