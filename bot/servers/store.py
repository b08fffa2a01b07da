"""The SQL of servers and of what did not work in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from bot.servers.rules import Incident, Server
from bot.storage.database import Tx
from bot.storage.tables import incidents, members, servers

# What a server chose for calls for help; the columns are named as the fields of Server.
FOR_HELP = (
    "helpers_channel_id",
    "moderators_channel_id",
    "threads_channel_id",
    "on_call_role_id",
    "helper_role_id",
    "sponsor_word",
    "sponsor_minutes",
    "helper_minutes",
    "moderator_minutes",
    "helper_limit",
)


async def find_server(tx: Tx, server_id: int) -> Server:
    row = await tx.row(select(servers).where(servers.c.server_id == server_id))
    if row is None:
        return Server(server_id)
    return Server(
        server_id=server_id,
        zone=row["zone"],
        country=row["country"],
        language=row["language"],
        announcements_channel_id=row["announcements_channel_id"],
        moderator_role_id=row["moderator_role_id"],
        set_up=row["set_up_at"] is not None,
        **{name: row[name] for name in FOR_HELP},
    )


async def add_server(tx: Tx, server_id: int) -> None:
    await tx.insert_missing(servers, {"server_id": server_id}, index_elements=["server_id"])


async def change_server(tx: Tx, server_id: int, values: Mapping[str, Any]) -> None:
    await tx.execute(
        update(servers).where(servers.c.server_id == server_id).values(**values, set_up_at=tx.now)
    )


async def find_language(tx: Tx, member_id: int) -> str | None:
    language = await tx.scalar(select(members.c.language).where(members.c.member_id == member_id))
    return None if language is None else str(language)


async def count_incidents(tx: Tx, server_id: int, since: datetime) -> int:
    count = await tx.scalar(
        select(func.count()).where(incidents.c.server_id == server_id, incidents.c.at >= since)
    )
    return int(count)


async def recent_incidents(tx: Tx, server_id: int, since: datetime) -> list[Incident]:
    """List what did not work, newest first, one line for each kind, reason and channel."""
    newest = func.max(incidents.c.id)
    counted = (
        select(newest.label("id"), func.count().label("times"))
        .where(incidents.c.server_id == server_id, incidents.c.at >= since)
        .group_by(incidents.c.kind, incidents.c.code, incidents.c.channel_id)
        .subquery()
    )
    rows = await tx.rows(
        select(incidents, counted.c.times)
        .join(counted, incidents.c.id == counted.c.id)
        .order_by(incidents.c.id.desc())
        .limit(15)
    )
    return [
        Incident(r["kind"], r["code"], r["channel_id"], int(r["times"]), r["reference"])
        for r in rows
    ]


async def forget_incidents(tx: Tx, before: datetime) -> None:
    await tx.execute(delete(incidents).where(incidents.c.at < before))
