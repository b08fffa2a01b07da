"""Whom a server trusts to be asked for help: helpers, and sponsors in the same way."""

from bot.servers.vouching import store
from bot.servers.vouching.rules import Standing, What
from bot.storage.database import Tx

__all__ = ["Standing", "What", "is_trusted", "standing_of", "trusted_ids"]


async def standing_of(tx: Tx, server_id: int, member_id: int, what: What) -> Standing:
    """Say how far somebody is; a stranger has nothing but ids."""
    return await store.find_standing(tx, server_id, member_id, what)


async def is_trusted(tx: Tx, server_id: int, member_id: int, what: What) -> bool:
    """Tell whether somebody may be asked for help now."""
    return (await store.find_standing(tx, server_id, member_id, what)).is_trusted(tx.now)


async def trusted_ids(tx: Tx, server_id: int, what: What) -> set[int]:
    """List who may be asked now in a server."""
    return await store.trusted_ids(tx, server_id, what)
