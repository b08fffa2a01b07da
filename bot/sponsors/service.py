"""Sponsors: offered, found, agreed with, told things, kept apart from. What others may ask."""

from collections.abc import Sequence
from datetime import datetime

from bot.servers.vouching import service as vouching
from bot.sponsors import store
from bot.sponsors.blocking.service import FindOther, Sources, are_apart, block, blocked_by
from bot.sponsors.noting.service import leave_item
from bot.sponsors.offering.service import free_at
from bot.sponsors.offering.store import find_offer
from bot.sponsors.reporting import service as reporting
from bot.sponsors.reporting.service import is_under_review
from bot.sponsors.rules import FEATURE, Supporter
from bot.storage.database import Tx

__all__ = [
    "FEATURE",
    "FindOther",
    "Sources",
    "Supporter",
    "are_apart",
    "block",
    "blocked_by",
    "forget",
    "is_free_now",
    "is_under_review",
    "may_reach",
    "supporters_of",
]


async def supporters_of(tx: Tx, member_id: int, server_id: int) -> list[Supporter]:
    """List whom a member may have asked for them: the sponsor first, then the stand-in.

    Left out is who paused, was paused by moderators, or is under review.
    """
    found = []
    for side in await store.sides_of(tx, member_id):
        if side.part != "member" or not side.is_active or side.server_id != server_id:
            continue
        offer = await find_offer(tx, side.other_id)
        if offer is None or offer.paused or not await _may_support(tx, side.other_id, server_id):
            continue
        found.append(Supporter(side.other_id, side.pair_id, side.role, offer.may_wake))
    return sorted(found, key=lambda one: one.role != "sponsor")


async def _may_support(tx: Tx, person_id: int, server_id: int) -> bool:
    trusted = await vouching.is_trusted(tx, server_id, person_id, "sponsor")
    return trusted and not await is_under_review(tx, server_id, person_id)


async def is_free_now(
    tx: Tx, person_id: int, *, for_help: bool, at: datetime | None = None
) -> datetime | None:
    """Tell when somebody may be asked (again); None: now. Quiet hours, work and holiday count."""
    return await free_at(tx, person_id, for_help=for_help, at=at)


async def may_reach(tx: Tx, asker_id: int, person_id: int, server_id: int) -> bool:
    """Tell whether the bot may bring these two together: not when blocked, or under review."""
    if asker_id == person_id or await is_under_review(tx, server_id, person_id):
        return False
    return not await are_apart(tx, asker_id, person_id)


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """Somebody is erased: their pairs go whole, and the others read only that it ended."""
    pair_ids = await store.pairs_under(tx, key_ids)
    for pair_id in pair_ids:
        for side in await store.sides_left(tx, pair_id):
            if side.is_active:
                await leave_item(tx, side.member_id, "ended", (0, side.server_id))
    await store.drop_pairs(tx, pair_ids)
    await reporting.forget(tx, key_ids)
