"""Two people become a pair: asked, answered, confirmed, and ended again by either."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.servers.rules import SponsorWord
from bot.servers.vouching import service as vouching
from bot.sponsors import store
from bot.sponsors.blocking.messages import yourself
from bot.sponsors.blocking.service import are_apart
from bot.sponsors.messages import gone, not_now, paused, servers_only
from bot.sponsors.noting.service import leave_item, send_now, take_back
from bot.sponsors.offering.rules import Offer
from bot.sponsors.offering.service import has_room
from bot.sponsors.offering.store import find_offer, lock_offer
from bot.sponsors.pairing import messages, rules
from bot.sponsors.pairing.rules import YES, Wish
from bot.sponsors.parting.service import decline, part
from bot.sponsors.reviewing.service import is_supporter_paused, is_under_review
from bot.sponsors.rules import MOST_WAITING, OPEN, Part, Side
from bot.sponsors.veiling.service import lift
from bot.storage.database import Tx


async def word_of(tx: Tx, server_id: int) -> SponsorWord:
    """Say what a sponsor is called in a server."""
    return (await servers.server_of(tx, server_id)).sponsor_word


# ---------------------------------------------------------------- 1. somebody asks


async def open_ask(tx: Tx, who: Who, wish: Wish, *, is_bot: bool = False) -> Message:
    """Show what to know before asking. It says the same whoever it is about."""
    lang = await privacy.language_for(tx, who)
    server_id = await _check_wish(tx, who, lang, wish, is_bot=is_bot)
    if await is_under_review(tx, server_id, who.member_id):
        return paused(lang)
    word = await word_of(tx, server_id)
    return messages.before_asking(lang, wish, word, who.member_id)


async def _check_wish(tx: Tx, who: Who, lang: str, wish: Wish, *, is_bot: bool = False) -> int:
    """Refuse what has nothing to do with whether the other offers; return the server."""
    if who.server_id is None:
        raise Refused(servers_only(lang))
    if wish.other_id == who.member_id:
        raise Refused(yourself(lang))
    if is_bot:
        raise Refused(messages.no_bots(lang))
    word = await word_of(tx, who.server_id)
    mine = await store.sides_of(tx, who.member_id)
    own = [s for s in mine if s.part == "member" and s.server_id == who.server_id]
    if any(side.role == wish.role for side in own):
        raise Refused(messages.have_one(lang, word, wish))
    if wish.role == "stand_in" and not any(s.role == "sponsor" and s.is_active for s in own):
        raise Refused(messages.sponsor_first(lang, word))
    return who.server_id


async def cancel(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return Edit(messages.cancelled(await privacy.language_for(tx, who)))


async def ask(tx: Tx, who: Who, press: Press) -> Answer:
    """2. They ask. Whatever stands in the way, the answer is the same, and so is the work."""
    lang = await privacy.language_for(tx, who)
    wish = rules.read_wish(press.ref)
    if wish is None:
        raise Refused(gone(lang))
    server_id = await _check_wish(tx, who, lang, wish)
    if await is_under_review(tx, server_id, who.member_id):
        return Edit(paused(lang))
    if not await _takes_requests(tx, who.member_id, wish.other_id, server_id):
        return Edit(not_now(lang))
    return Edit(await _add(tx, who, lang, wish, server_id))


async def _takes_requests(tx: Tx, asker_id: int, person_id: int, server_id: int) -> bool:
    """Look at every reason there is, always: how long this takes says nothing either."""
    offer = await find_offer(tx, person_id)
    sides = [s for s in await store.sides_of(tx, person_id) if s.part == "supporter"]
    taken = sum(side.state != "asked" for side in sides)
    reasons = (
        offer is None or server_id not in offer.servers,
        offer is not None and (offer.paused or offer.is_away(tx.now)),
        offer is not None and taken >= offer.most,
        len(sides) - taken >= MOST_WAITING,
        any(side.other_id == asker_id for side in sides),
        not await vouching.is_trusted(tx, server_id, person_id, "sponsor"),
        await is_under_review(tx, server_id, person_id),
        await are_apart(tx, asker_id, person_id),
        asker_id in await store.declined_by(tx, person_id),
    )
    return not any(reasons)


async def _add(tx: Tx, who: Who, lang: str, wish: Wish, server_id: int) -> Message:
    supporter = _side(wish, server_id, "supporter", wish.other_id, who.member_id)
    member = _side(wish, server_id, "member", who.member_id, wish.other_id)
    pair_id = await store.add_pair(tx, supporter, member)
    if pair_id is None:
        raise Refused(messages.have_one(lang, await word_of(tx, server_id), wish))
    await send_now(tx, wish.other_id, pair_id)
    mine = (await store.open_pair(tx, pair_id))[who.member_id]
    return messages.asked(lang, mine)


def _side(wish: Wish, server_id: int, part: Part, member_id: int, other_id: int) -> Side:
    return Side(
        pair_id="",
        server_id=server_id,
        state="asked",
        role=wish.role,
        part=part,
        member_id=member_id,
        other_id=other_id,
    )


# ---------------------------------------------------------------- 3. the other answers


async def require_side(tx: Tx, who: Who, pair_id: str) -> Side:
    """Open a pair as this person sees it, to change it, or say that it is over."""
    side = (await store.lock_pair(tx, pair_id)).get(who.member_id)
    own = side is not None and side.part == "member"
    if not own and await is_supporter_paused(tx, who.member_id):
        raise Refused(paused(await privacy.language_for(tx, who)).body)
    if side is None or side.state == "declined":
        raise Refused(gone(await privacy.language_for(tx, who)))
    return side


async def show_request(tx: Tx, who: Who, side: Side) -> Message:
    """Show an open request to either of the two."""
    lang = await privacy.language_for(tx, who)
    word = await word_of(tx, side.server_id)
    if side.part == "supporter":
        if side.state == "accepted":
            return messages.accepted(lang, side)
        offer = await find_offer(tx, side.member_id)
        return messages.request(lang, side, word, await _free_places(tx, offer))
    if side.state == "asked":
        return messages.asked(lang, side)
    other = (await store.open_pair(tx, side.pair_id))[side.other_id]
    offer = await find_offer(tx, side.other_id)
    if offer is None:
        raise Refused(gone(lang))
    return messages.confirm(lang, side, word, offer, other.hello_days)


async def _free_places(tx: Tx, offer: Offer | None) -> int:
    if offer is None:
        return 0
    sides = [s for s in await store.sides_of(tx, offer.member_id) if s.part == "supporter"]
    return max(0, offer.most - sum(side.state != "asked" for side in sides))


async def accept(tx: Tx, who: Who, press: Press) -> Answer:
    """They say yes, and how often they want to be reminded to say hello."""
    lang = await privacy.language_for(tx, who)
    offer = await lock_offer(tx, who.member_id)
    side = await require_side(tx, who, press.ref)
    days = rules.read_hello(press.values[0] if press.values else "")
    if side.part != "supporter" or side.state != "asked" or offer is None or days is None:
        raise Refused(gone(lang))
    if await is_under_review(tx, side.server_id, who.member_id):
        return Edit(paused(lang))
    if not await has_room(tx, offer):
        raise Refused(messages.no_room(lang))
    await store.set_state(tx, side.pair_id, ["asked"], "accepted")
    await store.put_side(tx, replace(side, hello_days=days))
    await take_back(tx, who.member_id, side.pair_id)
    await send_now(tx, side.other_id, f"{side.pair_id}.{YES}")
    return Edit(messages.accepted(lang, side))


async def decline_request(tx: Tx, who: Who, press: Press) -> Answer:
    """They say no, without a reason."""
    side = await require_side(tx, who, press.ref)
    if side.part == "supporter" and side.state in OPEN:
        await decline(tx, side)
    return Edit(messages.said_not_now(await privacy.language_for(tx, who)))


# ---------------------------------------------------------------- 4. the asker confirms


async def confirm(tx: Tx, who: Who, press: Press) -> Answer:
    """Both said yes: from now on they are a pair."""
    lang = await privacy.language_for(tx, who)
    pair_id, _dot, without = press.ref.partition(".")
    side = await require_side(tx, who, pair_id)
    offer = await find_offer(tx, side.other_id)
    if side.part != "member" or side.state != "accepted" or offer is None:
        raise Refused(gone(lang))
    if await are_apart(tx, side.member_id, side.other_id):
        return Edit(not_now(lang))
    await store.set_state(tx, pair_id, ["accepted"], "active")
    other = (await store.open_pair(tx, pair_id))[side.other_id]
    today = _today(offer, tx.now)
    days = 0 if without else other.hello_days
    await store.put_side(tx, replace(other, state="active", hello_days=days, hello_from=today))
    await leave_item(tx, side.other_id, "agreed", (side.member_id, side.server_id), pair_id=pair_id)
    return Edit(messages.confirmed(lang, side, await word_of(tx, side.server_id)))


def _today(offer: Offer, now: datetime) -> str:
    return now.astimezone(ZoneInfo(offer.zone)).date().isoformat()


# ---------------------------------------------------------------- 5. either of them ends it


async def ask_to_end(tx: Tx, who: Who, press: Press) -> Answer:
    side = await require_side(tx, who, press.ref)
    return Edit(messages.confirm_end(await privacy.language_for(tx, who), side))


async def end(tx: Tx, who: Who, press: Press) -> Answer:
    """Data stops now; the other reads that it ended now or with their next digest."""
    when, _dot, pair_id = press.ref.partition(".")
    side = await require_side(tx, who, pair_id)
    await part(tx, side, at_once=when == "now")
    return Edit(messages.ended(await privacy.language_for(tx, who), side.other_id))


async def expire(tx: Tx) -> None:
    """6. Every night: requests that nobody answered, and refusals that are old, are forgotten.

    An ending that the other was not told yet shows when its day has come.
    """
    for pair_id in await store.expired_pairs(tx):
        sides = (await store.lock_pair(tx, pair_id)).values()
        supporter = next((s for s in sides if s.part == "supporter"), None)
        veiled = next((s for s in sides if s.is_veiled), None)
        if veiled is not None:
            await lift(tx, veiled)
        elif supporter is not None and supporter.state == "asked":
            await decline(tx, supporter)
        else:
            await store.drop_pairs(tx, [pair_id])
