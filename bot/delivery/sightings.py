"""Whether a member could see a channel when it was last checked. A check counts for 24 hours."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from bot.core.press import Place
from bot.storage.database import Tx
from bot.storage.tables import sightings

COUNTS_FOR: Final = timedelta(hours=24)


async def sighting(tx: Tx, place: Place, member_id: int) -> bool | None:
    """Tell whether the member can see the place; None when no check is young enough."""
    found: bool | None = await tx.scalar(
        select(sightings.c.sees).where(
            sightings.c.server_id == place.server_id,
            sightings.c.member_id == member_id,
            sightings.c.channel_id == place.channel_id,
            sightings.c.checked_at > tx.now - COUNTS_FOR,
        )
    )
    return found


async def remember_sighting(tx: Tx, place: Place, member_id: int, sees: bool) -> None:
    """Keep the result of a check made now."""
    await tx.upsert(
        sightings,
        {
            "server_id": place.server_id,
            "member_id": member_id,
            "channel_id": place.channel_id,
            "sees": sees,
            "checked_at": tx.now,
        },
        index_elements=["server_id", "member_id", "channel_id"],
        update=["sees", "checked_at"],
    )


async def forget_old_sightings(tx: Tx) -> None:
    """Remove the checks that no longer count."""
    await tx.execute(delete(sightings).where(sightings.c.checked_at <= tx.now - COUNTS_FOR))
