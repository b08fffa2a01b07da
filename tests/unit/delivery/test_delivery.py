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
from tests.support.transport import RecordingTransport, held
from tests.unit.delivery.stage import CHANNEL, make_owed


async def until(condition):
    """Wait, in real time, until something holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - any condition, not one that sets an event
            await asyncio.sleep(0.005)


class Running:
    """The engine's loops, running while the test goes on."""

    def __init__(self, engine, grace=10.0):
        self.engine, self.grace = engine, grace

    async def __aenter__(self):
        self._task = asyncio.get_running_loop().create_task(self.engine.run())
        await asyncio.sleep(0)
        return self.engine

    async def __aexit__(self, *_exc):
        await self.engine.stop(self.grace)
        await self._task


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
    stage.pacer.close_channel(CHANNEL, 0.2)
    async with Running(stage.engine):
        await stage.owe(make_owed())
        await asyncio.sleep(0.05)
        assert stage.transport.said() == []
        await asyncio.sleep(0.2)
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


# ---------------------------------------------------------------- stopping


async def test_stopping_finishes_what_is_being_sent_and_takes_nothing_new(stage):
    go = asyncio.Event()
    stage.transport.plan("send", held(go))
    async with Running(stage.engine):
        await stage.owe(make_owed())
        await until(lambda: stage.transport.requests)
        asyncio.get_running_loop().call_later(0.1, go.set)
        await stage.owe(make_owed("talk.2"))
    assert await stage.states() == {"talk.1": "sent", "talk.2": "waiting"}


async def test_after_the_grace_what_is_being_sent_is_unknown(stage, logged):
    stage.transport.plan("send", held(asyncio.Event()))
    async with Running(stage.engine, grace=0.05):
        await stage.owe(make_owed())
        await until(lambda: stage.transport.requests)
    assert await stage.states() == {"talk.1": "sending"}
    assert "sends_cut_off" in [line["event"] for line in logged]
    stage.start_engine()
    await stage.step()
    assert stage.transport.said() == ["talk.1"]


async def test_an_engine_that_cannot_start_says_so_and_can_be_stopped(stage, monkeypatch):
    async def fail():
        raise Unavailable

    engine = Delivery(stage.db, stage.clock, stage.transport, Handlers(), stage.pacer, alarm=True)
    monkeypatch.setattr(engine.dispatcher, "take_back", fail)
    with pytest.raises(Unavailable):
        await engine.run()
    await engine.stop()


async def test_stopping_what_never_ran_returns_at_once(stage):
    await stage.engine.stop()


async def test_stopping_twice(stage):
    async with Running(stage.engine):
        pass
    await stage.engine.stop()


async def test_while_the_database_is_gone_results_are_kept(stage, monkeypatch, logged):
    recorder = stage.engine.dispatcher.recorder
    real, gone = recorder._write, [Unavailable(), Unavailable()]

    async def write(*args, **options):
        if gone:
            raise gone.pop()
        await real(*args, **options)

    monkeypatch.setattr(recorder, "_write", write)
    async with Running(stage.engine):
        await stage.owe(make_owed())
        for _ in range(2):
            await until(stage.transport.said)
            await asyncio.sleep(0.05)
            stage.clock.advance(seconds=5)
        await until(lambda: stage.outcomes)
    assert await stage.states() == {"talk.1": "sent"}
    assert "results_wait_for_the_database" in [line["event"] for line in logged]


async def test_a_result_nobody_can_record_does_not_stop_the_others(stage, monkeypatch):
    recorder = stage.engine.dispatcher.recorder
    real = recorder._write

    async def write(some, **options):
        if any(one.row.key == "talk.1" for one in some):
            raise LookupError
        await real(some, **options)

    monkeypatch.setattr(recorder, "_write", write)
    await stage.owe(make_owed(), make_owed("talk.2", channel_id=1))
    await stage.step()
    assert await stage.states() == {"talk.1": "sending", "talk.2": "sent"}


async def test_a_database_that_is_gone_while_wording_puts_the_row_off(stage):
    stage.words["talk.1"] = Unavailable()
    await stage.owe(make_owed())
    await stage.step()
    row = await stage.row()
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    stage.words.clear()
    stage.clock.advance(seconds=5)
    await stage.step()
    assert stage.transport.said() == ["talk.1"]


async def test_a_claim_that_fails_gives_its_slots_back(stage, monkeypatch):
    async def claim(*_args):
        raise Unavailable

    monkeypatch.setattr("bot.delivery.dispatcher.claim", claim)
    with pytest.raises(Unavailable):
        await stage.step()
    assert stage.pacer._out == 0


async def test_a_bug_in_the_engine_itself_does_not_stop_the_others(stage, monkeypatch, logged):
    async def deliver(*_args):
        raise LookupError

    monkeypatch.setattr(stage.engine.dispatcher._sender, "deliver", deliver)
    await stage.owe(make_owed())
    await stage.step()
    assert [line["event"] for line in logged] == ["send_failed"]
    assert stage.engine.dispatcher._in_flight == {}


async def test_no_more_than_200_at_once(stage):
    dispatcher = stage.engine.dispatcher
    dispatcher._in_flight = dict.fromkeys(range(200))
    await stage.owe(make_owed())
    async with asyncio.TaskGroup() as sends:
        assert await dispatcher.send_some(sends) == START + timedelta(seconds=1)
    assert await stage.states() == {"talk.1": "waiting"}


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
