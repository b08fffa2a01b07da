"""A server's set-up: who may change it, what is set, what is missing, what went wrong."""

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.press import Who
from bot.servers import messages, store
from bot.servers.rules import Server
from bot.storage.database import Tx

__all__ = ["Server", "ensure_server", "is_moderator", "require_moderator", "server_of"]


async def server_of(tx: Tx, server_id: int) -> Server:
    """Say what is set up in a server; a server never seen has nothing set."""
    return await store.find_server(tx, server_id)


async def ensure_server(tx: Tx, server_id: int) -> None:
    """Make sure that the server has a row that others can point to."""
    await store.add_server(tx, server_id)


async def is_moderator(tx: Tx, who: Who) -> bool:
    """Tell whether they may manage this server, or have the role it named for moderators."""
    if who.server_id is None:
        return False
    if who.rights.manage_server:
        return True
    server = await store.find_server(tx, who.server_id)
    return server.moderator_role_id in who.rights.role_ids


async def require_moderator(tx: Tx, who: Who) -> None:
    """Turn down anybody who is not a moderator here, and say who is."""
    if not await is_moderator(tx, who):
        raise Refused(messages.moderators_only(await speak_to(tx, who), who.server_id))


async def speak_to(tx: Tx, who: Who) -> str:
    """Choose the language to answer somebody in."""
    return choose_language(await store.find_language(tx, who.member_id), who.locale)
