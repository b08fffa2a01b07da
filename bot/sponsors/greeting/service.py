"""What somebody is told at their next command, because no private note could say it."""

from dataclasses import replace

from bot.core.message import Message
from bot.core.press import Who
from bot.delivery.private import dm_of
from bot.privacy import service as privacy
from bot.sponsors.greeting import messages
from bot.sponsors.messages import paused
from bot.sponsors.offering.rules import Offer
from bot.sponsors.offering.store import find_offer, put_offer
from bot.sponsors.reporting.service import is_under_review, meet_moderator, must_meet
from bot.storage.database import Tx

PAUSED = "paused"


async def has_news(tx: Tx, who: Who) -> bool:
    """Tell, by reading only, whether `greet` would have anything to do."""
    if await must_meet(tx, who):
        return True
    offer = await find_offer(tx, who.member_id)
    return offer is not None and await _what(tx, who, offer) != offer.closed_told


async def greet(tx: Tx, who: Who) -> Message | None:
    """Take note of a moderator; tell a supporter, once, that they are paused or unreachable."""
    if await must_meet(tx, who):
        await meet_moderator(tx, who)
    offer = await find_offer(tx, who.member_id)
    if offer is None:
        return None
    what = await _what(tx, who, offer)
    if what == offer.closed_told:
        return None
    await put_offer(tx, replace(offer, closed_told=what))
    lang = await privacy.language_for(tx, who)
    if what == PAUSED:
        return paused(lang)
    return messages.closed_chat(lang) if what else None


async def _what(tx: Tx, who: Who, offer: Offer) -> str:
    """Say what there is to tell: paused, since when their chat is closed, or nothing."""
    for server_id in offer.servers:
        if await is_under_review(tx, server_id, who.member_id):
            return PAUSED
    closed = (await dm_of(tx, who.member_id)).closed_at
    return closed.isoformat() if closed else ""
