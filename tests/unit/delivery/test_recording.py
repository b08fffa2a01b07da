"""Results are written down many at once, and nobody is kept longer than their own result takes."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.claim import take
from bot.delivery.owed import End
from bot.delivery.results import Closed, Finished, Later
from bot.storage.database import BATCH
from tests.support.clock import START
from tests.support.transport import unclear
from tests.unit.delivery.stage import CHANNEL, HOUR, make_owed

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


async def take_finished(stage, *keys):
    """Send these rows, but for writing down that they were sent."""
    await stage.owe(*(make_owed(key) for key in keys))
    ids = [row["id"] for row in await stage.rows()]
    async with stage.db.begin(BATCH) as tx:
        rows = await take(tx, ids)
    return [Finished(row, Closed(End.SENT)) for row in rows]


async def test_whoever_writes_for_others_goes_on_when_its_own_is_written(stage, monkeypatch):
    first, second = await take_finished(stage, "talk.1", "talk.2")
    recorder = stage.engine.dispatcher.recorder
    real, begun, go_on = recorder._write, [], asyncio.Event()

    async def write(some, *, settle):
        begun.append(list(some))
        if len(begun) == 1:
            others.append(asyncio.ensure_future(recorder.record([second])))
            await asyncio.sleep(0)
        else:
            await go_on.wait()
        await real(some, settle=settle)

    others = []
    monkeypatch.setattr(recorder, "_write", write)
    async with asyncio.timeout(20):
        await recorder.record([first])
    assert await stage.states() == {"talk.1": "sent", "talk.2": "sending"}
    go_on.set()
    await others[0]
    assert await stage.states() == {"talk.1": "sent", "talk.2": "sent"}


async def test_a_row_that_is_taken_again_before_its_first_send_is_over(stage, monkeypatch):
    """The first send is written down, and lingers; the row's next try begins and ends meanwhile."""
    dispatcher = stage.engine.dispatcher
    real, written, go_on = dispatcher.recorder.record, asyncio.Queue(), asyncio.Event()

    async def record(finished):
        await real(finished)
        if finished:
            written.put_nowait(finished[0].result)
        if finished and isinstance(finished[0].result, Later):
            await go_on.wait()

    monkeypatch.setattr(dispatcher.recorder, "record", record)
    stage.transport.plan("send", unclear())
    await stage.whisper()
    async with asyncio.timeout(20), asyncio.TaskGroup() as sends:
        await dispatcher.send_some(sends)
        assert isinstance(await written.get(), Later)
        stage.clock.advance(seconds=3)
        await dispatcher.send_some(sends)
        assert (await written.get()).end is End.SENT
        go_on.set()
    assert stage.transport.said() == ["1"]
    assert not dispatcher._in_flight


async def test_a_clock_that_is_put_back_does_not_put_off_the_sweep(stage):
    """What waited too long is closed within half a minute, by whichever clock."""
    stage.clock.move_to(START + 2 * HOUR)
    await stage.step()
    stage.clock.move_to(START)
    stage.pacer.close_channel(CHANNEL, 3600)
    await stage.owe(make_owed(not_after=START + timedelta(seconds=10)))
    stage.clock.advance(seconds=31)
    await stage.step()
    assert await stage.states() == {"talk.1": "expired"}
