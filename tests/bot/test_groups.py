"""Groups as the moderator, the facilitator, members and a bystander see them."""

import pytest


async def make(world, name="Sunday Circle", channel=None, **options):
    options.setdefault("facilitator", world.ben)
    return await world.moderator.command(
        world.general, "group create", name=name, channel=channel or world.mornings, **options
    )


async def listed(world, person):
    return await person.command(world.general, "group list")


async def open_card(world, person, name="Sunday Circle"):
    page = await listed(world, person)
    (select,) = page.first.selects
    (option,) = [
        one["value"]
        for part in page.first.components
        if part.get("custom_id") == select
        for one in part["options"]
        if one["label"] == name
    ]
    return await person.pick(page, [option], select)


def roles_of(world, person):
    return list(world.env.backend.get_member(world.server.id, person.id).role_ids)


async def test_a_group_is_made_found_joined_and_left(world):
    made = await make(world, medicine="welcome")
    assert "**Sunday Circle** is ready" in made.text
    assert f"<@{world.ben.id}>" in made.text
    before = roles_of(world, world.ana)
    card = await open_card(world, world.ana)
    assert "If you take it, you belong" in card.text
    assert card.buttons[:3] == ("Join", "Next meetings", "Remind me")
    asked = await world.ana.press(card, "Join")
    assert "facilitators and moderators of this group can see that you joined" in asked.text
    joined = await world.ana.press(asked, "Join")
    assert "You joined this group" in joined.text
    assert roles_of(world, world.ana) == before, "joining changes no role"
    left = await world.ana.press(joined, "Leave")
    assert "You left **Sunday Circle**" in left.text
    for person in (world.bystander, world.ben, world.cleo):
        assert person.sees(world.general) == []
        assert person.sees(world.mornings) == []
        assert person.chat == []


async def test_the_facilitator_and_the_moderator_see_who_joined(world):
    await make(world)
    asked = await world.ana.command(world.general, "group join", group="Sunday Circle")
    await world.ana.press(asked, "Join")
    for person in (world.ben, world.moderator):
        card = await open_card(world, person)
        shown = await person.press(card, "Who joined (1)")
        assert f"<@{world.ana.id}>" in shown.text
    card = await open_card(world, world.cleo)
    assert not any(label.startswith(("Who joined", "Requests")) for label in card.buttons)
    assert str(world.ana.id) not in card.text


async def test_a_group_in_a_hidden_channel_does_not_exist_for_others(world):
    await make(world, "Quiet Room", world.hidden)
    await make(world)
    assert "Quiet Room" in (await listed(world, world.ana)).text
    assert "Quiet Room" not in (await listed(world, world.ben)).text
    offer = await world.ben.suggestions(world.general, "group join", "group", "")
    assert offer == ["Sunday Circle"]
    assert "Quiet Room" in await world.ana.suggestions(world.general, "group join", "group", "")
    hidden = await world.ben.command(world.general, "group join", group="Quiet Room")
    absent = await world.ben.command(world.general, "group join", group="Nowhere Room")
    assert hidden.text == absent.text
    by_id = await world.ben.command(world.general, "group join", group="1")
    assert by_id.text == hidden.text


async def test_who_loses_the_channel_loses_the_group_at_once(world):
    await make(world, "Quiet Room", world.hidden)
    card = await open_card(world, world.ana, "Quiet Room")
    world.take_role(world.ana, world.quiet_room)
    assert "could not find that group" in (await world.ana.press(card, "Join")).text
    assert "no group here yet" in (await listed(world, world.ana)).text


async def test_only_moderators_make_and_close_groups(world):
    refused = await world.ben.command(
        world.general, "group create", name="Mine", channel=world.mornings
    )
    assert "This is for moderators" in refused.text
    await make(world)
    refused = await world.ben.command(world.general, "group close", group="Sunday Circle")
    assert "This is for moderators" in refused.text


