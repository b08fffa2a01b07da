"""Private chats: opened once, remembered, and left alone when Discord says they are closed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.storage.database import Tx
from bot.storage.tables import dm_channels


@dataclass(frozen=True, slots=True)
class DmChannel:
    """What is known of a member's private chat. `closed_at`: Discord refused a message then."""

    channel_id: int | None = None
    closed_at: datetime | None = None


async def dm_of(tx: Tx, member_id: int) -> DmChannel:
    """Look up a member's private chat."""
    row = await tx.row(select(dm_channels).where(dm_channels.c.member_id == member_id))
    return DmChannel(row["channel_id"], row["closed_at"]) if row else DmChannel()


async def remember_dm(tx: Tx, member_id: int, channel_id: int) -> None:
    """Keep the id of an open private chat, so that it need not be opened again."""
    await tx.upsert(
        dm_channels,
        {"member_id": member_id, "channel_id": channel_id, "closed_at": None},
        index_elements=["member_id"],
        update=["channel_id", "closed_at"],
    )


async def remember_closed(tx: Tx, member_id: int) -> None:
    """Keep that Discord refuses our private messages to this member."""
    await tx.upsert(
        dm_channels,
        {"member_id": member_id, "channel_id": None, "closed_at": tx.now},
        index_elements=["member_id"],
        update=["closed_at"],
    )


async def forget_closed(tx: Tx, member_id: int) -> None:
    """Try again: the member asked for a private message anew."""
    await tx.execute(
        update(dm_channels).where(dm_channels.c.member_id == member_id).values(closed_at=None)
    )
