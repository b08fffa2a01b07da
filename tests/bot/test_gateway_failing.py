"""Nothing ends in silence: refusals, outages, bugs, slow answers, and help in spite of them all."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.message import Message
from bot.gateway import replies
from bot.storage.database import Database
from bot.storage.installation import read_fact
from tests.bot.probe import FOR_EVER, SECRET, Probe, post


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def features(probe):
    return (probe.as_feature(),)


@pytest.fixture
def soon(monkeypatch):
    """Shorten the wait before a deferral; only the order matters here."""
    monkeypatch.setattr(replies, "DEFER_AFTER", 0.02)


# ---------------------------------------------------------------- failures


async def test_a_refusal_is_told_and_nothing_is_kept(world):
    reply = await world.ana.press(await post(world, "refuse"), "refuse")
    assert reply.text == "Not on a Sunday."
    async with world.app.db.read() as tx:
        assert await read_fact(tx, "refused") is None


@pytest.mark.parametrize("action", ["busy", "gone"])
async def test_a_database_out_of_reach_is_answered_kindly(world, action):
    reply = await world.ana.press(await post(world, action), action)
    assert "try again in a minute" in reply.text
    assert reply.buttons == ("Help now",)


async def test_a_press_that_has_words_for_it_answers_without_the_database(world):
    reply = await world.ana.press(await post(world, "gone_but"), "gone_but")
    assert reply.text == "Numbers for 7."


@pytest.mark.parametrize("action", ["bug", "long"])
async def test_a_bug_gets_a_code_and_the_log_no_text(world, action, logged):
    reply = await world.ana.press(await post(world, action), action)
    code = reply.text.rsplit(" ", 1)[1].rstrip(".")
    assert len(code) == 4
    assert SECRET not in reply.text
    assert code in logged()
    assert SECRET not in logged()


async def test_an_answer_that_came_too_late_is_only_logged(world, logged):
    posted = await post(world, "say")
    world.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    reply = await world.ana.press(posted, "say")
    assert not reply.all
    assert "interaction_too_late" in logged()


async def test_somebody_else_answered_first(world, logged):
    posted = await post(world, "say")
    world.env.inject_error("POST", "/interactions/*/callback", status=400, code=40060)
    assert not (await world.ana.press(posted, "say")).all
    assert "interaction_too_late" in logged()


async def test_when_sending_fails_once_a_code_is_told(world, logged):
    posted = await post(world, "say")
    world.env.inject_error("POST", "/interactions/*/callback", status=400, code=50035)
    reply = await world.ana.press(posted, "say")
    assert "tell a moderator this code" in reply.text


async def test_when_sending_always_fails_it_is_logged(world, logged):
    posted = await post(world, "say")
    world.env.inject_error("POST", "/interactions/*", status=400, code=50035, times=None)
    assert not (await world.ana.press(posted, "say")).all
    assert "failure_not_told" in logged()


# ---------------------------------------------------------------- taking long


async def test_a_slow_press_is_deferred_and_answered(world, soon):
    reply = await world.ana.press(await post(world, "slow"), "slow")
    assert reply.deferred
    assert [seen.text for seen in reply.all if seen.ephemeral] == ["At last."]
    assert [seen.text for seen in world.bystander.sees(world.general)] == ["A card."]


async def test_a_slow_file_is_handed_over_too(world, soon):
    reply = await world.ana.press(await post(world, "slow_file"), "slow_file")
    (message,) = (seen for seen in reply.all if seen.ephemeral)
    assert message.text == "Here it is."


async def test_a_slow_edit_leaves_a_public_message_alone(world, soon):
    reply = await world.ana.press(await post(world, "slow_edit"), "slow_edit")
    assert [seen.text for seen in world.reads(world.general)] == ["A card."]
    assert [seen.text for seen in reply.all if seen.ephemeral] == ["At last, here."]


async def test_the_token_of_a_slow_press_never_reaches_the_public_message(world, soon):
    reply = await world.ana.press(await post(world, "slow"), "slow")
    token = reply.result._interaction.token
    await world.app.transport.edit_reply(token, Message("Sam is on the way."))
    assert [seen.text for seen in world.bystander.sees(world.general)] == ["A card."]
    assert world.ana.sees(world.general)[-1].text == "Sam is on the way."


async def test_a_slow_edit_replaces_a_private_message(world, soon):
    private = await world.ana.press(await post(world, "edit"), "edit")
    world.app.features["probe"] = replace(world.app.features["probe"], press=Probe().do_slow_edit)
    edited = await world.ana.press(private, "edit")
    assert edited.is_edit
    assert edited.first.id == private.first.id
    assert edited.text == "At last, here."


async def test_a_form_that_comes_too_late_is_explained(world, soon):
    reply = await world.ana.press(await post(world, "late_form"), "late_form")
    assert reply.form is None
    (message,) = (seen for seen in reply.all if seen.ephemeral)
    assert "press again" in message.text


async def test_a_quick_press_is_not_deferred(world):
    assert not (await world.ana.press(await post(world, "say"), "say")).deferred


# ---------------------------------------------------------------- instant actions


@pytest.fixture(params=["raises", "never returns"])
def broken_database(request, monkeypatch):
    """Make every call of the database fail or hang, and count them."""
    calls = []

    class Broken:
        async def __aenter__(self):
            calls.append("begin")
            if request.param == "raises":
                raise OSError("no disk")
            await asyncio.sleep(FOR_EVER)

        async def __aexit__(self, *_error):
            raise AssertionError

    for name in ("begin", "read"):
        monkeypatch.setattr(Database, name, lambda self, *args: Broken())
    return calls


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(replies, "AFTERWARDS_LIMIT", 0.05)


async def test_instant_answers_need_no_database(world, broken_database, hurried):
    posted = await post(world, "numbers")
    reply = await world.ana.press(posted, "numbers")
    assert reply.text == "Numbers for 7."
    assert not reply.deferred
    assert broken_database == ["begin"], "only what comes afterwards touched the database"


async def test_instant_answers_touch_no_database_before_they_are_out(world, monkeypatch):
    order = []
    posted = await post(world, "numbers")
    begin = Database.begin
    monkeypatch.setattr(Database, "begin", lambda *a: order.append("database") or begin(*a))
    send = replies._send

    async def note(*args):
        await send(*args)
        order.append("answer")

    monkeypatch.setattr(replies, "_send", note)
    await world.ana.press(posted, "numbers")
    assert order == ["answer", "database"]


async def test_what_comes_afterwards_is_a_private_follow_up(world, probe):
    probe.afterwards_says = "You still have an open request."
    reply = await world.ana.press(await post(world, "numbers"), "numbers")
    assert [seen.text for seen in reply.all] == ["Numbers for 7.", probe.afterwards_says]
    assert all(seen.ephemeral for seen in reply.all)


@pytest.mark.parametrize("says", ["hang", "fail"])
async def test_what_fails_afterwards_is_only_logged(world, probe, says, hurried, logged):
    probe.afterwards_says = says
    reply = await world.ana.press(await post(world, "numbers"), "numbers")
    assert [seen.text for seen in reply.all] == ["Numbers for 7."]
    assert "afterwards_failed" in logged()


async def test_a_broken_instant_action_still_says_something(world):
    reply = await world.ana.press(await post(world, "broken"), "broken")
    assert "tell a moderator this code" in reply.text
