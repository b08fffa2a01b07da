"""How the engine stops, and what it survives."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import Unavailable
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from tests.support.clock import START
from tests.support.transport import held
from tests.unit.delivery.running import Running, until
from tests.unit.delivery.stage import make_owed


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


async def test_an_engine_that_cannot_begin_says_so_and_can_be_stopped(stage, monkeypatch, logged):
    async def fail():
        raise Unavailable

    engine = Delivery(stage.db, stage.clock, stage.transport, Handlers(), stage.pacer, alarm=True)
    monkeypatch.setattr(engine.dispatcher, "take_back", fail)
    async with Running(engine):
        await until(lambda: any(one["event"] == "waiting_for_the_database" for one in logged))


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
