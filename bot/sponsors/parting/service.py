"""The end of a pair, or of a request for one: data stops at once, the news may wait.

Whoever is blocked or under review sees it last of all (`veiling`): they shall not guess who it was.
"""

from bot.sponsors import store
from bot.sponsors.noting.service import leave_item, take_back
from bot.sponsors.reviewing.service import is_paused
from bot.sponsors.rules import OPEN, Side
from bot.sponsors.veiling import service as veiling
from bot.storage.database import Tx


async def end_pair(tx: Tx, mine: Side, *, at_once: bool) -> None:
    """1. Forget a pair. The other reads only that it ended: now, or with their next daily note."""
    if mine.is_veiled:  # they were not told yet that the other ended it: nobody has to read it
        return await store.drop_pairs(tx, [mine.pair_id])
    if await is_paused(tx, mine.other_id, mine.server_id):
        return await veiling.veil(tx, mine)
    await store.drop_pairs(tx, [mine.pair_id])
    about = (mine.member_id, mine.server_id)
    await leave_item(tx, mine.other_id, "ended", about, at_once=at_once)
    return None


async def take_back_request(tx: Tx, mine: Side) -> None:
    """2. They asked, and do not want to any more: nobody is told."""
    await store.drop_pairs(tx, [mine.pair_id])
    for member_id in (mine.member_id, mine.other_id):
        await take_back(tx, member_id, mine.pair_id)


async def decline(tx: Tx, mine: Side) -> None:
    """3. They were asked and say no: the asker reads what everybody reads who is turned down."""
    if await store.set_state(tx, mine.pair_id, OPEN, "declined"):
        about = (mine.member_id, mine.server_id)
        await leave_item(tx, mine.other_id, "declined", about, at_once=True)


async def part(tx: Tx, mine: Side, *, at_once: bool = False) -> None:
    """4. End whatever this is, in the way it ends by itself."""
    if mine.is_active:
        await end_pair(tx, mine, at_once=at_once)
    elif mine.part == "member":
        await take_back_request(tx, mine)
    else:
        await decline(tx, mine)


async def part_from(tx: Tx, member_id: int, other_id: int) -> None:
    """5. One of two blocks the other: all of it ends, and the other sees a pair end days later."""
    for seen in await store.sides_of(tx, member_id):
        if seen.other_id != other_id:
            continue
        mine = (await store.lock_pair(tx, seen.pair_id)).get(member_id)
        if mine is not None and mine.holds:
            await veiling.veil(tx, mine)
        elif mine is not None:
            await part(tx, mine)


async def part_from_all(tx: Tx, member_id: int, *, at_once: bool) -> None:
    """6. They sponsor nobody any more."""
    for side in await store.sides_of(tx, member_id):
        if side.part == "supporter":
            await _part_as_it_is(tx, side, at_once=at_once)


async def _part_as_it_is(tx: Tx, seen: Side, *, at_once: bool) -> None:
    """End a pair as it stands once nobody else changes it: the other may just have confirmed."""
    mine = (await store.lock_pair(tx, seen.pair_id)).get(seen.member_id)
    if mine is not None:
        await part(tx, mine, at_once=at_once)
