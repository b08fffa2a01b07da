"""/setup and /about, as moderators, members and a bystander see them."""

import pytest


async def open_setup(world, person=None, **options):
    return await (person or world.moderator).command(world.general, "setup", **options)


def select(reply, action):
    (found,) = [one for one in reply.first.selects if one.startswith(f"ac:servers:{action}:")]
    return found


async def allow_setup(world, *people):
    """Let Discord show /setup to people without Manage Server, as administrators can."""
    (command,) = [one for one in await world.client.tree.fetch_commands() if one.name == "setup"]
    world.server.set_command_permissions(command, {one.member: True for one in people})


def nothing_public(world):
    return all(world.reads(channel) == [] for channel in (world.general, world.announcements))


async def test_a_moderator_sets_the_server_up_by_pressing(world):
    card = await open_setup(world)
    assert "**Time zone:** not set" in card.text
    form = await world.moderator.press(card, "Set the time zone")
    card = await world.moderator.fill(form, zone="dublin")
    assert card.is_edit
    assert "Europe/Dublin" in card.text
    card = await world.moderator.pick(card, [world.announcements], select(card, "channel"))
    card = await world.moderator.pick(card, [world.quiet_room], select(card, "role"))
    card = await world.moderator.pick(card, ["IE"], select(card, "country"))
    assert card.is_edit
    for told in (f"<#{world.announcements.id}>", f"<@&{world.quiet_room.id}>", "Ireland"):
        assert told in card.text
    assert "Others can see who has this role" in card.text
    assert nothing_public(world)
    assert world.bystander.sees(world.general) == []


async def test_everything_can_be_typed_in_one_command(world):
    card = await open_setup(
        world, zone="Europe/Berlin", country="IE", announcements=world.announcements
    )
    assert "Europe/Berlin" in card.text
    assert "Ireland" in card.text


async def test_zones_and_countries_are_suggested_while_typing(world):
    offer = world.moderator.suggestions
    assert "Europe/Berlin" in await offer(world.general, "setup", "zone", "berl")
    assert "Ireland" in await offer(world.general, "setup", "country", "ire")
    assert len(await offer(world.general, "setup", "zone", "")) == 25


@pytest.mark.parametrize("typed", ["Dubln", "next blursday", "@everyone", "🌊", "דבלין"])
async def test_an_unknown_zone_is_quoted_and_can_be_corrected(world, typed):
    form = await world.moderator.press(await open_setup(world), "Set the time zone")
    refused = await world.moderator.fill(form, zone=typed)
    assert "could not find the time zone" in refused.text
    again = await world.moderator.press(refused, "Correct it")
    assert again.form.values == {"zone": typed}
    assert "Europe/Dublin" in (await world.moderator.fill(again, zone="Dublin")).text


async def test_what_the_bot_may_not_do_is_named_and_checked_again(world):
    world.silence_bot(world.announcements, "send_messages")
    card = await open_setup(world, announcements=world.announcements)
    assert "I still need **Send Messages**" in card.text
    assert "Edit Channel → Permissions" in card.text
    again = await world.moderator.press(card, "Check again")
    assert "Send Messages" in again.text


async def test_members_are_turned_down_kindly(world):
    await allow_setup(world, world.ben)
    card = await open_setup(world)
    refused = await open_setup(world, world.ben)
    assert "This is for moderators" in refused.text
    assert "Europe" not in refused.text
    world.take_role(world.moderator, world.moderators)
    pressed = await world.moderator.press(card, "Set the time zone")
    assert pressed.form is None
    assert "This is for moderators" in pressed.text, "rights are those of this moment"


async def test_the_moderator_role_opens_the_door(world):
    await allow_setup(world, world.ana, world.ben)
    await open_setup(world, moderators=world.quiet_room)
    assert "Set-up of this server" in (await open_setup(world, world.ana)).text
    assert "This is for moderators" in (await open_setup(world, world.ben)).text


async def test_everybody_cannot_be_the_moderators(world):
    refused = await open_setup(world, moderators=world.server.default_role)
    assert "That role is everybody" in refused.text


@pytest.mark.parametrize("private", [True, False])
async def test_about_says_what_the_bot_is_and_only_to_who_asked(world, private):
    reply = await world.ana.command(None if private else world.general, "about")
    assert "I am a bot, not a person" in reply.text
    assert "No clinician has reviewed my texts yet" in reply.text
    assert "check-ins, tips and exercises" in reply.text
    assert "What you say in a check-in or an exercise is not kept" in reply.text
    assert world.bystander.sees(world.general) == []


async def test_about_answers_without_the_database(world, monkeypatch):
    def broken(*_args):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(world.app.db, "begin", broken)
    monkeypatch.setattr(world.app.db, "read", broken)
    assert "not a person" in (await world.ana.command(world.general, "about")).text
