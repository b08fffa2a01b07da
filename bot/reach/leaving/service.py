"""Whom somebody never wants asked for them: chosen on the screen, or on a calm day."""

from collections.abc import Collection
from dataclasses import replace

from bot.core.message import Answer
from bot.core.press import Press, Who
from bot.reach.proposing.service import look, read_ref, show_again
from bot.reach.proposing.store import find_choice, keep_choice
from bot.reach.telling.service import Outside
from bot.storage.database import Tx

AT_MOST = 50  # people left out


async def press_leave(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want somebody left out: the screen gains lists to pick from."""
    return await show_again(tx, who, press, outside=outside, leaving=True)


async def press_left(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They picked, of those whom the screen names, whom not to ask."""
    mode, server_id = await read_ref(tx, who, press.ref)
    shown = (await look(tx, who.member_id, mode, server_id)).named_ids
    left = (await find_choice(tx, who.member_id)).left
    picked = {int(one) for one in press.values if one.isdecimal()} & shown
    return await _leave(tx, who, press, (left - shown) | picked, outside)


async def press_never(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They picked anybody of the server, whether on duty now or not."""
    left = (await find_choice(tx, who.member_id)).left
    picked = {int(one) for one in press.values if one.isdecimal() and len(one) <= 20}
    return await _leave(tx, who, press, left | picked - {who.member_id}, outside)


async def press_all(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want nobody left out any more."""
    return await _leave(tx, who, press, frozenset(), outside)


async def _leave(tx: Tx, who: Who, press: Press, left: Collection[int], outside: Outside) -> Answer:
    _mode, server_id = await read_ref(tx, who, press.ref)
    choice = await find_choice(tx, who.member_id)
    kept = replace(choice, left=frozenset(sorted(left)[:AT_MOST]))
    await keep_choice(tx, who.member_id, kept, server_id)
    return await show_again(tx, who, press, outside=outside, leaving=bool(left))
