"""Presses, forms and answers, as the person who presses and a bystander see them."""

import pytest

from bot.core.message import Button, Message
from bot.gateway.client import AftercareClient
from tests.bot.probe import Probe, post


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def features(probe):
    return (probe.as_feature(),)


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
