"""What waits is counted alike on both databases."""

from datetime import timedelta

import pytest

from bot.delivery.backlog import count_backlog
from bot.delivery.owed import Lane
from bot.delivery.timers import set_timer
from tests.support.clock import START
from tests.unit.delivery.stage import Stage, make_owed


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


async def count(stage):
    async with stage.db.read() as tx:
        return await count_backlog(tx)


async def test_an_empty_outbox_has_nothing_waiting(stage):
    backlog = await count(stage)
    assert backlog.rows == {}
    assert set(backlog.oldest.values()) == {0.0}
    assert backlog.late == 0.0


async def test_rows_are_counted_by_lane_and_state(stage):
    ahead = START + timedelta(hours=5)
    await stage.owe(
        make_owed("talk.1"),
        make_owed("talk.2", due=START - timedelta(minutes=2)),
        make_owed("talk.3", lane=Lane.HELP),
        make_owed("talk.4", lane=Lane.TIP, due=ahead, not_after=ahead),
    )
    stage.clock.advance(minutes=1)
    async with stage.db.begin() as tx:
        await set_timer(tx, "talk", "1", START)
    await stage.engine.dispatcher.take_back()
    backlog = await count(stage)
    assert backlog.rows == {
        (Lane.MEETING, "waiting"): 2,
        (Lane.HELP, "waiting"): 1,
        (Lane.TIP, "waiting"): 1,
    }
    assert backlog.oldest[Lane.MEETING] == 180
    assert backlog.oldest[Lane.HELP] == 60
    assert backlog.oldest[Lane.TIP] == 0.0, "it is not due yet"
    assert backlog.late == 60


async def test_what_is_being_sent_is_told_apart_and_what_is_over_is_not_counted(stage):
    await stage.owe(make_owed("talk.1"), make_owed("talk.2", channel_id=501))
    dispatcher = stage.engine.dispatcher
    await dispatcher.take_back()
    await dispatcher._claim(await dispatcher._reserve())
    assert {state for _, state in (await count(stage)).rows} == {"sending"}
    await stage.start_engine().step()
    assert (await count(stage)).rows == {}
