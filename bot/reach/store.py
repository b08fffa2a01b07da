"""The SQL of help: which countries members and servers chose."""

from sqlalchemy import select

from bot.storage.database import Tx
from bot.storage.tables import members, servers


async def member_countries(tx: Tx) -> list[tuple[int, str]]:
    """List the members who chose a country, with its code."""
    chosen = select(members.c.member_id, members.c.country).where(members.c.country.is_not(None))
    return [(int(row["member_id"]), str(row["country"])) for row in await tx.rows(chosen)]


async def server_countries(tx: Tx) -> list[tuple[int, str]]:
    """List the servers that have a country, with its code."""
    chosen = select(servers.c.server_id, servers.c.country).where(servers.c.country.is_not(None))
    return [(int(row["server_id"]), str(row["country"])) for row in await tx.rows(chosen)]
