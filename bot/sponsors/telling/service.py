"""Who is told what: two switches, a screen that shows it all, and a list of every telling."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.message import Answer, Edit, Message
from bot.core.press import Place, Press, Who
from bot.delivery.notes import set_note_timer
from bot.delivery.owed import Note
from bot.delivery.sightings import sighting
from bot.delivery.timers import Due
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.sponsors import store as pairs
from bot.sponsors.offering.rules import next_free
from bot.sponsors.offering.store import find_offer
from bot.sponsors.pairing.service import require_side, show_request
from bot.sponsors.reviewing.service import is_supporter_paused, is_under_review
from bot.sponsors.rules import FEATURE, Side
from bot.sponsors.telling import messages, rules, store
from bot.sponsors.telling.messages import Standing
from bot.sponsors.telling.rules import Telling, What, rest_hellos
from bot.storage.database import Tx

HERE = 0  # as a channel: only whether they are in the server
OVER = "told_over"  # what the timer is called that lets old tellings go


async def may_support(tx: Tx, side: Side) -> bool:
    """Tell whether the supporter of a pair may be told things at this moment."""
    supporter_id = side.member_id if side.part == "supporter" else side.other_id
    if not await vouching.is_trusted(tx, side.server_id, supporter_id, "sponsor"):
        return False
    if await is_under_review(tx, side.server_id, supporter_id):
        return False
    place = Place(side.server_id, HERE)
    here = [await sighting(tx, place, one) for one in (side.member_id, side.other_id)]
    return False not in here


# ---------------------------------------------------------------- 1. one screen


async def show_mine(tx: Tx, who: Who) -> Message:
    """Show who is told what, and whom they are there for."""
    lang = await privacy.language_for(tx, who)
    found = await _standings(tx, who.member_id)
    if not found and await is_supporter_paused(tx, who.member_id):
        return messages.mine_paused(lang)
    return messages.mine(lang, found)


async def press_mine(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return await show_mine(tx, who)


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page."""
    lang = await privacy.language_for(tx, who)
    return messages.me_lines(lang, await _standings(tx, who.member_id))


async def _standings(tx: Tx, member_id: int) -> list[Standing]:
    sides = await pairs.sides_of(tx, member_id)
    if await is_supporter_paused(tx, member_id):
        sides = [side for side in sides if side.part == "member"]
    found = [await _standing(tx, side) for side in sides]
    return sorted(found, key=lambda one: (one.side.part != "member", one.side.role != "sponsor"))


async def _standing(tx: Tx, side: Side) -> Standing:
    word = (await servers.server_of(tx, side.server_id)).sponsor_word
    paused = not await may_support(tx, side)
    if side.part == "supporter":
        return Standing(side, word, paused, hellos_rest=rest_hellos(side, tx.now))
    offer = await find_offer(tx, side.other_id)
    away = offer is not None and offer.is_away(tx.now)
    until = next_free(offer, tx.now, for_help=True) if offer and away else None
    gone = side.is_veiled or offer is None or offer.paused
    return Standing(side, word, paused or gone, until)


# ---------------------------------------------------------------- 2. one pair, and its switches


async def show_pair(tx: Tx, who: Who, press: Press) -> Answer:
    """Open one pair, or a request that waits."""
    picked = press.values[0] if press.values else press.ref
    return Edit(await _card(tx, who, await require_side(tx, who, picked)))


async def _card(tx: Tx, who: Who, side: Side) -> Message:
    if not side.is_active:
        return await show_request(tx, who, side)
    lang = await privacy.language_for(tx, who)
    standing = await _standing(tx, side)
    if side.part == "member":
        return messages.member_card(lang, standing)
    return messages.supporter_card(lang, standing)


async def press_share(tx: Tx, who: Who, press: Press) -> Answer:
    """A switch: first a preview of exactly what will be read; off goes at once, unannounced."""
    which, step, pair_id = [*press.ref.split("."), "", ""][:3]
    side = await require_side(tx, who, pair_id)
    if side.part != "member" or not side.is_active or which not in rules.SWITCHES:
        return Edit(await _card(tx, who, side))
    if step == "look":
        return Edit(messages.preview(await privacy.language_for(tx, who), side, which))
    changed = await _switch(tx, side, **{rules.SWITCHES[which]: step == "on"})
    return Edit(await _card(tx, who, changed))


async def _switch(tx: Tx, side: Side, **switches: bool) -> Side:
    changed = replace(side, **switches)  # type: ignore[arg-type]
    if not changed.shares:
        changed = replace(changed, checked_in="")
    await pairs.put_side(tx, changed)
    return changed


async def stop_sharing(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop all of it, everywhere, at once."""
    del press
    for side in await pairs.sides_of(tx, who.member_id):
        if side.part == "member" and side.shares:
            await require_side(tx, who, side.pair_id)
            await _switch(tx, side, share_yes=False, share_not=False)
    return Edit(messages.stopped(await privacy.language_for(tx, who)))


async def stop_hellos(tx: Tx, who: Who, press: Press) -> Answer:
    """A supporter wants no reminders to say hello any more."""
    side = await require_side(tx, who, press.ref)
    changed = replace(side, hello_days=0) if side.part == "supporter" else side
    await pairs.put_side(tx, changed)
    return Edit(await _card(tx, who, changed))


async def note_checkin(tx: Tx, member_id: int) -> None:
    """Keep when somebody who shares that checked in; of nobody else anything is kept."""
    for side in await pairs.sides_of(tx, member_id):
        if side.part == "member" and side.shares and side.is_active:
            held = (await pairs.lock_pair(tx, side.pair_id)).get(member_id)
            if held is not None and held.shares:
                await pairs.put_side(tx, replace(held, checked_in=tx.now.isoformat()))


# ---------------------------------------------------------------- 3. every telling


async def record_telling(tx: Tx, member_id: int, to_id: int, what: What) -> None:
    """Write down for a member, and nobody else, that something was told about them."""
    told = await store.find_told(tx, member_id)
    new = Telling(tx.now.isoformat(timespec="seconds"), to_id, what)
    changed = rules.add(told, new, tx.now)
    if changed != told:
        await _keep_told(tx, member_id, changed)


async def _keep_told(tx: Tx, member_id: int, told: list[Telling]) -> None:
    oldest = datetime.fromisoformat(told[0].at)
    await set_note_timer(tx, Note(member_id, FEATURE, OVER, ""), oldest + rules.KEPT)
    await store.put_told(tx, member_id, told)


async def plan_over(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """Let what was told 90 days ago go from the lists."""
    for note, _due in due:
        kept = rules.keep_fresh(await store.find_told(tx, note.member_id), tx.now)
        if kept:
            await _keep_told(tx, note.member_id, kept)
        else:
            await store.drop_told(tx, note.member_id)


async def show_told(tx: Tx, who: Who, press: Press) -> Answer:
    """They read the list."""
    del press
    told = await store.find_told(tx, who.member_id)
    return Edit(messages.tellings(await privacy.language_for(tx, who), told))
