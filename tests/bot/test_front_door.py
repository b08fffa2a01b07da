"""The front-door message on Discord: posted by a moderator, pressed by members, seen by all."""

import pytest

BUTTONS = ("Help now", "Next meetings", "Me")


async def open_card(world, person=None):
    person = person or world.moderator
    setup = await person.command(world.announcements, "setup")
    return await person.press(setup, "Front-door message")


async def offer(world, channel=None, person=None):
    person = person or world.moderator
    card = await open_card(world, person)
    (select,) = card.first.selects
    return await person.pick(card, [channel or world.general], select)


async def post(world, channel=None, person=None):
    """Post it; the answer is the card, the message is what everybody sees."""
    person = person or world.moderator
    card = await person.press(await offer(world, channel, person), "Post it")
    await world.advance(seconds=1)
    return card


def door(world, channel=None):
    (message,) = world.reads(channel or world.general)
    return message


async def setup_text(world):
    return (await world.moderator.command(world.announcements, "setup")).text


# ---------------------------------------------------------------- posting


async def test_a_moderator_posts_one_message_and_everybody_can_read_it(world):
    assert "**Front-door message:** not posted yet" in await setup_text(world)
    await world.moderator.command(world.announcements, "setup", country="US")
    asked = await offer(world)
    assert f"Everybody who can see <#{world.general.id}> can read it." in asked.text
    assert world.reads(world.general) == []
    card = await world.moderator.press(asked, "Post it")
    assert "choose **Pin Message**" in card.text
    await world.advance(seconds=1)
    (seen,) = world.bystander.sees(world.general)
    assert seen.by_bot
    assert not seen.ephemeral
    assert set(BUTTONS) <= set(seen.buttons)
    assert f"in <#{world.general.id}>." in await setup_text(world)
    assert world.bystander.sees(world.announcements) == []


async def test_its_text_is_enough_while_the_bot_is_off(world):
    await world.moderator.command(world.announcements, "setup", country="US")
    await post(world)
    text = door(world).text
    assert "call 911.**" in text.splitlines()[1]
    assert "call or text **988**" in text
    assert "**1-800-662-4357**" in text
    assert "If a button does not answer, I am offline." in text
    assert len(text) <= 4000
    assert len(door(world).components) <= 40


async def test_nobody_is_mentioned(world):
    await post(world)
    (made,) = world.requests("POST", f"/channels/{world.general.id}/messages")
    assert made.json["allowed_mentions"] == {"parse": []}
    assert "@" not in door(world).text


async def test_it_can_be_seen_before_anybody_else_does(world):
    look = await world.moderator.press(await open_card(world), "See it first")
    assert not look.is_edit
    await post(world)
    assert look.text == door(world).text


async def test_two_moderators_at_once_post_one(world):
    second = world.make_owner(world.sponsor)
    first = await offer(world)
    late = await offer(world, world.mornings, second)
    await world.moderator.press(first, "Post it")
    told = await second.press(late, "Post it")
    assert f"<#{world.general.id}>" in told.text
    await world.advance(minutes=5)
    assert len(world.reads(world.general)) == 1
    assert world.reads(world.mornings) == []


async def test_members_cannot_post_or_move_it(world):
    (command,) = [one for one in await world.client.tree.fetch_commands() if one.name == "setup"]
    world.server.set_command_permissions(command, {world.ben.member: True})
    assert "This is for moderators" in (await world.ben.command(world.general, "setup")).text
    asked = await offer(world)
    world.take_role(world.moderator, world.moderators)
    refused = await world.moderator.press(asked, "Post it")
    assert "This is for moderators" in refused.text
    await world.advance(minutes=1)
    assert world.reads(world.general) == []


async def test_a_missing_permission_is_named_and_checked_again(world):
    world.silence_bot(world.general, "send_messages")
    asked = await offer(world)
    assert "I still need **Send Messages**" in asked.text
    assert "Edit Channel → Permissions" in asked.text
    again = await world.moderator.press(asked, "Check again")
    assert "Send Messages" in again.text
    await post(world, world.mornings)
    assert door(world, world.mornings).by_bot


async def test_a_permission_taken_on_the_way_is_told(world):
    path = f"/channels/{world.general.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013)
    await post(world)
    status = await setup_text(world)
    assert "could not be posted" in status
    assert "I lack a permission there" in status
    await post(world)
    assert door(world).by_bot


# ---------------------------------------------------------------- pressing


async def test_every_button_answers_in_private(world):
    await world.moderator.command(world.announcements, "setup", country="US", zone="Dublin")
    await post(world)
    for label in door(world).buttons:
        answer = await world.ana.press(door(world), label)
        assert answer.form is not None or answer.text, label
        assert not answer.is_edit
    assert len(world.bystander.sees(world.general)) == 1, "only the public message"


async def test_help_now_shows_the_members_own_country(world):
    await world.moderator.command(world.announcements, "setup", country="US")
    await post(world)
    assert "call 911" in (await world.ana.press(door(world), "Help now")).text
    world.app.help.apply(f"member {world.ana.id} GB")
    assert "call 999" in (await world.ana.press(door(world), "Help now")).text
    assert "call 911" in (await world.ben.press(door(world), "Help now")).text


