"""No second may see 51 requests, whatever the network does; and no slot is ever lost."""

import asyncio
import random
from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacer import Pacer
from tests.unit.delivery.virtual_time import run_virtually


def virtually(test):
    """Run a test in virtual time, with a pacer that tells it."""

    def run():
        async def main():
            await test(Pacer(monotonic=asyncio.get_running_loop().time))

        run_virtually(main())

    run.__name__ = test.__name__
    return run


def now():
    return asyncio.get_running_loop().time()


async def request(pacer, arrivals, before=0.0, after=0.0):
    """Make one physical request that arrives some time after its start."""
    slot = await pacer.start_request()
    await asyncio.sleep(before)
    arrivals.append(now())
    await asyncio.sleep(after)
    slot.end()


async def flood(pacer, plan):
    """Make all requests as fast as the pacer lets them start; return when each arrived."""
    arrivals = []
    async with asyncio.TaskGroup() as group:
        for before, after in plan:
            group.create_task(request(pacer, arrivals, before, after))
    return sorted(arrivals)


def most_in_a_second(arrivals):
    return max(sum(1 for a in arrivals if start <= a <= start + 1.0) for start in arrivals)


delay = st.floats(0, 2.5) | st.sampled_from([0.0, 0.02, 0.07, 1.0, 30.0])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(delay, delay), min_size=51, max_size=260), st.randoms())
def test_no_second_sees_51_arrivals(plan, order):
    order.shuffle(plan)

    async def main():
        return await flood(Pacer(monotonic=now), plan)

    assert most_in_a_second(run_virtually(main())) <= 50


@virtually
async def test_on_a_fast_network_nearly_50_go_out_each_second(pacer):
    arrivals = await flood(pacer, [(0.0005, 0.0005)] * 1000)
    assert 999 / (arrivals[-1] - arrivals[0]) >= 49.0
    assert most_in_a_second(arrivals) <= 50


@virtually
async def test_on_a_slow_network_nearly_all_that_is_possible(pacer):
    rolls = random.Random(1)
    plan = [(rolls.uniform(0.01, 0.07), rolls.uniform(0.01, 0.07)) for _ in range(1000)]
    arrivals = await flood(pacer, plan)
    assert 999 / (arrivals[-1] - arrivals[0]) >= 0.98 * 50 / 1.08
    assert most_in_a_second(arrivals) <= 50


@virtually
async def test_starts_are_spaced_evenly(pacer):
    arrivals = await flood(pacer, [(0.0, 0.0)] * 60)
    gaps = [later - earlier for earlier, later in pairwise(arrivals[6:50])]
    assert all(0.019 < gap < 0.021 for gap in gaps)


@virtually
async def test_while_all_are_out_nobody_starts(pacer):
    arrivals = []
    async with asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(request(pacer, [], after=10.0))
        group.create_task(request(pacer, arrivals))
    assert arrivals[0] == pytest.approx(11.0, abs=0.1)


@virtually
async def test_an_unused_slot_costs_nothing(pacer):
    for _ in range(500):
        slot = await pacer.reserve()
        with slot.lent():
            pass
        slot.give_back()
    assert now() < 0.1


@virtually
async def test_a_lent_slot_is_used_by_the_first_request_only(pacer):
    slot = await pacer.reserve()
    with slot.lent():
        first = await pacer.start_request()
        second = await pacer.start_request()
        assert first is slot
        assert second is not slot
        first.end()
        second.end()
        second.end()
    assert (await pacer.start_request()) is not slot
    assert pacer._out == 1
    assert len(pacer._resting) == 2


@virtually
async def test_a_slot_whose_end_was_missed_rests_all_the_same(pacer):
    slot = await pacer.reserve()
    with slot.lent():
        await pacer.start_request()
    assert pacer._out == 0
    assert len(pacer._resting) == 1
    assert not slot.start()


@virtually
async def test_who_is_cancelled_while_waiting_holds_no_slot(pacer):
    pacer.hold(100)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await pacer.reserve()
    assert pacer._out == 0
    await asyncio.sleep(100)
    assert pacer.try_reserve() is not None


@virtually
async def test_nobody_jumps_the_queue(pacer):
    pacer.hold(5)
    async with asyncio.TaskGroup() as group:
        group.create_task(pacer.reserve())
        await asyncio.sleep(4.9999)
        assert pacer.try_reserve() is None
    assert now() == pytest.approx(5.0)


