"""Every way a row can end, and every way it is tried again."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.message import Message
from bot.delivery import sender
from bot.delivery.outbox import message_of
from bot.delivery.owed import Skip, Verb
from tests.support.clock import START
from tests.support.transport import broken, refuse, unclear, unclear_after
from tests.unit.delivery.stage import CHANNEL, HOUR, SERVER, make_owed

EDIT = {"verb": Verb.EDIT, "target": "talk.1"}
DELETE = {"verb": Verb.DELETE, "target": "talk.1"}


async def test_sent(stage):
    await stage.owe(make_owed())
    await stage.step()
    row = await stage.row()
    assert (row["state"], row["channel_id"], row["code"]) == ("sent", CHANNEL, None)
    assert row["message_id"] == stage.transport.posted[0].message_id
    assert row["closed_at"] == START
    assert stage.ends() == [("talk.1", "sent", "")]
    assert stage.outcomes[0].sent.message_id == row["message_id"]
    assert stage.engine.dispatcher.recorder.counts == {"sent": 1}


async def test_it_is_worded_when_it_is_sent(stage):
    await stage.owe(make_owed(due=START + HOUR / 2))
    await stage.step()
    stage.words["talk.1"] = Message("moved to Friday")
    stage.clock.advance(minutes=30)
    await stage.step()
    assert stage.transport.said() == ["moved to Friday"]


async def test_no_longer_true_is_skipped(stage):
    stage.words["talk.1"] = Skip("cancelled")
    await stage.owe(make_owed())
    await stage.step()
    assert stage.transport.requests == []
    assert stage.ends() == [("talk.1", "skipped", "cancelled")]
    assert await stage.incidents() == []


async def test_a_refusal_is_final_and_moderators_see_it(stage):
    stage.transport.plan("send", refuse(50013))
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(minutes=50)
    await stage.step()
    assert len(stage.transport.requests) == 1
    assert stage.ends() == [("talk.1", "refused", "50013")]
    assert await stage.incidents() == [("talk.line", "50013", SERVER, CHANNEL)]


async def test_too_late_is_expired_aloud(stage):
    await stage.owe(make_owed())
    stage.clock.advance(hours=1)
    await stage.step()
    assert stage.transport.requests == []
    assert stage.ends() == [("talk.1", "expired", "expired")]
    assert await stage.incidents() == [("talk.line", "expired", SERVER, CHANNEL)]
    assert stage.engine.dispatcher.recorder.counts == {"expired": 1}


async def test_too_late_between_two_sweeps(stage):
    await stage.step()
    await stage.owe(make_owed(not_after=START + timedelta(seconds=5)))
    stage.clock.advance(seconds=10)
    await stage.step()
    assert stage.ends() == [("talk.1", "expired", "expired")]


async def test_after_being_down_what_is_still_useful_goes_out(stage):
    rows = [make_owed(f"talk.{n}", not_after=START + n * HOUR) for n in range(1, 5)]
    await stage.owe(*rows)
    stage.clock.advance(hours=2.5)
    stage.start_engine()
    await stage.step()
    assert stage.transport.said() == ["talk.3", "talk.4"]
    states = await stage.states()
    assert [states[f"talk.{n}"] for n in range(1, 5)] == ["expired", "expired", "sent", "sent"]
    assert len(await stage.incidents()) == 2


async def test_gone_on_a_create_means_it_had_been_sent(stage):
    stage.transport.plan("send", unclear_after())
    await stage.owe(make_owed())
    await stage.step()
    stage.transport.posted[0].deleted = True
    stage.clock.advance(seconds=2)
    await stage.step()
    assert stage.ends() == [("talk.1", "sent", "")]
    async with stage.db.read() as tx:
        assert await message_of(tx, "talk.1") is None


# ---------------------------------------------------------------- unclear


async def test_unclear_is_tried_again_with_the_same_nonce(stage):
    stage.transport.plan("send", unclear_after(), unclear())
    await stage.owe(make_owed())
    await stage.step()
    row = await stage.row()
    assert (row["state"], row["try_after"]) == ("unknown", START + timedelta(seconds=2))
    stage.clock.advance(seconds=1)
    await stage.step()
    assert len(stage.transport.made("send")) == 1
    for _ in range(2):
        stage.clock.advance(seconds=10)
        await stage.step()
    assert len({nonce for *_, nonce in stage.transport.made("send")}) == 1
    assert len(stage.transport.made("send")) == 3
    assert stage.transport.said() == ["talk.1"]
    assert await stage.states() == {"talk.1": "sent"}


async def test_discords_wish_to_wait_is_a_floor(stage):
    stage.transport.plan("send", unclear(retry_after=70))
    await stage.owe(make_owed())
    await stage.step()
    row = await stage.row()
    assert row["try_after"] == START + timedelta(seconds=70)
    assert stage.pacer.closed_channels() == {CHANNEL}


async def test_after_the_window_it_is_searched_and_found(stage):
    stage.transport.plan("send", unclear_after())
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(seconds=120)
    await stage.step()
    (search,) = stage.transport.made("find_marked")
    assert search[-1] == START - timedelta(seconds=60)
    assert len(stage.transport.made("send")) == 1
    row = await stage.row()
    assert (row["state"], row["message_id"]) == ("sent", stage.transport.posted[0].message_id)


async def test_after_the_window_what_is_not_there_is_sent(stage):
    stage.transport.plan("send", unclear())
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(seconds=120)
    await stage.step()
    assert len(stage.transport.made("find_marked")) == 1
    assert stage.transport.said() == ["talk.1"]


async def test_what_cannot_be_searched_is_never_sent_again_and_reported(stage):
    stage.transport.plan("send", unclear())
    stage.transport.unreadable.add(CHANNEL)
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(seconds=120)
    await stage.step()
    row = await stage.row()
    assert (row["state"], row["try_after"]) == ("unknown", START + HOUR)
    stage.clock.advance(hours=1)
    await stage.step()
    assert len(stage.transport.made("send")) == 1
    assert stage.ends() == [("talk.1", "expired", "expired")]
    assert len(await stage.incidents()) == 1


async def test_a_refused_search_proves_nothing_either(stage):
    stage.transport.plan("send", unclear())
    stage.transport.plan("find_marked", refuse(50001))
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(seconds=120)
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    stage.clock.advance(hours=1)
    await stage.step()  # the search works at the end: nothing is there
    assert stage.ends() == [("talk.1", "expired", "expired")]


async def test_an_unclear_search_is_made_again(stage):
    stage.transport.plan("send", unclear_after())
    stage.transport.plan("find_marked", unclear())
    await stage.owe(make_owed())
    await stage.step()
    stage.clock.advance(seconds=120)
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    stage.clock.advance(seconds=30)
    await stage.step()
    assert await stage.states() == {"talk.1": "sent"}
    assert len(stage.transport.made("send")) == 1


@pytest.mark.parametrize("fault", [None, unclear()])
async def test_unknown_until_the_end_is_searched_before_it_expires(stage, fault):
    stage.transport.plan("send", unclear_after())
    await stage.owe(make_owed())
    await stage.step()
    if fault is not None:
        stage.transport.plan("find_marked", fault)
    stage.clock.advance(hours=1)
    await stage.step()
    assert stage.ends()[0][1] == ("sent" if fault is None else "expired")
    assert len(stage.transport.made("send")) == 1


async def test_unknown_and_no_longer_true_is_searched_too(stage):
    stage.transport.plan("send", unclear_after(), unclear())
    await stage.owe(make_owed())
    await stage.step()
    await stage.owe(make_owed("talk.2", channel_id=501))
    await stage.step()
    stage.words |= {"talk.1": Skip("cancelled"), "talk.2": Skip("cancelled")}
    stage.clock.advance(seconds=5)
    await stage.step()
    assert await stage.states() == {"talk.1": "sent", "talk.2": "skipped"}


async def test_a_request_that_never_ends_is_unclear(stage, monkeypatch, logged):
    monkeypatch.setattr(sender, "LONGEST_REQUEST", 0.01)
    monkeypatch.setattr(stage.transport, "send", lambda *_a, **_k: asyncio.Event().wait())
    await stage.owe(make_owed())
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    assert [line["cause"] for line in logged] == ["timeout"]


async def test_a_bug_of_the_transport_is_unclear(stage, logged):
    stage.transport.plan("send", broken())
    await stage.owe(make_owed())
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    assert [line["event"] for line in logged] == ["transport_failed", "row_unclear"]
