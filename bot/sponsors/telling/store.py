"""Where the list of tellings stands: in the vault, sealed with the member's own key."""

from bot.sponsors.store import entries
from bot.sponsors.telling.rules import Telling, pack, unpack
from bot.storage.database import Tx


async def find_told(tx: Tx, member_id: int) -> list[Telling]:
    found = await entries(tx, member_id, "told")
    return unpack(found[0]) if found else []


async def put_told(tx: Tx, member_id: int, told: list[Telling]) -> None:
    await tx.vault.put_entry(await tx.vault.name(member_id, "sponsors.told"), member_id, pack(told))


async def drop_told(tx: Tx, member_id: int) -> None:
    await tx.vault.drop_entries([await tx.vault.name(member_id, "sponsors.told")])