async def test_closing_asks_first_and_says_what_happens(world):
    await make(world)
    asked = await world.moderator.command(world.general, "group close", group="Sunday Circle")
    assert "cannot be undone" in asked.text
    kept = await world.moderator.press(asked, "Keep it")
    asked = await world.moderator.press(kept, "Close this group")
    closed = await world.moderator.press(asked, "Close the group")
    assert "is closed" in closed.text
    assert "no group here yet" in (await listed(world, world.ana)).text


async def test_missing_permissions_are_named(world):
    world.silence_bot(world.mornings, "send_messages", "read_message_history")
    made = await make(world)
    assert "**Send Messages** and **Read Message History**" in made.text


@pytest.mark.parametrize(
    "name", ["@everyone @here", "🌊 Waves 👩‍👩‍👧", "קבוצת בוקר", "<@&1> **x** [a](http://b.c)"]
)
async def test_any_name_is_shown_and_pings_nobody(world, name):
    await make(world, name)
    card = await open_card(world, world.ana, name)
    assert "@everyone" not in card.text
    sent = [one.json for one in world.env.http_requests if one.json and "callback" in one.path]
    mentions = [one["data"].get("allowed_mentions") for one in sent if one.get("data")]
    assert all(not allowed or allowed.get("parse", []) == [] for allowed in mentions)


async def test_names_that_will_not_do_are_explained(world):
    assert "has 2000 characters" in (await make(world, "x" * 2000)).text
    assert "from 1 to 60" in (await make(world, "\u200b")).text
    await make(world)
    assert "**sunday circle 2** is still free" in (await make(world, "sunday circle")).text
    robot = world.env.create_user("robot", bot=True)
    member = world.server.add_member(robot)
    assert "A bot cannot facilitate" in (await make(world, "Robots", facilitator=member)).text


async def test_asking_first_and_a_private_note(world):
    await make(world, admission="ask")
    asked = await world.ana.command(world.general, "group join", group="Sunday Circle")
    assert "can see that you asked to join" in asked.text
    card = await world.ana.press(asked, "Ask to join")
    assert "You asked to join" in card.text
    requests = await world.ben.command(world.general, "group requests")
    assert f"<@{world.ana.id}> asked to join" in requests.text
    nobody = await world.cleo.command(world.general, "group requests")
    assert "Nobody is waiting" in nobody.text
    done = await world.ben.press(requests, "Accept 1")
    assert "Nobody is waiting" in done.text
    assert "You joined this group" in (await open_card(world, world.ana)).text
    assert world.ana.chat == [], "no note unless asked for"


async def ask_and_want_a_note(world, person):
    asked = await person.command(world.general, "group join", group="Sunday Circle")
    card = await person.press(asked, "Ask to join")
    return await person.press(card, "Tell me privately")


async def accept(world):
    requests = await world.ben.command(world.general, "group requests")
    return await world.ben.press(requests, "Accept 1")


async def test_a_private_note_says_nothing_until_it_is_opened(world):
    await make(world, admission="ask")
    card = await ask_and_want_a_note(world, world.ana)
    assert "I will also send you a private note" in card.text
    await world.advance(seconds=5)
    (trial,) = world.ana.chat
    assert trial.text == "A note you asked for."
    assert "It works" in (await world.ana.press(trial, "Open")).text
    await accept(world)
    await world.advance(seconds=5)
    note = world.ana.chat[-1]
    assert note.text == "A note you asked for."
    assert note.buttons == ("Open", "Stop these", "Help now")
    opened = await world.ana.press(note, "Open")
    assert "said yes" in opened.text
    assert opened.first.ephemeral
    for person in (world.ben, world.cleo, world.bystander):
        assert person.chat == []


async def test_who_left_the_server_gets_nothing(world):
    await make(world, admission="ask")
    await ask_and_want_a_note(world, world.ana)
    await world.advance(seconds=5)
    before = len(world.ana.chat)
    await world.advance(hours=25)
    world.server.remove_member(world.ana.member)
    await accept(world)
    await world.advance(seconds=5)
    assert len(world.ana.chat) == before


