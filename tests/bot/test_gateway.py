"""Presses, forms and answers, as the person who presses and a bystander see them."""

import asyncio

import pytest

from bot.core.message import Button, Message
from bot.gateway import replies
from bot.gateway.client import AftercareClient
from bot.storage.database import Database
from bot.storage.installation import read_fact
from tests.bot.probe import FOR_EVER, SECRET, Probe, card
from tests.support.discord_world import World


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


async def post(world: World, *actions, channel=None, **more):
    """Let the bot say a card with these buttons, as the engine would."""
    where = channel or world.general
    await world.app.transport.send(where.id, card(*actions, **more), nonce="marker1")
    return world.reads(where)[-1]


# ---------------------------------------------------------------- presses


async def test_a_press_is_answered_to_the_one_who_pressed(world, probe):
    posted = await post(world, "say")
    reply = await world.ana.press(posted, "say")
    assert reply.text == "You pressed 7."
    assert [seen.text for seen in world.bystander.sees(world.general)] == ["A card."]
    assert reply.buttons == ("Help now",)
    (who,) = probe.who
    assert (who.member_id, who.server_id) == (world.ana.id, world.server.id)
    (press,) = probe.presses
    assert (press.action, press.ref, press.text) == ("say", "7", "A card.")


async def test_pressing_twice_reaches_the_feature_twice(world):
    posted = await post(world, "count")
    assert (await world.ana.press(posted, "count")).text == "Pressed 1."
    assert (await world.ben.press(posted, "count")).text == "Pressed 2."


async def test_two_presses_at_once_are_both_answered(world):
    posted = await post(world, "count", "say")
    again = await world.ana.press(posted, "count")
    assert again.text == "Pressed 1."
    assert (await world.ana.press(posted, "count")).text == "Pressed 2."


async def test_a_button_works_after_a_restart(world):
    posted = await post(world, "say")
    private = await world.ana.press(posted, "say")
    await world.restart()
    assert (await world.ana.press(world.reads(world.general)[0], "say")).text == "You pressed 7."
    assert world.ana.sees(world.general)[1].text == private.text


async def test_a_button_on_a_private_message_works_after_a_restart(world):
    private = await world.ana.press(await post(world, "edit"), "edit")
    await world.restart()
    assert (await world.ana.press(private, "say")).text == "You pressed 7x."


async def test_selects_bring_their_values(world):
    posted = await post(world, "selects")
    menu = await world.ana.press(posted, "selects")
    days, where, whom = menu.first.selects
    assert (await world.ana.pick(menu, ["mon", "fri"], days)).text == "text: mon, fri"
    picked = await world.ana.pick(menu, [world.mornings], where)
    assert picked.text == f"channel: {world.mornings.id}"
    await world.restart()
    picked = await world.ana.pick(menu, [world.moderators], whom)
    assert picked.text == f"role: {world.moderators.id}"


async def test_an_edit_replaces_the_private_message(world):
    posted = await post(world, "edit")
    private = await world.ana.press(posted, "edit")
    assert not private.is_edit, "a public message is never replaced by one person's press"
    assert world.reads(world.general)[0].buttons == ("edit", "Help now")
    edited = await world.ana.press(private, "edit")
    assert edited.is_edit
    assert edited.first.id == private.first.id
    assert (await world.ana.press(edited, "say")).text == "You pressed 7xx."


async def test_a_file_is_handed_over_privately(world):
    reply = await world.ana.press(await post(world, "file"), "file")
    assert reply.text == "Here it is."
    assert await reply.files["all.json"].read() == b'{"a": 1}'
    assert len(world.bystander.sees(world.general)) == 1


@pytest.mark.parametrize("feature", ["gone", "servers"])
async def test_a_button_of_a_feature_that_is_gone_is_explained(world, feature):
    row = (Button("Old", feature, "old"),)
    await world.app.transport.send(world.general.id, Message("x", rows=(row,)), nonce="n")
    reply = await world.ana.press(world.reads(world.general)[0], "Old")
    assert "older version" in reply.text


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


# ---------------------------------------------------------------- the client


async def test_intents_and_caches_are_the_smallest(world):
    client: AftercareClient = world.client
    assert [name for name, on in client.intents if on] == ["guilds"]
    assert not client._connection.member_cache_flags.value
    assert client._connection._messages is None
    assert {member.id for member in client.get_guild(world.server.id).members} == {client.user.id}


async def test_nothing_mentions_anybody(world):
    await world.app.transport.send(
        world.general.id, Message(f"@everyone <@{world.ben.id}>"), nonce="n"
    )
    assert world.requests("POST", "/messages")[-1].json["allowed_mentions"] == {"parse": []}
