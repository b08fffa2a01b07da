"""What is still known of a call for a day after its end, and by whom it may be asked.

So that two people can say that it was not a real one, and that Block and Report on an old message
still know whom they mean.
"""

from collections.abc import Sequence

from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.reach.past import store
from bot.reach.past.rules import Past
from bot.storage.database import Tx


async def find_other(tx: Tx, member_id: int, person_id: str) -> tuple[int, int] | None:
    """Tell who the other side of a past call was, and in which server; None for everybody else."""
    asked = await store.find_asked(tx, person_id)
    past = await store.find_past(tx, asked.call_id) if asked else None
    if asked is None or past is None:
        return None
    other = {asked.member_id: past.asker_id, past.asker_id: asked.member_id}.get(member_id)
    return (other, past.server_id) if other else None


async def shared_calls(tx: Tx, one_id: int, other_id: int) -> list[str]:
    """List the past calls in which one of these two was asked by the other."""
    calls = []
    for asker_id, asked_id in ((one_id, other_id), (other_id, one_id)):
        past = await store.past_of(tx, asker_id)
        calls += [one.call_id for one in past if asked_id in await _asked_in(tx, one)]
    return calls


async def calls_of(tx: Tx, member_id: int) -> list[str]:
    """List the past calls in which somebody asked, or was asked."""
    asked = [one.call_id for one in await store.past_of(tx, member_id)]
    return asked + await store.calls_that_asked(tx, member_id)


async def _asked_in(tx: Tx, past: Past) -> set[int]:
    return {one.member_id for one in await store.list_asked(tx, past.people)}


async def forget_after_a_day(tx: Tx, dues: Sequence[Due]) -> None:
    """The day is over: forget who it was."""
    await store.forget_past(tx, [due.subject_id for due in dues])


JOURNEY = Journey(plans={store.TIMER: forget_after_a_day})