async def test_stop_these_works_also_for_who_left_the_server(world):
    await make(world, admission="ask")
    await ask_and_want_a_note(world, world.ana)
    await world.advance(seconds=5)
    await world.advance(hours=25)
    world.server.remove_member(world.ana.member)
    (trial,) = world.ana.chat
    assert "not open to you" in (await world.ana.press(trial, "Open")).text
    assert "will not send you these" in (await world.ana.press(trial, "Stop these")).text


async def test_a_closed_chat_is_told_on_the_card(world):
    await make(world, admission="ask")
    world.ana.close_chat()
    await ask_and_want_a_note(world, world.ana)
    await world.advance(seconds=5)
    card = await open_card(world, world.ana)
    assert "your private messages are closed" in card.text
    assert world.ana.chat == []


async def test_a_deleted_channel_takes_its_group_along(world):
    await make(world)
    world.env.backend.delete_channel(world.mornings.id)
    await world.advance(seconds=1)
    assert "no group here yet" in (await listed(world, world.ana)).text
    await make(world, channel=world.general)


async def test_the_card_leads_to_meetings_and_reminders(world):
    await make(world)
    card = await open_card(world, world.ana)
    ahead = await world.ana.press(card, "Next meetings")
    assert "meeting" in ahead.text
    reminded = await world.ana.press(card, "Remind me")
    assert "Sunday Circle" in reminded.text
    left = await world.ana.press(await join(world, world.ana), "Leave")
    stopped = await world.ana.press(left, "Stop its reminders")
    assert "Stopped" in stopped.text
    assert world.bystander.sees(world.mornings) == []


async def join(world, person):
    asked = await person.command(world.general, "group join", group="Sunday Circle")
    return await person.press(asked, "Join")


async def test_leaving_by_command_offers_only_ones_own_groups(world):
    await make(world)
    await make(world, "Other")
    await join(world, world.ana)
    offer = world.ana.suggestions
    assert await offer(world.general, "group join", "group", "") == ["Other", "Sunday Circle"]
    assert await offer(world.general, "group leave", "group", "") == ["Sunday Circle"]
    left = await world.ana.command(world.general, "group leave", group="sunday circle")
    assert "You left" in left.text
    refused = await world.ana.command(world.general, "group leave", group="Other")
    assert "not in that group" in refused.text


@pytest.mark.parametrize("admission", ["open", "ask"])
async def test_a_group_that_was_hidden_from_me_can_still_be_left(world, admission):
    await make(world, channel=world.hidden, facilitator=world.moderator, admission=admission)
    asked = await world.ana.command(world.general, "group join", group="Sunday Circle")
    card = await world.ana.press(asked, "Join" if admission == "open" else "Ask to join")
    world.take_role(world.ana, world.quiet_room)
    me = await world.ana.command(world.general, "me")
    assert "1 group whose channel you cannot see now" in me.text
    assert "Sunday Circle" not in me.text
    assert await world.ana.suggestions(world.general, "group leave", "group", "") == []
    unknown = await world.bystander.command(world.general, "group leave", group="Sunday Circle")
    assert "could not find that group" in unknown.text
    if admission == "open":
        left = await world.ana.command(world.general, "group leave", group="sunday circle")
    else:
        left = await world.ana.press(card, "Take my request back")
    assert "You left" in left.text
    assert left.buttons == ("Stop its reminders", "Help now")
    again = await world.ana.command(world.general, "group leave", group="Sunday Circle")
    assert "could not find that group" in again.text


async def test_a_facilitator_who_cannot_see_the_channel_is_told_at_once(world):
    said = await make(world, channel=world.hidden, second_facilitator=world.ana)
    assert f"<@{world.ben.id}> cannot see <#{world.hidden.id}> yet" in said.text
    assert "cannot see" not in (await make(world, "Other")).text
