"""Every way a row can end, and every way it is tried again."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.message import Message
from bot.delivery import sender
from bot.delivery.outbox import cancel_keys, message_of
from bot.delivery.owed import End, Skip, Thread, Verb
from tests.support.clock import START
from tests.support.transport import broken, refuse, unclear, unclear_after
from tests.unit.delivery.stage import CHANNEL, HOUR, SERVER, make_owed

# For what is decided in Python alone, with statements that other tests run on both databases.
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
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


# ---------------------------------------------------------------- bugs of features


async def test_what_cannot_be_worded_is_put_off_and_others_go_out(stage):
    stage.words["talk.1"] = ValueError("a bug")
    await stage.owe(make_owed(not_after=START + 40 * HOUR), make_owed("talk.2", channel_id=501))
    waits = []
    for _ in range(5):
        await stage.step()
        row = await stage.row()
        assert (row["state"], row["first_tried"]) == ("waiting", None)
        waits.append(row["try_after"] - stage.clock.now())
        stage.clock.move_to(row["try_after"])
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes[:4] == [1, 5, 30, 1440]
    assert minutes[4] < 1440  # the end of its time comes first
    assert ("talk.line", "failed", SERVER, CHANNEL) in await stage.incidents()
    assert stage.transport.said() == ["talk.2"]
    await stage.step()
    assert stage.ends()[-1] == ("talk.1", "expired", "expired")


async def test_an_unknown_row_that_fails_stays_unknown(stage):
    stage.transport.plan("send", unclear())
    await stage.owe(make_owed())
    await stage.step()
    stage.words["talk.1"] = ValueError("a bug")
    stage.clock.advance(seconds=5)
    await stage.step()
    row = await stage.row()
    assert (row["state"], row["first_tried"]) == ("unknown", START)


async def test_the_wrong_kind_of_words_is_a_bug(stage):
    stage.words["talk.1"] = Thread("A room", (1,))
    await stage.owe(make_owed())
    await stage.step()
    assert await stage.incidents() == [("talk.line", "failed", SERVER, CHANNEL)]


async def test_an_unknown_kind_is_a_bug(stage):
    await stage.owe(make_owed(kind="talk.unheard"))
    await stage.step()
    assert await stage.states() == {"talk.1": "waiting"}
    assert len(await stage.incidents()) == 1


async def test_a_failing_settle_harms_no_other_row(stage):
    stage.settle_fails.add("talk.2")
    await stage.owe(*(make_owed(f"talk.{n}", channel_id=n) for n in range(1, 5)))
    await stage.step()
    assert set((await stage.states()).values()) == {"sent"}
    assert sorted(ref for ref, *_ in stage.ends()) == ["talk.1", "talk.3", "talk.4"]
    assert await stage.incidents() == [("talk.line", "failed", SERVER, 2)]


async def test_a_settle_that_fails_on_a_refusal_keeps_its_incident(stage):
    stage.settle_fails.add("talk.1")
    stage.transport.plan("send", refuse(50001))
    await stage.owe(make_owed())
    await stage.step()
    assert await stage.incidents() == [("talk.line", "50001", SERVER, CHANNEL)]


async def test_a_feature_without_settle_is_fine(stage):
    stage.settle_fails.add("x")
    await stage.owe(make_owed(kind="quiet.line"))
    stage.words["talk.1"] = Skip("no")
    handlers = stage.engine.dispatcher.recorder._handlers
    handlers.renders["quiet.line"] = stage.render
    await stage.step()
    assert await stage.states() == {"talk.1": "skipped"}
    assert stage.outcomes == []


# ---------------------------------------------------------------- edits and removals


async def test_an_edit_reaches_the_message(stage):
    await stage.owe(make_owed())
    await stage.step()
    stage.words["talk.e"] = Message("cancelled")
    await stage.owe(make_owed("talk.e", **EDIT))
    await stage.step()
    assert stage.transport.said() == ["cancelled"]
    async with stage.db.read() as tx:
        assert await message_of(tx, "talk.e") == await message_of(tx, "talk.1")


async def test_a_removal_reaches_the_message(stage):
    await stage.owe(make_owed())
    await stage.step()
    await stage.owe(make_owed("talk.d", **DELETE))
    await stage.step()
    assert stage.transport.said() == []
    assert (await stage.row("talk.d"))["state"] == "sent"


@ONE_DATABASE
@pytest.mark.parametrize(
    ("how", "code", "end", "why"),
    [
        (EDIT, 10008, "skipped", "gone"),
        (EDIT, 10003, "refused", "10003"),
        (DELETE, 10008, "sent", ""),
        (DELETE, 10003, "sent", ""),
        (DELETE, 50013, "refused", "50013"),
    ],
)
async def test_refused_edits_and_removals(stage, how, code, end, why):
    await stage.owe(make_owed())
    await stage.step()
    stage.transport.plan(how["verb"], refuse(code))
    await stage.owe(make_owed("talk.x", **how))
    await stage.step()
    assert stage.ends()[1:] == [("talk.x", end, why)]


@pytest.mark.parametrize("how", [EDIT, DELETE])
async def test_an_unclear_edit_is_simply_made_again(stage, how):
    await stage.owe(make_owed())
    await stage.step()
    stage.transport.plan(how["verb"], unclear())
    await stage.owe(make_owed("talk.x", **how))
    await stage.step()
    stage.clock.advance(minutes=10)
    await stage.step()
    assert (await stage.row("talk.x"))["state"] == "sent"
    assert stage.transport.made("find_marked") == []


@ONE_DATABASE
@pytest.mark.parametrize("how", [EDIT, DELETE])
@pytest.mark.parametrize("state", ["skipped", "cancelled", "refused", "expired", "missing"])
async def test_without_a_message_there_is_nothing_to_change(stage, how, state):
    if state == "skipped":
        stage.words["talk.1"] = Skip("no")
    elif state == "refused":
        stage.transport.plan("send", refuse(50013))
    if state != "missing":
        await stage.owe(make_owed())
    if state == "cancelled":
        async with stage.db.begin() as tx:
            await cancel_keys(tx, ["talk.1"])
    elif state == "expired":
        stage.clock.advance(hours=1)
    await stage.step()
    await stage.owe(make_owed("talk.x", not_after=START + 3 * HOUR, **how))
    await stage.step()
    row = await stage.row("talk.x")
    assert (row["state"], row["code"]) == ("skipped", "no_message")


async def test_a_message_that_was_removed_cannot_be_edited(stage):
    stage.transport.plan("send", refuse(10008))
    await stage.owe(make_owed())
    await stage.step()
    await stage.owe(make_owed("talk.e", **EDIT))
    await stage.step()
    assert (await stage.row("talk.e"))["code"] == "gone"


async def test_what_still_waits_need_not_be_edited(stage):
    await stage.owe(make_owed(due=START + HOUR / 2), make_owed("talk.e", **EDIT))
    await stage.step()
    assert await stage.states() == {"talk.1": "waiting", "talk.e": "skipped"}


async def test_what_still_waits_and_is_to_be_removed_is_never_sent(stage):
    await stage.owe(make_owed(due=START + HOUR / 2), make_owed("talk.d", **DELETE))
    await stage.step()
    assert await stage.states() == {"talk.1": "cancelled", "talk.d": "skipped"}
    assert ("talk.d", "skipped", "unsent") in stage.ends()


@pytest.mark.parametrize("how", [EDIT, DELETE])
async def test_what_may_be_there_is_changed_once_that_is_known(stage, how):
    stage.transport.plan("send", unclear_after())
    await stage.owe(make_owed())
    await stage.step()
    stage.words["talk.x"] = Message("changed")
    await stage.owe(make_owed("talk.x", **how))
    await stage.step()
    row = await stage.row("talk.x")
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    stage.clock.advance(seconds=2)
    await stage.step()
    stage.clock.advance(seconds=2)
    await stage.step()
    assert (await stage.row("talk.x"))["state"] == "sent"
    assert stage.transport.said() == (["changed"] if how is EDIT else [])


async def test_a_target_claimed_in_the_same_moment_is_looked_at_again(stage):
    """The removal read "waiting", and when it wanted to cancel the row was being sent."""
    await stage.owe(make_owed("talk.d", **DELETE))
    engine = stage.engine.dispatcher
    rows = await engine._claim(await engine._reserve())
    result = await engine._sender._cancel_target(rows[0], sender.Unsent("talk.1", None))
    assert result.until == START + timedelta(seconds=2)


# ---------------------------------------------------------------- threads


ROOM = {"verb": Verb.OPEN_THREAD, "server_id": SERVER}


async def test_a_thread_carries_the_code_in_its_title(stage):
    stage.words["talk.1"] = Thread("A quiet room", (1, 2))
    await stage.owe(make_owed(**ROOM))
    await stage.step()
    ((thread_id, (parent, title, members)),) = stage.transport.threads.items()
    code = (await stage.row())["nonce"][:6]
    assert (parent, title, members) == (CHANNEL, f"A quiet room · {code}", (1, 2))
    assert stage.outcomes[0].end is End.SENT
    assert stage.outcomes[0].sent.channel_id == thread_id


async def test_a_thread_is_looked_for_before_it_is_opened_again(stage):
    stage.words |= {"talk.1": Thread("A", ()), "talk.2": Thread("B", ())}
    stage.transport.plan("open_thread", unclear_after(), unclear())
    await stage.owe(make_owed(**ROOM), make_owed("talk.2", channel_id=501, **ROOM))
    await stage.step()
    stage.clock.advance(seconds=2)
    await stage.step()
    assert set((await stage.states()).values()) == {"sent"}
    assert len(stage.transport.threads) == 2


async def test_a_thread_that_cannot_be_looked_for_stays_unknown(stage):
    stage.words["talk.1"] = Thread("A", ())
    stage.transport.unreadable.add(SERVER)
    stage.transport.plan("open_thread", unclear())
    await stage.owe(make_owed(**ROOM))
    await stage.step()
    stage.clock.advance(seconds=2)
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    assert len(stage.transport.made("open_thread")) == 1
