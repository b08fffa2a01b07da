"""The alarm clock wakes; it never decides."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.clock import SystemClock
from bot.delivery.alarm import LONGEST_SLEEP, Alarm


@pytest.fixture
async def alarm():
    events = (asyncio.Event(), asyncio.Event())
    alarm = Alarm(SystemClock(), events, asyncio.Event())
    alarm.start()
    yield alarm
    alarm.stop()
    await asyncio.sleep(0)


def armed_in(alarm):
    job = alarm._scheduler.get_job("alarm")
    return (job.next_run_time - SystemClock().now()).total_seconds()


async def test_it_rings_everybody_at_the_moment(alarm):
    alarm.ring_at(SystemClock().now() + timedelta(milliseconds=50))
    async with asyncio.timeout(20):
        for event in alarm._events:
            await event.wait()
    assert not alarm._night.is_set()


@pytest.mark.parametrize("ahead", [timedelta(hours=5), None])
async def test_it_never_sleeps_longer_than_half_a_minute(alarm, ahead):
    alarm.ring_at(None if ahead is None else SystemClock().now() + ahead)
    assert armed_in(alarm) == pytest.approx(LONGEST_SLEEP.total_seconds(), abs=2)


async def test_the_earlier_moment_wins(alarm):
    now = SystemClock().now()
    alarm.ring_at(now + timedelta(seconds=20))
    alarm.ring_at(now + timedelta(seconds=10))
    alarm.ring_at(now + timedelta(seconds=25))
    assert armed_in(alarm) == pytest.approx(10, abs=2)
    assert len(alarm._scheduler.get_jobs()) == 2


async def test_a_moment_that_has_passed_rings_at_once(alarm):
    alarm.ring_at(SystemClock().now() - timedelta(days=1))
    async with asyncio.timeout(20):
        await alarm._events[0].wait()
    alarm.ring_at(None)
    assert armed_in(alarm) > 20


async def test_the_night_has_its_own_job(alarm):
    (job,) = alarm._scheduler.get_jobs()
    assert job.misfire_grace_time is None
    await job.func()
    assert alarm._night.is_set()
