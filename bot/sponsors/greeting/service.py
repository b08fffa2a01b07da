"""What somebody is told at their next command, because no private note could say it."""

from bot.core.message import Message
from bot.core.press import Who
from bot.delivery.private import dm_of
from bot.privacy import service as privacy
from bot.sponsors.greeting import messages, store
from bot.sponsors.messages import paused
from bot.sponsors.offering.store import find_offer
from bot.sponsors.reporting.service import meet_moderator, must_meet
from bot.sponsors.reviewing.service import is_under_review
from bot.storage.database import Tx

PAUSED = "paused"


async def has_news(tx: Tx, who: Who) -> bool:
    """Tell, by reading only, whether `greet` would have anything to do."""
    if await must_meet(tx, who):
        return True
    return await _what(tx, who) != await store.find_told(tx, who.member_id)


async def greet(tx: Tx, who: Who) -> Message | None:
    """Take note of a moderator; tell somebody, once, that they are paused or unreachable."""
    if await must_meet(tx, who):
        await meet_moderator(tx, who)
    what = await _what(tx, who)
    if what == await store.find_told(tx, who.member_id):
        return None
    await store.put_told(tx, who.member_id, what)
    lang = await privacy.language_for(tx, who)
    if what == PAUSED:
        return paused(lang)
    return messages.closed_chat(lang) if what else None


async def _what(tx: Tx, who: Who) -> str:
    """Say what there is to tell: paused, since when a supporter's chat is closed, or nothing."""
    offer = await find_offer(tx, who.member_id)
    servers = set(offer.servers) if offer else set()
    for server_id in servers | ({who.server_id} if who.server_id else set()):
        if await is_under_review(tx, server_id, who.member_id):
            return PAUSED
    closed = (await dm_of(tx, who.member_id)).closed_at if offer else None
    return closed.isoformat() if closed else ""
