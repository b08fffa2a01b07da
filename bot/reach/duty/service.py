"""Who is on duty, in which order to ask them, and how the load is spread."""

from collections.abc import Collection
from datetime import datetime

from bot.reach.duty import rules, store
from bot.reach.duty.rules import Duty, Helper, Said
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.storage.database import Tx

__all__ = ["Helper", "count_taken", "discount", "helpers_on_duty", "next_shift", "note_asked"]


# ---------------------------------------------------------------- asked for by the ladder


async def helpers_on_duty(tx: Tx, server_id: int, *, without: Collection[int] = ()) -> list[Helper]:
    """List the approved adults on duty now, in the order in which to ask them.

    A rest and a limit lower somebody's turn, but never empty the list. Nobody under review is on
    it.
    """
    said = await store.shifts_of(tx, server_id, tx.now)
    on = [
        (duty, helper)
        for duty in await _duties(tx, server_id)
        if duty.member_id not in without
        and (helper := rules.on_duty(duty, said, tx.now)) is not None
    ]
    taken = await store.count_takings(tx, server_id, tx.now - rules.WEEK)
    limit = (await servers.server_of(tx, server_id)).helper_limit
    return rules.in_turn(on, taken, limit)


async def _duties(tx: Tx, server_id: int) -> list[Duty]:
    """List the helpers of a server who may be asked at all."""
    trusted = await vouching.trusted_ids(tx, server_id, "helper")
    return await store.duties_of(tx, server_id, trusted)


async def next_shift(tx: Tx, server_id: int) -> datetime | None:
    """Tell when the next time on duty begins; None: not in the coming eight days."""
    said: list[Said] = await store.shifts_of(tx, server_id, tx.now)
    starts = [rules.next_start(d, said, tx.now) for d in await _duties(tx, server_id)]
    return min((start for start in starts if start is not None), default=None)


async def note_asked(tx: Tx, server_id: int, helper_ids: Collection[int]) -> None:
    """Remember that they were asked just now, so that others are asked first next time."""
    await store.note_asked(tx, server_id, helper_ids)


async def count_taken(
    tx: Tx, server_id: int, helper_id: int, request_id: str, *, hard: bool
) -> None:
    """Count that a helper was with somebody; after a hard talk they rest.

    Said again for the same request, it counts once. People who are no helpers are not counted.
    """
    duty = await store.find_duty(tx, server_id, helper_id)
    if duty is None:
        return
    newly_hard = await store.add_taking(tx, server_id, helper_id, request_id, hard=hard)
    if newly_hard:
        await store.change_duty(tx, server_id, helper_id, rest_until=tx.now + rules.REST)


async def discount(tx: Tx, request_id: str) -> None:
    """Take a request that was not a real one out of everybody's count, with the rest it gave."""
    for server_id, member_id, _taken_at, hard in await store.takings_of(tx, request_id):
        if hard:
            await store.change_duty(tx, server_id, member_id, rest_until=None)
    await store.drop_takings(tx, request_id)
