"""The process dies between any two steps: nothing is lost, and nothing is said twice."""

import pytest
from sqlalchemy import delete

from bot.delivery.outbox import post
from bot.delivery.owed import Verb
from bot.delivery.timers import set_timer
from bot.storage.tables import outbox
from tests.support.clock import START
from tests.support.transport import RecordingTransport, killed, killed_after
from tests.unit.delivery.stage import CHANNEL, HOUR, make_owed


async def crash(stage):
    """Step until the process dies, and start another one."""
    with pytest.raises(BaseExceptionGroup):
        await stage.step()
    stage.start_engine()


@pytest.mark.parametrize("fault", [killed(), killed_after()], ids=["before", "after"])
@pytest.mark.parametrize("seconds", [1, 119, 121, 3000], ids=str)
async def test_killed_around_the_request(stage, fault, seconds):
    stage.transport.plan("send", fault)
    await stage.owe(make_owed())
    await crash(stage)
    stage.clock.advance(seconds=seconds)
    await stage.step()
    assert stage.transport.said() == ["talk.1"]
    assert await stage.states() == {"talk.1": "sent"}


@pytest.mark.parametrize("seconds", [1, 3000])
async def test_without_nonce_and_marker_there_would_be_two(stage, seconds):
    """The control: it is the nonce and the marker that the tests above prove."""
    stage.transport = RecordingTransport(stage.clock, recognises=False)
    stage.start_engine()
    stage.transport.plan("send", killed_after())
    await stage.owe(make_owed())
    await crash(stage)
    stage.clock.advance(seconds=seconds)
    await stage.step()
    assert stage.transport.said() == ["talk.1", "talk.1"]


@pytest.mark.parametrize("fault", [killed(), killed_after()], ids=["before", "after"])
@pytest.mark.parametrize("seconds", [1, 121])
async def test_killed_around_a_private_note(stage, fault, seconds):
    stage.transport.plan("send", fault)
    await stage.whisper()
    await crash(stage)
    stage.clock.advance(seconds=seconds)
    await stage.step()
    assert stage.transport.said() == ["1"]
    assert await stage.entries() == 0


@pytest.mark.parametrize("verb", [Verb.EDIT, Verb.DELETE])
async def test_killed_around_an_edit(stage, verb):
    await stage.owe(make_owed())
    await stage.step()
    stage.transport.plan(verb, killed_after())
    await stage.owe(make_owed("talk.x", verb=verb, target="talk.1"))
    await crash(stage)
    stage.clock.advance(minutes=10)
    await stage.step()
    assert (await stage.row("talk.x"))["state"] == "sent"


async def test_killed_while_many_are_sent(stage):
    """Every tenth request kills the process; each message is there once at the end."""
    rows = [make_owed(f"talk.{n}", channel_id=n + 1, server_id=n % 7 + 1) for n in range(60)]
    await stage.owe(*rows)
    for n in range(6):
        for _ in range(9):
            stage.transport.plan("send", killed_after() if n % 2 else killed())
        await crash(stage)
        stage.clock.advance(seconds=(1, 130)[n % 2])
    stage.transport._faults.clear()
    await stage.step()
    assert sorted(stage.transport.said()) == sorted(f"talk.{n}" for n in range(60))
    assert set((await stage.states()).values()) == {"sent"}


async def test_killed_while_planning(stage):
    alive = []

    async def plan(tx, dues):
        await post(tx, [make_owed(f"talk.{due.subject_id}") for due in dues])
        if not alive:
            raise SystemExit

    stage.plans["talk"] = plan
    async with stage.db.begin() as tx:
        await set_timer(tx, "talk", "1", START)
    with pytest.raises(SystemExit):
        await stage.step()
    assert await stage.rows() == []
    assert await stage.timers() == {"1": START}
    alive.append(True)
    stage.start_engine()
    await stage.step()
    assert stage.transport.said() == ["talk.1"]
    assert await stage.timers() == {}


async def test_an_unreadable_channel_after_a_crash_is_never_written_twice(stage):
    stage.transport.unreadable.add(CHANNEL)
    stage.transport.plan("send", killed_after())
    await stage.owe(make_owed())
    await crash(stage)
    stage.clock.advance(minutes=3)
    await stage.step()
    stage.clock.advance(hours=1)
    await stage.step()
    assert stage.transport.said() == ["talk.1"]
    assert len(await stage.incidents()) == 1


async def test_a_lease_that_is_over_is_taken_back_by_a_running_engine(stage):
    """As when a second process dies: its rows are freed without a restart."""
    await stage.step()
    await stage.owe(make_owed())
    other = stage.engine.dispatcher
    await other._claim(await other._reserve())
    other._in_flight.clear()
    stage.clock.advance(seconds=119)
    await stage.step()
    assert await stage.states() == {"talk.1": "sending"}
    stage.clock.advance(seconds=31)
    await stage.step()
    assert await stage.states() == {"talk.1": "sent"}
    assert len(stage.transport.made("find_marked")) == 1


async def test_what_is_in_flight_is_not_taken_back(stage):
    await stage.owe(make_owed(not_after=START + 3 * HOUR))
    dispatcher = stage.engine.dispatcher
    await stage.engine._own()
    await dispatcher._claim(await dispatcher._reserve())
    stage.clock.advance(hours=1)
    await stage.step()
    assert await stage.states() == {"talk.1": "sending"}


async def test_a_row_that_was_removed_while_it_was_sent_is_not_settled(stage):
    real = stage.transport.send

    async def send(*args, **options):
        sent = await real(*args, **options)
        async with stage.db.begin() as tx:
            await tx.execute(delete(outbox))
        return sent

    stage.transport.send = send
    await stage.owe(make_owed())
    await stage.step()
    assert await stage.rows() == []
    assert stage.outcomes == []
