"""What somebody was told last at a command: sealed, so that it is said once."""

from bot.sponsors.rules import FEATURE
from bot.sponsors.store import entries
from bot.storage.database import Tx


async def find_told(tx: Tx, member_id: int) -> str:
    found = await entries(tx, member_id, "greeted")
    return str(found[0]["last"]) if found else ""


async def put_told(tx: Tx, member_id: int, last: str) -> None:
    """Keep what was said last; nothing to say leaves nothing."""
    key = await tx.vault.name(member_id, "sponsors.greeted")
    if not last:
        await tx.vault.drop_entries([key])
        return
    means = "that you were told you are paused, or cannot be reached"
    entry: dict[str, str | int] = {"feature": FEATURE, "what": "greeted", "means": means}
    await tx.vault.put_entry(key, member_id, entry | {"last": last})
