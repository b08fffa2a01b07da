"""Endings that the other side sees later, so that they cannot tell who blocked or reported them.

Whoever leaves is free at once: nothing of theirs is shared, asked or told any more. The other side
keeps seeing the pair as before, until a day that is drawn by lot and tells nothing.
"""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.sponsors import store as pairs
from bot.sponsors.noting.service import leave_item, take_back
from bot.sponsors.reviewing.service import is_paused
from bot.sponsors.rules import OPEN, Side
from bot.sponsors.veiling.rules import AFTER_BLOCK, AFTER_REVIEW, HELLOS_REST, Span
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. one side leaves


async def veil(tx: Tx, mine: Side) -> None:
    """End a pair for one side; the other sees it as before for some days, or weeks."""
    await pairs.leave_pair(tx, mine)
    theirs = (await pairs.open_pair(tx, mine.pair_id))[mine.other_id]
    await pairs.put_side(tx, replace(theirs, share_yes=False, share_not=False, checked_in=""))
    under_review = await is_paused(tx, theirs.member_id, theirs.server_id)
    await _arm(tx, theirs, AFTER_REVIEW if under_review else AFTER_BLOCK)


async def _arm(tx: Tx, side: Side, span: Span) -> None:
    """Draw the day. It stands beside the pair: a private timer would show in their own data."""
    await pairs.set_expiry(tx, side.pair_id, _draw(tx.now, span))


def _draw(now: datetime, span: Span) -> datetime:
    first, last = span
    return now + first + timedelta(seconds=secrets.randbelow(int((last - first).total_seconds())))


async def lift(tx: Tx, side: Side) -> None:
    """2. The day has come: they read that it ended, unless they are under review."""
    if await is_paused(tx, side.member_id, side.server_id):
        await _arm(tx, side, AFTER_REVIEW)
        return
    await pairs.drop_pairs(tx, [side.pair_id])
    await leave_item(tx, side.member_id, "ended", (side.other_id, side.server_id))


# ---------------------------------------------------------------- 3. somebody comes under review


async def rest(tx: Tx, member_id: int, *, reporter_id: int) -> None:
    """Let all that others began with somebody under review rest, so that nobody stands out.

    Requests are over, shared check-ins are off until they are switched on again, and reminders to
    say hello rest.
    """
    for seen in await pairs.sides_of(tx, member_id):
        side = (await pairs.lock_pair(tx, seen.pair_id)).get(member_id)
        if side is not None and side.state in OPEN:
            await _drop_request(tx, side, tell=side.other_id != reporter_id)
        elif side is not None and side.part == "supporter" and side.other_id != reporter_id:
            await _stop_sharing(tx, side)
    await hold(tx, member_id)


async def _drop_request(tx: Tx, side: Side, *, tell: bool) -> None:
    """Whoever asked them reads what everybody reads who is turned down."""
    await pairs.drop_pairs(tx, [side.pair_id])
    for one in (side.member_id, side.other_id):
        await take_back(tx, one, side.pair_id)
    if tell and side.part == "supporter":
        about = (side.member_id, side.server_id)
        await leave_item(tx, side.other_id, "declined", about, at_once=True)


async def _stop_sharing(tx: Tx, side: Side) -> None:
    theirs = (await pairs.open_pair(tx, side.pair_id)).get(side.other_id)
    if theirs is not None and theirs.shares:
        await pairs.put_side(tx, replace(theirs, share_yes=False, share_not=False, checked_in=""))
        about = (side.member_id, side.server_id)
        await leave_item(tx, side.other_id, "unshared", about, pair_id=side.pair_id)


async def hold(tx: Tx, member_id: int) -> None:
    """4. A review begins or ends: endings show weeks after it, and so long no hello is due."""
    since = (tx.now + HELLOS_REST).date()
    for side in await pairs.sides_of(tx, member_id):
        if side.is_veiled:
            await _arm(tx, side, AFTER_REVIEW)
        if side.part == "supporter" and _rests_less(side, since):
            await pairs.put_side(tx, replace(side, hello_from=since.isoformat()))


def _rests_less(side: Side, since: date) -> bool:
    return not side.hello_from or date.fromisoformat(side.hello_from) < since
