"""Lines that wait for somebody, and the neutral notes that lead to them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.core.quiet import end_of_quiet
from bot.delivery.notes import clear_note_timer, name_note, post_note, set_note_timer
from bot.delivery.outbox import cancel_keys
from bot.delivery.owed import Lane, Note
from bot.delivery.timers import Due
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.sponsors import store
from bot.sponsors.noting.rules import (
    KEPT,
    LASTS,
    NOW,
    OVER,
    Item,
    Kind,
    next_evening,
    pack,
    unpack,
)
from bot.sponsors.offering.service import free_at, gets_daily_note
from bot.sponsors.rules import FEATURE
from bot.storage.database import Tx


async def leave_item(
    tx: Tx,
    member_id: int,
    kind: Kind,
    about: tuple[int, int],
    *,
    pair_id: str = "",
    at_once: bool = False,
) -> None:
    """1. Leave a line for somebody about (person, server): told now, or with their daily note.

    Who gets no daily note is told in the evening.
    """
    other_id, server_id = about
    fresh = secrets.token_hex(8)
    item = Item(fresh, member_id, kind, other_id, server_id, pair_id, tx.now.isoformat())
    await tx.vault.put_entry(await _name(tx, member_id, fresh), member_id, pack(item))
    await set_note_timer(tx, Note(member_id, FEATURE, OVER, fresh), tx.now + KEPT)
    if at_once:
        await send_now(tx, member_id, fresh)
    elif not await gets_daily_note(tx, member_id):
        zone = (await privacy.member_of(tx, member_id)).zone
        zone = zone or (await servers.server_of(tx, server_id)).zone or "UTC"
        await send_now(tx, member_id, fresh, at=next_evening(zone, tx.now))


async def send_now(
    tx: Tx, member_id: int, ref: str, *, at: datetime | None = None
) -> datetime | None:
    """2. Owe a neutral note, held while they do not want to be disturbed.

    Returns the moment until which it is held, if it is.
    """
    moment = at or tx.now
    held = await held_until(tx, member_id, moment)
    due = held or moment
    note = Note(member_id, FEATURE, NOW, ref)
    await post_note(tx, note, lane=Lane.ESCALATION, due=due, not_after=due + LASTS)
    return held


async def held_until(tx: Tx, member_id: int, moment: datetime) -> datetime | None:
    """Tell until when somebody does not want to be disturbed at a moment, if they do not."""
    quiet = (await privacy.member_of(tx, member_id)).quiet
    own = end_of_quiet(moment, quiet) if quiet else None
    offered = await free_at(tx, member_id, for_help=False, at=own or moment)
    return offered or own


async def take_back(tx: Tx, member_id: int, ref: str) -> None:
    """Cancel a note that still waits, because what it is about is over."""
    await cancel_keys(tx, [await name_note(tx, Note(member_id, FEATURE, NOW, ref))])


async def items_of(tx: Tx, member_id: int) -> list[Item]:
    """3. Open the lines that wait for somebody, oldest first."""
    found = [unpack(packed) for packed in await store.entries(tx, member_id, "item")]
    return sorted(found, key=lambda item: (item.made, item.id))


async def drop_item(tx: Tx, item: Item) -> None:
    """4. They read it, or it is not true any more."""
    await clear_note_timer(tx, Note(item.member_id, FEATURE, OVER, item.id))
    await tx.vault.drop_entries([await _name(tx, item.member_id, item.id)])
    await take_back(tx, item.member_id, item.id)


async def plan_over(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """5. Nobody read it for two weeks: it goes."""
    for note, _due in due:
        await tx.vault.drop_entries([await _name(tx, note.member_id, note.ref)])


async def _name(tx: Tx, member_id: int, item_id: str) -> str:
    return await tx.vault.name(member_id, f"item:{item_id}")