async def test_me_is_the_card_of_the_command(world):
    await post(world)
    pressed = await world.ana.press(door(world), "Me")
    typed = await world.ana.command(world.general, "me")
    assert (pressed.text, pressed.buttons) == (typed.text, typed.buttons)
    assert "About you" in pressed.text
    turned = await world.ana.press(pressed, "Change settings")
    assert "My settings" in turned.text


async def test_a_newcomer_gets_everywhere_by_pressing(world):
    """From the public message to a group, its meetings and what the bot is, without typing."""
    await world.moderator.command(
        world.mornings, "group create", name="Sunday circle", channel=world.mornings
    )
    await post(world)
    me = await world.ana.press(door(world), "Me")
    assert "not a person" in (await world.ana.press(me, "About this bot")).text
    groups = await world.ana.press(me, "Groups here")
    (pick,) = groups.first.selects
    group = await world.ana.pick(groups, [groups_option(groups)], pick)
    joined = await world.ana.press(await world.ana.press(group, "Join"), "Join")
    assert "Sunday circle" in joined.text
    meetings = await world.ana.press(door(world), "Next meetings")
    assert "Sunday circle" in (await world.ana.press(meetings, "Groups here")).text
    assert len(world.bystander.sees(world.general)) == 1


def groups_option(reply):
    (select,) = [part for part in reply.first.components if part.get("options")]
    return select["options"][0]["value"]


async def test_next_meetings_shows_only_what_one_can_see(world):
    await world.moderator.command(world.announcements, "setup", zone="Dublin")
    make = {"admission": "open", "medicine": "welcome"}
    await world.moderator.command(
        world.hidden, "group create", name="Quiet circle", channel=world.hidden, **make
    )
    form = await world.moderator.command(world.hidden, "meeting create", group="Quiet circle")
    preview = await world.moderator.fill(form, title="Quiet hour", days="Tuesdays", time="19:00")
    await world.moderator.press(preview, "Save")
    await post(world)
    assert "Quiet hour" in (await world.ana.press(door(world), "Next meetings")).text
    hidden = await world.ben.press(door(world), "Next meetings")
    assert "Quiet" not in hidden.text


async def test_the_buttons_work_after_a_restart(world):
    await post(world)
    await world.restart()
    assert "About you" in (await world.ana.press(door(world), "Me")).text
    assert "emergency" in (await world.ana.press(door(world), "Help now")).text
    assert len(world.reads(world.general)) == 1


# ---------------------------------------------------------------- later


async def test_a_new_country_edits_it(world):
    await post(world)
    first = door(world)
    await world.moderator.command(world.announcements, "setup", country="IE")
    await world.advance(seconds=1)
    assert door(world).id == first.id
    assert "call 112.**" in door(world).text
    card = await world.moderator.command(world.announcements, "setup")
    await world.moderator.press(card, "No country")
    await world.advance(seconds=1)
    assert "your local emergency number.**" in door(world).text


async def test_posted_again_the_old_one_goes(world):
    await post(world)
    first = door(world)
    await post(world)
    assert door(world).id != first.id
    await post(world, world.mornings)
    assert world.reads(world.general) == []
    assert door(world, world.mornings).by_bot


async def test_it_is_owed_through_a_restart(world):
    await world.moderator.press(await offer(world), "Post it")
    await world.restart()
    await world.advance(minutes=1)
    assert door(world).by_bot


async def test_a_lost_answer_posts_it_once(world):
    world.seams.lost_replies = 1
    await post(world)
    await world.advance(minutes=10)
    assert door(world).by_bot
    assert f"in <#{world.general.id}>." in await setup_text(world)


async def test_somebody_deletes_it_and_it_is_posted_again(world):
    await post(world)
    world.env.backend.delete_message(world.general.id, door(world).id)
    card = await open_card(world)
    await world.advance(seconds=1)
    card = await world.moderator.press(card, "Look again")
    assert "somebody removed it" in card.text
    assert "somebody removed it" in await setup_text(world)
    edits = len(world.requests("PATCH"))
    await world.moderator.command(world.announcements, "setup", country="IE")
    await world.advance(days=2)
    assert len(world.requests("PATCH")) == edits, "nothing is tried again"
    await post(world)
    assert "call 112.**" in door(world).text


async def test_its_channel_is_deleted(world):
    await post(world, world.mornings)
    world.env.backend.delete_channel(world.mornings.id)
    await world.advance(seconds=1)
    assert "somebody removed it, or the channel" in await setup_text(world)
    await post(world)
    assert door(world).by_bot


async def test_a_link_leads_to_it(world):
    await post(world)
    card = await open_card(world)
    place = f"{world.server.id}/{world.general.id}/{door(world).id}"
    assert card.first.links == {"Go to it": f"https://discord.com/channels/{place}"}


@pytest.mark.parametrize("language", ["es-ES", "de"])
async def test_the_channel_reads_the_servers_language_not_the_moderators(world, language):
    world.seams.locales[world.moderator.id] = language
    await post(world)
    assert door(world).text.startswith("### Start here")
