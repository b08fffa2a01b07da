"""A member asks their sponsor to check on them: previewed, sent at once, or held with a word."""

from datetime import datetime

from bot.core.errors import Refused
from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.delivery.owed import End, Outcome
from bot.privacy import service as privacy
from bot.privacy.trying.service import settle_test
from bot.sponsors import store as pairs
from bot.sponsors.blocking.service import are_apart
from bot.sponsors.checking import messages
from bot.sponsors.messages import gone
from bot.sponsors.noting.rules import BUSY, NOW, PAUSED, TO_DO, base_of, put_off
from bot.sponsors.noting.service import drop_item, items_of, leave_item, send_now
from bot.sponsors.offering.service import free_at
from bot.sponsors.offering.store import find_offer
from bot.sponsors.pairing.service import require_side, word_of
from bot.sponsors.rules import Side
from bot.sponsors.telling.service import may_support, record_telling
from bot.storage.database import Tx

UNSEEN = "unseen"  # they are not in the server any more


async def offer_to_ask(tx: Tx, who: Who, press: Press) -> Answer:
    """1. They want their sponsor to check on them: show what will be read, and when."""
    del press
    lang = await privacy.language_for(tx, who)
    side = await _supporter_of(tx, who)
    if side is None:
        return messages.nobody_to_check(lang)
    word = await word_of(tx, side.server_id)
    held = await free_at(tx, side.other_id, for_help=False)
    return messages.ask_to_check(lang, side, word, held)


async def has_supporter(tx: Tx, who: Who) -> bool:
    """Tell whether there is anybody whom they could ask."""
    return await _supporter_of(tx, who) is not None


async def _supporter_of(tx: Tx, who: Who) -> Side | None:
    """Find the sponsor, else the stand-in; one of this server before one of another."""
    sides = [s for s in await pairs.sides_of(tx, who.member_id) if s.part == "member"]
    sides.sort(key=lambda side: (side.server_id != who.server_id, side.role != "sponsor"))
    for side in sides:
        if side.holds and await _can_be_asked(tx, side):
            return side
    return None


async def _can_be_asked(tx: Tx, side: Side) -> bool:
    offer = await find_offer(tx, side.other_id)
    if offer is None or offer.paused or offer.is_away(tx.now):
        return False
    apart = await are_apart(tx, side.member_id, side.other_id)
    return not apart and await may_support(tx, side)


async def send(tx: Tx, who: Who, press: Press) -> Answer:
    """2. They send it. Once is enough until it is answered."""
    lang = await privacy.language_for(tx, who)
    side = await require_side(tx, who, press.ref)
    if side.part != "member" or not side.is_active:
        raise Refused(gone(lang))
    if side.is_veiled or not await _can_be_asked(tx, side):
        return Edit(messages.nobody_to_check(lang))
    held = await _leave(tx, side)
    return Edit(messages.check_sent(lang, side.other_id, held))


async def _leave(tx: Tx, side: Side) -> datetime | None:
    waiting = await items_of(tx, side.other_id)
    if not any(one.kind == "check_on" and one.pair_id == side.pair_id for one in waiting):
        about = (side.member_id, side.server_id)
        await leave_item(tx, side.other_id, "check_on", about, pair_id=side.pair_id, at_once=True)
        await record_telling(tx, side.member_id, side.other_id, "check_on")
    return await free_at(tx, side.other_id, for_help=False)


async def settle(tx: Tx, outcome: Outcome) -> None:
    """3. A note has ended: one that fell into new quiet hours comes later, and an asker is told.

    They are told when their request to be checked on did not get through.
    """
    await settle_test(tx, outcome)
    note = outcome.note
    if note is None or note.what != NOW or outcome.end in (End.SENT, End.CANCELLED):
        return
    if outcome.code == BUSY:
        await send_now(tx, note.member_id, put_off(note.ref))
    elif outcome.end is not End.SKIPPED or outcome.code in (PAUSED, UNSEEN):
        await _tell_unreached(tx, note.member_id, base_of(note.ref))


async def _tell_unreached(tx: Tx, supporter_id: int, ref: str) -> None:
    for item in await items_of(tx, supporter_id):
        if item.id == ref and item.kind in TO_DO:
            about = (supporter_id, item.server_id)
            await leave_item(tx, item.other_id, "unreached", about, at_once=True)
            await drop_item(tx, item)
