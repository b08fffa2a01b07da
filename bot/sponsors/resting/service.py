"""Taking a holiday, stepping back for good, and being paused by moderators."""

from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.privacy import service as privacy
from bot.servers.vouching import service as vouching
from bot.sponsors import store as pairs
from bot.sponsors.noting.rules import Kind
from bot.sponsors.noting.service import leave_item
from bot.sponsors.offering.service import drop, require_offer
from bot.sponsors.parting.service import part_from_all
from bot.sponsors.resting import messages
from bot.storage.database import Tx


async def ask_holiday(tx: Tx, who: Who, press: Press) -> Answer:
    """They want a holiday; what they pick is a change of their offer."""
    del press
    await require_offer(tx, who)
    return Edit(messages.holiday(await privacy.language_for(tx, who)))


async def ask_step_back(tx: Tx, who: Who, press: Press) -> Answer:
    """They want to step back: ask how their people shall hear of it."""
    del press
    await require_offer(tx, who)
    sides = [s for s in await pairs.sides_of(tx, who.member_id) if s.part == "supporter"]
    lang = await privacy.language_for(tx, who)
    return Edit(messages.confirm_step_back(lang, sum(s.is_active for s in sides)))


async def step_back(tx: Tx, who: Who, press: Press) -> Answer:
    """They sponsor nobody any more, in no server."""
    offer = await require_offer(tx, who)
    await part_from_all(tx, who.member_id, at_once=press.ref == "now")
    await drop(tx, who.member_id)
    for server_id in offer.servers:
        await vouching.step_back(tx, server_id, who.member_id, "sponsor")
    return Edit(messages.stepped_back(await privacy.language_for(tx, who)))


async def on_paused(tx: Tx, server_id: int, member_id: int) -> None:
    """Moderators paused somebody: their people are told in neutral words, and offered help."""
    if not await vouching.is_trusted(tx, server_id, member_id, "sponsor"):
        await _tell_people(tx, server_id, member_id, "away")


async def on_lifted(tx: Tx, server_id: int, member_id: int) -> None:
    """They are paused no more."""
    if await vouching.is_trusted(tx, server_id, member_id, "sponsor"):
        await _tell_people(tx, server_id, member_id, "back")


async def _tell_people(tx: Tx, server_id: int, member_id: int, kind: Kind) -> None:
    for side in await pairs.sides_of(tx, member_id):
        if side.part == "supporter" and side.holds and side.server_id == server_id:
            about = (member_id, server_id)
            await leave_item(tx, side.other_id, kind, about, pair_id=side.pair_id, at_once=True)
