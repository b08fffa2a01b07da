"""Rights: what a press in a server and in a private chat may know, and who may not."""

import pytest

from tests.bot.probe import Probe, card, post
from tests.support.discord_world import World

DAY = 24


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def features(probe):
    return (probe.as_feature(),)


async def write_to(world: World, person, *actions):
    """Let the bot write into somebody's private chat."""
    chat_id = await world.app.transport.open_dm(person.id)
    await world.app.transport.send(chat_id, card(*actions), nonce=f"marker-{actions}"[:25])
    return person.chat[-1]


def fetches(world):
    return len([one for one in world.env.http_requests if "/members/" in one.path])


async def rights_of(world, probe, person):
    posted = await post(world, "say")
    await person.press(posted, "say")
    return probe.who[-1].rights


# ---------------------------------------------------------------- in a server


async def test_rights_come_from_the_interaction(world, probe):
    moderator = await rights_of(world, probe, world.moderator)
    member = await rights_of(world, probe, world.ben)
    assert moderator.manage_server
    assert not member.manage_server
    assert world.moderators.id in moderator.role_ids
    assert member.role_ids == {world.server.id}
    assert fetches(world) == 0


async def test_hidden_channels_are_seen_by_those_who_may(world, probe):
    for person, sees in ((world.moderator, True), (world.ana, True), (world.ben, False)):
        rights = await rights_of(world, probe, person)
        assert rights.sees(world.hidden.id) is sees
        assert rights.sees(world.mornings.id)
        assert not rights.sees(12345)


async def test_rights_follow_the_roles_of_this_moment(world, probe):
    assert (await rights_of(world, probe, world.ana)).sees(world.hidden.id)
    world.take_role(world.ana, world.quiet_room)
    assert not (await rights_of(world, probe, world.ana)).sees(world.hidden.id)


async def test_rights_follow_the_channel(world, probe):
    world.hide(world.mornings)
    assert not (await rights_of(world, probe, world.ana)).sees(world.mornings.id)


async def test_the_owner_sees_everything(world, probe):
    owner = world.make_owner(world.ben)
    rights = await rights_of(world, probe, owner)
    assert rights.manage_server
    assert rights.sees(world.hidden.id)


async def test_a_thread_is_seen_with_its_channel(world, probe):
    thread = await world.open_thread(world.hidden, private=False)
    secret = await world.open_thread(world.hidden, private=True)
    assert (await rights_of(world, probe, world.ana)).sees(thread)
    assert not (await rights_of(world, probe, world.ana)).sees(secret)
    assert not (await rights_of(world, probe, world.ben)).sees(thread)


async def test_what_the_bot_lacks_is_named_in_discords_words(world, probe):
    world.silence_bot(world.mornings, "send_messages", "read_message_history")
    rights = await rights_of(world, probe, world.ana)
    assert rights.bot_lacks(world.mornings.id) == ("Send Messages", "Read Message History")
    assert rights.bot_lacks(world.general.id) == ()
    assert rights.bot_lacks(12345) == ("View Channel",)


async def test_the_locale_is_the_persons(world, probe):
    world.seams.locales[world.ana.id] = "es-ES"
    await rights_of(world, probe, world.ana)
    assert probe.who[-1].locale == "es-ES"


# ---------------------------------------------------------------- in a private chat


async def test_without_a_place_no_server_is_needed(world, probe):
    reply = await world.ana.press(await write_to(world, world.ana, "say"), "say")
    assert reply.text == "You pressed 7."
    assert probe.who[-1].server_id is None
    assert fetches(world) == 0


async def test_the_server_comes_from_the_row_and_the_member_is_looked_up_once_a_day(world, probe):
    probe.place = (world.server.id, world.hidden.id)
    written = await write_to(world, world.ana, "say")
    await world.ana.press(written, "say")
    who = probe.who[-1]
    assert who.server_id == world.server.id
    assert who.rights.sees(world.hidden.id)
    assert not who.rights.sees(world.mornings.id)
    await world.advance(hours=DAY - 1)
    await world.ana.press(written, "say")
    assert fetches(world) == 1
    await world.advance(hours=2)
    await world.ana.press(written, "say")
    assert fetches(world) == 2


async def test_who_cannot_see_the_channel_is_turned_away_kindly(world, probe):
    probe.place = (world.server.id, world.hidden.id)
    reply = await world.ben.press(await write_to(world, world.ben, "say"), "say")
    assert "not open to you" in reply.text
    assert probe.presses == []


async def test_who_left_is_turned_away(world, probe):
    probe.place = (world.server.id, world.mornings.id)
    written = await write_to(world, world.ben, "say")
    world.server.remove_member(world.ben.member)
    assert "not open to you" in (await world.ben.press(written, "say")).text


async def test_a_server_the_bot_left_is_closed(world, probe):
    probe.place = (987654321, 123456789)
    written = await write_to(world, world.ben, "say")
    assert "not open to you" in (await world.ben.press(written, "say")).text
    assert fetches(world) == 0


async def test_when_discord_does_not_tell_nothing_is_assumed(world, probe):
    probe.place = (world.server.id, world.hidden.id)
    written = await write_to(world, world.ana, "say")
    world.env.inject_error("GET", "/guilds/*/members/*", status=500)
    assert "try again in a minute" in (await world.ana.press(written, "say")).text
    assert (await world.ana.press(written, "say")).text == "You pressed 7."


async def test_a_form_in_a_private_chat_has_the_same_rights(world, probe):
    probe.place = (world.server.id, world.mornings.id)
    asked = await world.ana.press(await write_to(world, world.ana, "form"), "form")
    refused = await world.ana.fill(asked, day="Someday")
    assert probe.who[-1].server_id == world.server.id
    again = await world.ana.press(refused, "Correct it")
    assert (await world.ana.fill(again, day="Monday")).text == "Thank you."


async def test_an_edit_in_a_private_chat_replaces_the_message(world, probe):
    written = await write_to(world, world.ana, "edit")
    assert (await world.ana.press(written, "edit")).is_edit
    assert len(world.ana.chat) == 1


# ---------------------------------------------------------------- clearing the chat


async def test_our_messages_leave_the_chat_and_theirs_stay(world):
    await write_to(world, world.ana, "say")
    written = await write_to(world, world.ana, "clear")
    await world.ana.user.send_dm("mine")
    reply = await world.ana.press(written, "clear")
    assert [seen.text for seen in reply.all] == ["I'm at it.", "Done."]
    assert [seen.text for seen in world.ana.chat if not seen.ephemeral] == ["mine"]


async def test_when_clearing_fails_it_is_said(world):
    posted = await post(world, "clear")
    await write_to(world, world.ana, "say")
    world.env.inject_error("DELETE", "/channels/*", status=403, code=50013, times=None)
    reply = await world.ana.press(posted, "clear")
    assert [seen.text for seen in reply.all] == ["I'm at it.", "Not all."]


async def test_a_press_from_outside_our_servers_has_no_rights(world, probe):
    world.seams.user_installs.add(world.moderator.id)
    for press in (await post(world, "say"), await write_to(world, world.moderator, "say")):
        reply = await world.moderator.press(press, "say")
        assert reply.text == "You pressed 7."
        who = probe.who[-1]
        assert who.server_id is None
        assert not who.rights.manage_server
        assert not who.rights.sees(world.general.id)


async def test_instant_actions_work_in_a_private_chat(world, probe):
    probe.place = (world.server.id, world.hidden.id)
    written = await write_to(world, world.ben, "numbers")
    assert (await world.ben.press(written, "numbers")).text == "Numbers for 7."
    assert fetches(world) == 0
