"""Where an offer stands: in the vault, sealed, under a name that links to nobody."""

from sqlalchemy import select

from bot.sponsors.offering.rules import Offer, pack, unpack
from bot.sponsors.store import entries
from bot.storage.database import Tx
from bot.storage.tables import vault_entries


async def find_offer(tx: Tx, member_id: int) -> Offer | None:
    found = await entries(tx, member_id, "offer")
    return unpack(found[0]) if found else None


async def lock_offer(tx: Tx, member_id: int) -> Offer | None:
    """Open an offer to change it or to count on it: nobody else does until this is committed."""
    if await find_offer(tx, member_id) is None:
        return None
    mine = vault_entries.c.subject_id == await _name(tx, member_id)
    await tx.rows(select(vault_entries.c.subject_id).where(mine).with_for_update())
    return await find_offer(tx, member_id)


async def put_offer(tx: Tx, offer: Offer) -> None:
    await tx.vault.put_entry(await _name(tx, offer.member_id), offer.member_id, pack(offer))


async def drop_offer(tx: Tx, member_id: int) -> None:
    await tx.vault.drop_entries([await _name(tx, member_id)])


async def _name(tx: Tx, member_id: int) -> str:
    return await tx.vault.name(member_id, "sponsors.offer")
