"""Two presses at the same moment: one place stays one place, and nobody waits for the other."""

import asyncio

from bot.core.errors import Refused
from bot.sponsors import store
from bot.sponsors.offering.store import find_offer
from bot.storage.tables import sponsor_pairs
from tests.support.who import ANA, BEN, CLEO, MONA, somebody

SAM = BEN


async def at_once(*calls):
    """Do it all at once and give what came of each."""
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in found), found
    return [one for one in found if not isinstance(one, Refused)]


async def test_two_yeses_for_one_place(stage):
    await stage.offer(SAM, most=1)
    first = await stage.pair(ANA, SAM, state="asked")
    second = await stage.pair(CLEO, SAM, state="asked")
    done = await at_once(
        *(stage.press(somebody(SAM), "accept", one, ["0"]) for one in (first, second))
    )
    assert len(done) == 1
    states = sorted(row["state"] for row in await stage.rows(sponsor_pairs))
    assert states == ["accepted", "asked"]


async def test_one_member_asks_two_at_once(stage):
    await stage.offer(SAM)
    await stage.offer(MONA)
    await at_once(*(stage.press(somebody(ANA), "ask", f"s.{one}") for one in (SAM, MONA, SAM)))
    assert len(await stage.rows(sponsor_pairs)) == 1


async def test_both_end_it_at_once(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM)
    ends = (stage.press(somebody(one), "end_yes", f"now.{pair_id}") for one in (ANA, SAM))
    assert len(await at_once(*ends)) == 1
    assert await stage.rows(sponsor_pairs) == []


async def test_a_block_while_they_confirm(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM, state="accepted")
    await at_once(
        stage.press(somebody(ANA), "confirm", pair_id),
        stage.press(somebody(SAM), "block", f"member~{ANA}"),
    )
    assert await stage.supporters() == []


async def test_the_plan_of_the_day_while_hours_change(stage):
    await stage.offer(SAM)
    await stage.press(somebody(SAM), "go_on")
    form = await stage.press(somebody(SAM), "hours")
    stage.clock.move_to(stage.clock.now().replace(hour=19))
    await at_once(
        *(stage.send(somebody(SAM), form, most=(str(n),)) for n in (2, 4, 6)),
        stage.engine.step(),
        stage.press(somebody(SAM), "wake", "1"),
    )
    offer = await stage.call(find_offer, SAM)
    assert (offer.may_wake, offer.most in (2, 4, 6)) == (True, True)
    assert await stage.call(store.sides_of, SAM) == []
