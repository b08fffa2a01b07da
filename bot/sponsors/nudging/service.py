"""A supporter's day: one private note, and what it leads to, true at the moment it is opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Place, Press, Who
from bot.delivery.notes import OwedNote, name_note, post_notes, set_note_timer
from bot.delivery.owed import Lane, LookFirst, Note, Skip, Verb
from bot.delivery.sightings import sighting
from bot.delivery.timers import Due
from bot.privacy import service as privacy
from bot.servers.rules import SponsorWord
from bot.sponsors import store as pairs
from bot.sponsors.messages import paused
from bot.sponsors.noting import messages as notes
from bot.sponsors.noting.rules import BUSY, DAILY, GONE, LASTS, PAUSED, TO_DO, Item, base_of
from bot.sponsors.noting.service import drop_item, held_until, items_of, leave_item
from bot.sponsors.nudging import messages
from bot.sponsors.nudging.rules import Line, Today, line_of
from bot.sponsors.offering.rules import Offer, next_free, next_note
from bot.sponsors.offering.service import timer_note
from bot.sponsors.offering.store import find_offer, lock_offer, put_offer
from bot.sponsors.pairing.rules import YES
from bot.sponsors.pairing.service import require_side, word_of
from bot.sponsors.reviewing.service import is_supporter_paused
from bot.sponsors.rules import FEATURE, Side
from bot.sponsors.telling.service import HERE, may_support, record_telling
from bot.storage.database import Tx

# ---------------------------------------------------------------- what there is to read


async def look(tx: Tx, member_id: int) -> Today:
    """Collect what somebody may read at this moment, and nothing else."""
    sides = await pairs.sides_of(tx, member_id)
    items = await items_of(tx, member_id)
    under_review = await is_supporter_paused(tx, member_id)
    news = () if under_review else tuple(one for one in items if one.kind not in TO_DO)
    supported = [s for s in sides if s.part == "supporter"]
    able = [s for s in supported if await may_support(tx, s)]
    lines = [await _line(tx, s, items) for s in able if s.is_active]
    requests = [s for s in able if s.state == "asked"]
    requests += [s for s in sides if s.part == "member" and s.state == "accepted"]
    return Today(
        tuple(requests),
        tuple(line for line in lines if not line.is_empty),
        news,
        paused=under_review or (bool(supported) and not able),
    )


async def _line(tx: Tx, mine: Side, items: Sequence[Item]) -> Line:
    theirs = (await pairs.open_pair(tx, mine.pair_id)).get(mine.other_id)
    if theirs is None:
        return Line(mine)
    line = line_of(mine, theirs, items, await _zone(tx, mine.member_id), tx.now)
    stand_in = await _stand_in_of(tx, mine)
    if stand_in is None or line.is_empty:
        return line
    return replace(line, stand_in_id=stand_in.other_id, stand_in_pair=stand_in.pair_id)


async def _zone(tx: Tx, member_id: int) -> ZoneInfo:
    offer = await find_offer(tx, member_id)
    return ZoneInfo(offer.zone if offer else "UTC")


async def _stand_in_of(tx: Tx, mine: Side) -> Side | None:
    """Find the stand-in that this member agreed to, as the member's side of that pair."""
    if mine.role != "sponsor" or mine.is_veiled:
        return None
    for side in await pairs.sides_of(tx, mine.other_id):
        fits = side.part == "member" and side.role == "stand_in" and side.holds
        if fits and side.server_id == mine.server_id and await _takes(tx, side):
            return side
    return None


async def _takes(tx: Tx, side: Side) -> bool:
    offer = await find_offer(tx, side.other_id)
    return offer is not None and not offer.paused and await may_support(tx, side)


# ---------------------------------------------------------------- 1. one note a day


