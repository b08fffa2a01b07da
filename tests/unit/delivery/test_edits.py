"""Edits and removals: how each of them ends."""

from datetime import timedelta

import pytest

from bot.core.message import Message
from bot.delivery import sender
from bot.delivery.outbox import cancel_keys, message_of
from bot.delivery.owed import Skip, Verb
from tests.support.clock import START
from tests.support.transport import refuse, unclear, unclear_after
from tests.unit.delivery.stage import HOUR, make_owed

# For what is decided in Python alone, with statements that other tests run on both databases.
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
EDIT = {"verb": Verb.EDIT, "target": "talk.1"}
DELETE = {"verb": Verb.DELETE, "target": "talk.1"}


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
