"""A bug of a feature harms its own row only, and loses nothing."""

from datetime import timedelta

from bot.delivery.owed import Skip, Thread, Verb
from tests.support.clock import START
from tests.support.transport import refuse, unclear
from tests.unit.delivery.stage import CHANNEL, HOUR, SERVER, make_owed

EDIT = {"verb": Verb.EDIT, "target": "talk.1"}
DELETE = {"verb": Verb.DELETE, "target": "talk.1"}


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
    stage.words["talk.1"] = Thread("A room")
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