@virtually
async def test_after_a_429_everybody_waits(pacer):
    pacer.hold(3.0)
    await pacer.reserve()
    assert now() == pytest.approx(3.0)
    assert pacer.limited == 1


@virtually
async def test_channels_open_again(pacer):
    assert pacer.reopens_in() is None
    pacer.close_channel(1, 5.0)
    pacer.close_channel(2, 2.0)
    assert pacer.closed_channels() == {1, 2}
    assert pacer.reopens_in() == pytest.approx(2.0)
    await asyncio.sleep(3)
    assert pacer.reopens_in() == 0.0
    assert pacer.closed_channels() == {1}


@virtually
async def test_the_last_openings_of_an_hour_are_kept_for_calls_for_help(pacer):
    assert [pacer.spend_dm_open(urgent=False) for _ in range(15)] == [0.0] * 15
    assert pacer.spend_dm_open(urgent=False) == pytest.approx(180.0)
    assert [pacer.spend_dm_open() for _ in range(5)] == [0.0] * 5
    assert pacer.spend_dm_open() > 0
    await asyncio.sleep(181)
    assert pacer.spend_dm_open(urgent=False) > 0
    assert pacer.spend_dm_open() == 0.0


@virtually
async def test_private_chats_are_opened_slowly(pacer):
    assert [pacer.spend_dm_open() for _ in range(20)] == [0.0] * 20
    wait = pacer.spend_dm_open()
    assert wait == pytest.approx(180.0)
    await asyncio.sleep(wait + 0.001)
    assert pacer.spend_dm_open() == 0.0
    assert pacer.spend_dm_open() > 0
    await asyncio.sleep(10 * 3600)
    assert sum(pacer.spend_dm_open() == 0.0 for _ in range(50)) == 20


async def send_on(pacer, seconds, claim, calls=()):
    """Send for so long, as the dispatcher does: a slot, a while, a quick request.

    `calls` are the moments at which something urgent comes. Tells when requests started, and for
    how long each call waited for a slot.
    """
    loop, urgent, waiting = asyncio.get_running_loop(), asyncio.Event(), deque(calls)
    for moment in calls:
        loop.call_at(moment, urgent.set)
        loop.call_at(moment, pacer.changed.set)
    starts, waits = [], []
    while now() < seconds:
        slot = await pacer.reserve(urgent)
        urgent.clear()
        while waiting and waiting[0] <= now():
            waits.append(now() - waiting.popleft())
        await asyncio.sleep(claim())
        starts.append(now())
        slot.start()
        loop.call_later(0.002, slot.end)
    return starts, waits


def make_stalls(seed):
    """Make claims that take 3 ms, and now and then 30."""
    rolls = random.Random(seed)
    return lambda: 0.03 if rolls.random() < 0.006 else 0.003


@virtually
async def test_a_stall_leaves_no_gap_that_comes_back_every_second(pacer):
    starts, _ = await send_on(pacer, 12, lambda: 0.2 if 2.0 <= now() < 2.1 else 0.003)
    gaps = [later - earlier for earlier, later in pairwise(starts) if earlier > 4.0]
    assert max(gaps) < 0.035


@virtually
async def test_the_rate_bears_a_few_stalls(pacer):
    starts, _ = await send_on(pacer, 60, make_stalls(2))
    assert (len(starts) - 1) / (starts[-1] - starts[0]) >= 49.0
    assert most_in_a_second(starts) <= 50


@virtually
async def test_what_is_urgent_need_not_keep_its_distance(pacer):
    rolls = random.Random(3)
    calls = [1.0 + n * 0.2 + rolls.uniform(0.0, 0.1) for n in range(200)]
    starts, waits = await send_on(pacer, 42, make_stalls(4), calls)
    waits.sort()
    assert len(waits) == 200
    assert waits[100] < 0.010
    assert waits[197] < 0.030
    assert most_in_a_second(starts) <= 50


def test_a_higher_limit_is_used_although_each_claim_takes_a_while():
    async def main():
        pacer = Pacer(1000, monotonic=now)
        await asyncio.sleep(1.0)
        taken = 0
        while now() < 3.0:
            slots = [await pacer.reserve()]
            while (slot := pacer.try_reserve()) is not None:
                slots.append(slot)
            await asyncio.sleep(0.01)
            for slot in slots:
                slot.start()
                slot.end()
            taken += len(slots)
        return taken

    assert run_virtually(main()) >= 1900
