"""Which tips somebody has seen: kept only after they asked for it, sealed, and forgotten again."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from bot.coping.remembering import messages, rules
from bot.coping.remembering.rules import Seen
from bot.coping.store import Kind, Packed, change_entry, drop_entry, find_entry, put_entries
from bot.core.press import Who
from bot.privacy import service as privacy
from bot.storage.database import Tx

SEEN = Kind("seen", "which tips you have seen, by their numbers")


async def find_seen(tx: Tx, member_id: int) -> Seen | None:
    """1. Find what they let the bot remember; None: nothing."""
    packed = await find_entry(tx, SEEN, member_id)
    return None if packed is None else rules.unpack(packed)


async def start(tx: Tx, member_id: int, shown: frozenset[int]) -> None:
    """2. They asked for it: begin with what their card has shown, besides what is known."""
    if not await _change(tx, member_id, lambda known: known | shown):
        await put_entries(tx, SEEN, [(member_id, *_keep(tx, shown))])


async def add(tx: Tx, member_id: int, shown: frozenset[int], fit: Collection[int]) -> bool:
    """3. Remember what a card has shown of the tips that fit; False when they have stopped it."""
    return await _change(tx, member_id, lambda known: rules.add(known, shown, fit))


async def forget(tx: Tx, member_id: int) -> None:
    """4. Forget it at once. Else the planner does, 30 days after the last tip."""
    await drop_entry(tx, SEEN, member_id)


async def _change(
    tx: Tx, member_id: int, alter: Callable[[frozenset[int]], frozenset[int]]
) -> bool:
    def change(packed: dict[str, Any]) -> tuple[Packed, datetime]:
        return _keep(tx, alter(rules.unpack(packed).numbers))

    return await change_entry(tx, SEEN, member_id, change)


def _keep(tx: Tx, numbers: frozenset[int]) -> tuple[Packed, datetime]:
    seen = Seen(numbers, tx.now.date())
    return rules.pack(seen), seen.forgotten_at


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page."""
    seen = await find_seen(tx, who.member_id)
    if seen is None:
        return []
    return [messages.mine(await privacy.language_for(tx, who), seen)]