async def plan(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """Owe each supporter the note of their day, if there is something in it, and arm the next."""
    owed: list[OwedNote] = []
    for note, _due in due:
        offer = await lock_offer(tx, note.member_id)
        if offer is None:
            continue
        await set_note_timer(tx, timer_note(note.member_id), next_note(offer, tx.now))
        free = next_free(offer, tx.now, for_help=False) or tx.now
        today = await look(tx, note.member_id)
        if not offer.paused and today.deserves_note(tx.now):
            owed += await _owe(tx, offer, free)
    await post_notes(tx, owed)


async def _owe(tx: Tx, offer: Offer, due: datetime) -> list[OwedNote]:
    """Owe the note of today, and the removal of the one before, so that none of them pile up."""
    note = Note(offer.member_id, FEATURE, DAILY, f"{int(tx.now.timestamp())}")
    newer = OwedNote(note=note, lane=Lane.TIP, due=due, not_after=due + LASTS)
    await put_offer(tx, replace(offer, newest=note.ref))
    if not offer.newest:
        return [newer]
    before = await name_note(tx, replace(note, ref=offer.newest))
    gone = Note(offer.member_id, FEATURE, GONE, offer.newest)
    return [newer, replace(newer, note=gone, verb=Verb.DELETE, target=before)]


async def render_daily(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """2. Word it when it goes out, if there is still something in it. It is always neutral."""
    offer = await find_offer(tx, note.member_id)
    if offer is None or offer.paused or next_free(offer, tx.now, for_help=False):
        return Skip("away")
    today = await look(tx, note.member_id)
    if not today.deserves_note(tx.now):
        return Skip("empty")
    return await _neutral(tx, note.member_id, today)


async def render_now(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word a note about one thing, if that one thing still waits for them and they are free."""
    today = await look(tx, note.member_id)
    news = {one.id for one in today.news}
    tasks = {item.id for line in today.lines for item in line.asked}
    tasks |= {s.pair_id for s in today.requests if s.part == "supporter"}
    news |= {f"{s.pair_id}.{YES}" for s in today.requests if s.part == "member"}
    ref = base_of(note.ref)
    if ref not in news | tasks:
        return Skip("over")
    offer = await find_offer(tx, note.member_id)
    if ref in tasks and (offer is None or offer.paused):
        return Skip(PAUSED)
    if await held_until(tx, note.member_id, tx.now):
        return Skip(BUSY)
    return await _neutral(tx, note.member_id, today)


async def _neutral(tx: Tx, member_id: int, today: Today) -> Message | LookFirst:
    """Say nothing, to somebody who still is in the servers that this is about."""
    for server_id in sorted(today.servers):
        place = Place(server_id, HERE)
        if not await sighting(tx, place, member_id):
            return LookFirst(place)
    member = await privacy.member_of(tx, member_id)
    return notes.neutral(member.language or "en")


# ---------------------------------------------------------------- 3. they open it


async def show_today(tx: Tx, who: Who, press: Press) -> Answer:
    """Show what waits; what is read about a member's check-ins goes on that member's list."""
    del press
    return await _page(tx, who)


async def _page(tx: Tx, who: Who) -> Message:
    lang = await privacy.language_for(tx, who)
    today = await look(tx, who.member_id)
    if today.paused and today.is_empty:
        return paused(lang)
    await _record(tx, who.member_id, today)
    return messages.today(lang, today, await _word(tx, today))


async def _record(tx: Tx, supporter_id: int, today: Today) -> None:
    for line in today.lines:
        if line.checked:
            await record_telling(tx, line.side.other_id, supporter_id, line.checked)


async def _word(tx: Tx, today: Today) -> SponsorWord:
    return await word_of(tx, min(today.servers, default=0))


async def mark_read(tx: Tx, who: Who, press: Press) -> Answer:
    """4. They have read the news."""
    del press
    for item in await items_of(tx, who.member_id):
        if item.kind not in TO_DO:
            await drop_item(tx, item)
    return Edit(await _page(tx, who))


async def done(tx: Tx, who: Who, press: Press) -> Answer:
    """They looked in on somebody."""
    side = await _supporting(tx, who, press.ref)
    await _put_off(tx, side, greeted=True)
    await _drop_asked(tx, side)
    return Edit(await _page(tx, who))


async def not_today(tx: Tx, who: Who, press: Press) -> Answer:
    """They put somebody off until tomorrow."""
    side = await _supporting(tx, who, press.ref)
    await _put_off(tx, side)
    return Edit(await _page(tx, who))


async def _put_off(tx: Tx, side: Side, *, greeted: bool = False) -> None:
    """Keep today's lines about somebody away; what is asked after this moment still shows."""
    put_off = replace(side, not_today=tx.now.isoformat())
    if greeted:
        today = tx.now.astimezone(await _zone(tx, side.member_id)).date()
        put_off = replace(put_off, hello_from=today.isoformat())
    await pairs.put_side(tx, put_off)


async def _supporting(tx: Tx, who: Who, pair_id: str) -> Side:
    side = await require_side(tx, who, pair_id)
    if side.part != "supporter" or not side.is_active:
        raise Refused(messages.no_stand_in(await privacy.language_for(tx, who)))
    return side


async def _drop_asked(tx: Tx, side: Side) -> list[Item]:
    asked = [one for one in await items_of(tx, side.member_id) if one.pair_id == side.pair_id]
    for item in asked:
        if item.kind in TO_DO:
            await drop_item(tx, item)
    return [one for one in asked if one.kind in TO_DO]


async def hand_over(tx: Tx, who: Who, press: Press) -> Answer:
    """They hand it to the stand-in, who is told at once only what the member asked for at once."""
    side = await _supporting(tx, who, press.ref)
    stand_in = await _stand_in_of(tx, side)
    if stand_in is None:
        raise Refused(messages.no_stand_in(await privacy.language_for(tx, who)))
    line = await _line(tx, side, await items_of(tx, side.member_id))
    urgent = bool(await _drop_asked(tx, side))
    if line.is_empty and not urgent:
        return Edit(await _page(tx, who))  # handed over already, on a page from before
    about = (side.other_id, side.server_id)
    await leave_item(
        tx, stand_in.other_id, "handed", about, pair_id=stand_in.pair_id, at_once=urgent
    )
    await record_telling(tx, side.other_id, stand_in.other_id, "handed")
    await _put_off(tx, side, greeted=True)
    return Edit(await _page(tx, who))
