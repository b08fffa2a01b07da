"""The three loops: they wake, go on after failures, and stop without losing anything."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.clock import SystemClock
from bot.core.errors import Unavailable
from bot.core.message import Message
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.outbox import post
from bot.delivery.pacer import Pacer
from bot.delivery.timers import set_timer
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.support.clock import START
from tests.support.transport import RecordingTransport
from tests.unit.delivery.running import Running, until
from tests.unit.delivery.stage import CHANNEL, make_owed


async def test_a_row_is_sent_as_soon_as_it_is_posted(stage):
    async with Running(stage.engine):
        await stage.owe(make_owed())
        await until(stage.transport.said)
        await stage.owe(make_owed("talk.2"))
        await until(lambda: len(stage.transport.said()) == 2)


async def test_a_timer_comes_when_the_clock_is_moved(stage):
    async def plan(tx, _dues):
        await post(tx, make_owed(due=tx.now))

    stage.plans["talk"] = plan
    async with Running(stage.engine):
        async with stage.db.begin() as tx:
            await set_timer(tx, "talk", "1", START + timedelta(minutes=10))
        await asyncio.sleep(0.05)
        stage.clock.advance(minutes=9)
        await asyncio.sleep(0.05)
        assert stage.transport.said() == []
        stage.clock.advance(minutes=1)
        await until(stage.transport.said)


async def test_a_row_for_later_comes_when_the_clock_is_moved(stage):
    async with Running(stage.engine):
        await stage.owe(make_owed(due=START + timedelta(minutes=10)))
        await asyncio.sleep(0.05)
        assert stage.transport.said() == []
        stage.clock.advance(minutes=10)
        await until(stage.transport.said)


async def test_one_channel_keeps_its_order(stage):
    async with Running(stage.engine):
        await stage.owe(*(make_owed(f"talk.{n}") for n in range(12)))
        await until(lambda: len(stage.transport.said()) == 12)
    assert stage.transport.said() == [f"talk.{n}" for n in range(12)]


async def test_a_closed_channel_opens_again(stage):
    seconds = [1000.0]
    stage.pacer.__init__(100_000, monotonic=lambda: seconds[0])
    stage.pacer.close_channel(CHANNEL, 0.2)
    async with Running(stage.engine):
        await stage.owe(make_owed())
        await asyncio.sleep(0.05)
        assert stage.transport.said() == []
        seconds[0] += 0.2
        stage.clock.advance(seconds=1)
        await until(stage.transport.said)


async def test_housekeeping_runs_at_start_and_every_night(stage):
    nights = []

    async def clean(tx):
        nights.append(tx.now)

    stage.housekeeps["talk"] = clean
    async with Running(stage.engine):
        await until(lambda: len(nights) == 1)
        stage.engine._night.set()  # an alarm that rings too early
        await until(lambda: not stage.engine._night.is_set())
        await asyncio.sleep(0.05)
        assert len(nights) == 1
        stage.clock.advance(days=1)
        await until(lambda: len(nights) == 2)


async def test_a_loop_that_fails_goes_on(stage, monkeypatch, logged):
    real, times = stage.engine.planner.plan_some, []

    async def plan():
        times.append(stage.clock.now())
        if len(times) < 3:
            raise (Unavailable, LookupError)[len(times) - 1]
        return await real()

    monkeypatch.setattr(stage.engine.planner, "plan_some", plan)
    async with Running(stage.engine):
        for n in range(1, 4):
            await until(lambda n=n: len(times) == n)
            await asyncio.sleep(0.02)
            stage.clock.advance(seconds=5)
    events = [line["event"] for line in logged]
    assert events.count("waiting_for_the_database") == 1
    assert events.count("loop_failed") == 1


async def test_what_another_planner_holds_is_looked_at_again(stage, monkeypatch):
    times = []

    async def plan():
        times.append(stage.clock.now())
        return False

    monkeypatch.setattr(stage.engine.planner, "plan_some", plan)
    async with stage.db.begin() as tx:
        await set_timer(tx, "talk", "1", START)
    async with Running(stage.engine):
        await until(lambda: len(times) == 1)
        await asyncio.sleep(0.02)
        stage.clock.advance(seconds=5)
        await until(lambda: len(times) == 2)


# ---------------------------------------------------------------- the real clock


@pytest.fixture
async def real_db(database_url, tmp_path):
    keys = KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, SystemClock())
    db = Database(database_url, SystemClock(), keys)
    await db.start()
    yield db
    await db.close()


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_with_the_real_clock_and_the_alarm(real_db):
    clock = SystemClock()
    transport = RecordingTransport(clock)

    async def render(_tx, ref):
        return Message(ref)

    engine = Delivery(real_db, clock, transport, Handlers(renders={"talk.line": render}), Pacer())
    due = clock.now() + timedelta(seconds=0.3)
    async with Running(engine):
        async with real_db.begin() as tx:
            await post(tx, make_owed(due=due, not_after=due + timedelta(hours=1)))
        await until(transport.said)
    assert transport.posted[0].at >= due
