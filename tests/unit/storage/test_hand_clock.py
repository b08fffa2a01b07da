"""The clock of all other tests."""

import asyncio
from datetime import timedelta


async def test_moving_on_wakes_those_whose_moment_has_come(clock):
    until = clock.now() + timedelta(minutes=10)
    waiting = asyncio.ensure_future(clock.wait(asyncio.Event(), until))
    await asyncio.sleep(0)
    clock.advance(minutes=9)
    done, _ = await asyncio.wait([waiting], timeout=0.01)
    assert not done
    clock.advance(minutes=1)
    await asyncio.wait_for(waiting, 20)


async def test_an_event_wakes_earlier(clock):
    event = asyncio.Event()
    waiting = asyncio.ensure_future(clock.wait(event, clock.now() + timedelta(days=1)))
    await asyncio.sleep(0)
    event.set()
    await asyncio.wait_for(waiting, 20)
    assert clock._waiting == []


async def test_a_moment_that_has_come_does_not_wait(clock):
    await asyncio.wait_for(clock.wait(asyncio.Event(), clock.now()), 20)


async def test_without_a_moment_only_the_event_counts(clock):
    waiting = asyncio.ensure_future(clock.wait(asyncio.Event(), None))
    await asyncio.sleep(0)
    clock.advance(days=400)
    done, _ = await asyncio.wait([waiting], timeout=0.01)
    assert not done
    waiting.cancel()
