"""The SQL of groups, facilitators and memberships."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, insert, select, update

from bot.groups.rules import Group, Joined
from bot.storage.database import Tx
from bot.storage.tables import facilitators, groups, memberships, servers


def read_group(row: RowMapping | Mapping[str, Any]) -> Group:
    """Read a row of groups."""
    return Group(
        id=row["id"],
        server_id=row["server_id"],
        name=row["name"],
        channel_id=row["channel_id"],
        admission=row["admission"],
        medicine=row["medicine"],
        closed=row["closed_at"] is not None,
    )


async def _groups(tx: Tx, statement: Select[Any]) -> list[Group]:
    return [read_group(row) for row in await tx.rows(statement)]


async def lock_server(tx: Tx, server_id: int) -> None:
    """Let one transaction at a time look for a name and take it (SQLite has one writer anyway)."""
    await tx.row(select(servers).where(servers.c.server_id == server_id).with_for_update())


async def add_group(tx: Tx, values: Mapping[str, Any]) -> int:
    result = await tx.execute(insert(groups).values(**values).returning(groups.c.id))
    return int(result.scalar_one())


async def open_groups(tx: Tx, server_id: int) -> list[Group]:
    return await _groups(
        tx,
        select(groups)
        .where(groups.c.server_id == server_id, groups.c.closed_at.is_(None))
        .order_by(groups.c.name, groups.c.id),
    )


async def find_group(tx: Tx, group_id: int) -> Group | None:
    row = await tx.row(select(groups).where(groups.c.id == group_id))
    return None if row is None else read_group(row)


async def close_group(tx: Tx, group_id: int) -> None:
    """Close a group for good and forget who was in it."""
    await tx.execute(delete(memberships).where(memberships.c.group_id == group_id))
    await tx.execute(delete(facilitators).where(facilitators.c.group_id == group_id))
    await tx.execute(update(groups).where(groups.c.id == group_id).values(closed_at=tx.now))


async def groups_in_channel(tx: Tx, server_id: int, channel_id: int) -> list[Group]:
    return [g for g in await open_groups(tx, server_id) if g.channel_id == channel_id]


async def add_facilitators(tx: Tx, group_id: int, member_ids: Sequence[int]) -> None:
    rows = [{"group_id": group_id, "member_id": member_id} for member_id in member_ids]
    await tx.insert_missing(facilitators, rows, index_elements=["group_id", "member_id"])


async def drop_facilitator(tx: Tx, group_id: int, member_id: int) -> None:
    await tx.execute(
        delete(facilitators).where(
            facilitators.c.group_id == group_id, facilitators.c.member_id == member_id
        )
    )


async def facilitator_ids(tx: Tx, group_id: int) -> tuple[int, ...]:
    rows = await tx.rows(
        select(facilitators.c.member_id)
        .where(facilitators.c.group_id == group_id)
        .order_by(facilitators.c.member_id)
    )
    return tuple(row["member_id"] for row in rows)


async def find_membership(tx: Tx, group_id: int, member_id: int) -> Joined | None:
    row = await tx.row(
        select(memberships).where(
            memberships.c.group_id == group_id, memberships.c.member_id == member_id
        )
    )
    return None if row is None else Joined(member_id, row["state"], row["since"], row["tell"])


async def put_membership(tx: Tx, group_id: int, joined: Joined) -> None:
    """Write down where somebody stands with a group; never asks for a note by itself."""
    values = {
        "group_id": group_id,
        "member_id": joined.member_id,
        "state": joined.state,
        "since": joined.since,
        "tell": joined.tell,
    }
    await tx.upsert(
        memberships,
        values,
        index_elements=["group_id", "member_id"],
        update=["state", "since", "tell"],
    )


async def drop_membership(tx: Tx, group_id: int, member_id: int) -> None:
    await tx.execute(
        delete(memberships).where(
            memberships.c.group_id == group_id, memberships.c.member_id == member_id
        )
    )


async def list_members(
    tx: Tx, group_id: int, state: str, *, after: int = 0, limit: int = 50
) -> list[Joined]:
    """List who joined or asked, longest first, from the `after`th on."""
    rows = await tx.rows(
        select(memberships)
        .where(memberships.c.group_id == group_id, memberships.c.state == state)
        .order_by(memberships.c.since, memberships.c.member_id)
        .offset(after)
        .limit(limit)
    )
    return [Joined(r["member_id"], r["state"], r["since"], r["tell"]) for r in rows]


async def list_asked(tx: Tx, group_ids: Sequence[int]) -> list[tuple[int, Joined]]:
    """List who waits for an answer in these groups, longest first, with the group's id."""
    rows = await tx.rows(
        select(memberships)
        .where(memberships.c.group_id.in_(group_ids), memberships.c.state == "asked")
        .order_by(memberships.c.since, memberships.c.group_id, memberships.c.member_id)
    )
    return [
        (r["group_id"], Joined(r["member_id"], r["state"], r["since"], r["tell"])) for r in rows
    ]


async def count_members(tx: Tx, group_id: int, state: str) -> int:
    count = await tx.scalar(
        select(func.count()).where(memberships.c.group_id == group_id, memberships.c.state == state)
    )
    return int(count)


async def groups_of_member(tx: Tx, member_id: int) -> list[tuple[Group, Joined]]:
    """List the open groups somebody joined, asked to join or was not taken into, by name."""
    rows = await tx.rows(
        select(groups, memberships.c.state, memberships.c.since, memberships.c.tell)
        .join(memberships, memberships.c.group_id == groups.c.id)
        .where(memberships.c.member_id == member_id, groups.c.closed_at.is_(None))
        .order_by(groups.c.name, groups.c.id)
    )
    return [(read_group(r), Joined(member_id, r["state"], r["since"], r["tell"])) for r in rows]


async def groups_of_facilitator(tx: Tx, member_id: int) -> list[Group]:
    return await _groups(
        tx,
        select(groups)
        .join(facilitators, facilitators.c.group_id == groups.c.id)
        .where(facilitators.c.member_id == member_id, groups.c.closed_at.is_(None))
        .order_by(groups.c.name, groups.c.id),
    )
