"""The main job from end to end: a group meets, its reminder arrives, help answers, all in private.

Each story says the times that people read, and what everybody else sees meanwhile.
"""

import pytest

FIRST, SECOND = 1795543200, 1796148000  # Tuesdays, 19:00 in Berlin (18:00 UTC)
NOTE = "A note you asked for."
LINK = "https://meet.example/room"


def notes(person):
    """What the bot wrote into somebody's private chat (answers to presses left out)."""
    return [one for one in person.chat if not one.ephemeral]


def lines(seen):
    return seen.text.split("\n")


async def make_group(world, channel, name="Tuesday Circle"):
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin", country="IE")
    await world.moderator.command(
        world.general, "group create", name=name, channel=channel, facilitator=world.ben
    )


async def plan(world, group="Tuesday Circle", who=None, **typed):
    who = who or world.moderator
    asked = await who.command(world.general, "meeting create", group=group, place=LINK)
    preview = await who.fill(asked, title="Tea and talk", days="Tuesdays", time="7pm", **typed)
    assert "Saved" in (await who.press(preview, "Save")).text


async def switch_on(world, person, lead=None):
    """Press Remind me on the next meeting and let the test note arrive."""
    card = await person.command(world.general, "meeting next")
    page = await person.press(card, "Remind me")
    await world.env.settle()
    if lead is not None:
        select, *_ = page.first.selects
        page = await person.pick(page, [str(lead)], select)
    return page


@pytest.fixture
async def planned(world):
    await make_group(world, world.mornings)
    await plan(world)
    return world


# ---------------------------------------------------------------- the main job


async def test_from_the_first_command_to_the_meeting(planned):
    world = planned
    page = await world.ana.press(
        await world.ana.command(world.general, "meeting next"), "Remind me"
    )
    assert "I send you a private note 1 hour before this meeting, each time." in page.text
    await world.env.settle()
    assert [one.text for one in world.ana.chat] == [NOTE]
    told = world.ana.sees(world.general)[-1]
    assert "Your test note arrived." in told.text

    await world.advance(days=3, hours=6)  # Monday, 19:00 in Berlin
    (reminder,) = world.bystander.sees(world.mornings)
    assert lines(reminder)[:2] == [
        "### Tea and talk",
        f"**Starts:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
    ]
    assert reminder.buttons == ("I'll be there", "Remind me", "Where?", "Help now")
    assert LINK not in reminder.text
    assert "See you there." in (await world.cleo.press(reminder, "I'll be there")).text

    await world.advance(days=1)  # Tuesday, 19:00
    (latest,) = world.bystander.sees(world.mornings)
    assert latest.id != reminder.id
    note = notes(world.ana)[-1]
    assert (note.text, note.buttons) == (NOTE, ("Open", "Stop these", "Help now"))
    opened = await world.ana.press(note, "Open")
    assert f"**Starts:** <t:{FIRST}:F>" in opened.text
    assert LINK in opened.text
    assert LINK in (await world.cleo.press(latest, "Where?")).text

    await world.advance(hours=1)
    (over,) = world.bystander.sees(world.mornings)
    assert over.buttons == ("Help now",)
    assert f"**Next:** <t:{SECOND}:F>" in over.text

    assert len(notes(world.ana)) == 2
    assert world.cleo.chat == []
    for person in (world.bystander, world.sponsor, world.moderator):
        assert person.chat == []
        assert all("ana" not in one.text for one in person.sees(world.mornings))


async def test_help_answers_from_every_message(planned):
    world = planned
    await world.advance(days=4)
    (reminder,) = world.reads(world.mornings)
    helped = await world.bystander.press(reminder, "Help now")
    assert "112" in helped.text
    assert world.reads(world.mornings) == [reminder]


# ---------------------------------------------------------------- Remind me


async def test_closed_private_messages_are_told_on_the_page_and_to_nobody_else(planned):
    world = planned
    world.ana.close_chat()
    await switch_on(world, world.ana)
    told = world.ana.sees(world.general)[-1]
    assert "your private messages are closed to me" in told.text
    assert "Nobody else sees this." in told.text
    assert told.buttons == ("Try again", "Stop these", "Help now")
    for person in (world.bystander, world.sponsor, world.ben):
        assert person.sees(world.general) == []
        assert person.sees(world.mornings) == []


async def test_pressed_on_the_public_reminder_the_answer_stays_private(planned):
    world = planned
    await world.advance(days=4)
    (reminder,) = world.reads(world.mornings)
    page = await world.ana.press(reminder, "Remind me")
    await world.env.settle()
    assert page.first.ephemeral
    assert "test note arrived" in world.ana.sees(world.mornings)[-1].text
    assert world.bystander.sees(world.mornings) == [reminder]


async def test_even_a_slow_answer_stays_private(planned, monkeypatch):
    """A deferred press must not leave the public message open to the edit that follows."""
    world = planned
    await world.advance(days=4)
    (reminder,) = world.reads(world.mornings)
    monkeypatch.setattr("bot.gateway.replies.DEFER_AFTER", 0.0)
    page = await world.ana.press(reminder, "Remind me")
    await world.env.settle()
    assert page.deferred
    assert "test note arrived" in world.ana.sees(world.mornings)[-1].text
    assert world.bystander.sees(world.mornings) == [reminder]


async def test_stop_these_works_in_the_private_chat(planned):
    world = planned
    await switch_on(world, world.ana)
    stopped = await world.ana.press(world.ana.chat[0], "Stop these")
    assert "Stopped. These notes do not come any more." in stopped.text
    assert "Tea" not in world.ana.chat[0].text
    await world.advance(days=12)
    assert len(notes(world.ana)) == 1


async def test_who_loses_the_channel_gets_nothing_until_they_see_it_again(world):
    await make_group(world, world.hidden)
    await plan(world, who=world.moderator)
    await switch_on(world, world.ana)
    world.take_role(world.ana, world.quiet_room)
    await world.advance(days=5)
    assert len(notes(world.ana)) == 1
    world.env.backend.get_member(world.server.id, world.ana.id).role_ids.append(world.quiet_room.id)
    await world.advance(days=6, hours=5, minutes=30)  # half an hour before the next
    assert len(notes(world.ana)) == 2
    assert LINK in (await world.ana.press(notes(world.ana)[-1], "Open")).text


async def test_a_note_cannot_be_opened_once_the_channel_is_hidden(world):
    await make_group(world, world.hidden)
    await plan(world)
    await switch_on(world, world.ana)
    await world.advance(days=4, hours=5)
    world.take_role(world.ana, world.quiet_room)
    await world.advance(days=1, hours=1)  # a check counts for a day
    refused = await world.ana.press(notes(world.ana)[-1], "Open")
    assert LINK not in refused.text
    assert "could not find that" in refused.text


async def test_who_left_gets_nothing(planned):
    world = planned
    await switch_on(world, world.ana)
    world.env.backend.remove_member(world.server.id, world.ana.id)
    await world.advance(days=12)
    assert len(notes(world.ana)) == 1


# ---------------------------------------------------------------- cancelled


async def test_cancelled_is_said_once_and_told_to_those_it_concerns(planned):
    world = planned
    await switch_on(world, world.ana)
    await world.advance(days=4, hours=5)
    (reminder,) = world.reads(world.mornings)
    await world.cleo.press(reminder, "I'll be there")
    asked = await world.ben.command(world.general, "meeting cancel", meeting="1", date=str(FIRST))
    await world.ben.press(asked, "Yes, cancel this date")
    await world.advance(minutes=3)
    edited, said = world.bystander.sees(world.mornings)
    assert edited.id == reminder.id
    for one in (edited, said):
        assert f"**Cancelled:** the meeting on <t:{FIRST}:F>" in one.text
        assert f"**Next:** <t:{SECOND}:F>" in one.text
    assert edited.buttons == ("Help now",)
    assert said.buttons == ("I'll be there", "Remind me", "Where?", "Help now")
    for person in (world.ana, world.cleo):
        assert notes(person)[-1].text == NOTE
        opened = await person.press(notes(person)[-1], "Open")
        assert f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>)." in opened.text
    assert world.bystander.chat == []
    await world.advance(hours=3)
    assert len(world.reads(world.mornings)) == 2
    assert len(notes(world.ana)) == 3  # the test note, the reminder an hour before, and this


async def test_closing_the_group_says_it_in_its_channel(planned):
    world = planned
    asked = await world.moderator.command(world.general, "group close", group="Tuesday Circle")
    label = next(one for one in asked.buttons if one.startswith("Close"))
    await world.moderator.press(asked, label)
    await world.env.settle()
    (said,) = world.bystander.sees(world.mornings)
    assert "does not take place any more" in said.text
    await world.advance(days=12)
    assert world.reads(world.mornings) == [said]


# ---------------------------------------------------------------- one's own page


async def test_my_page_shows_what_is_on_and_erases_it(planned):
    world = planned
    await switch_on(world, world.ana, lead=120)
    await world.ana.press(await world.ana.command(world.general, "meeting next"), "I'll be there")
    mine = await world.ana.command(world.general, "me")
    assert f"You said that you come: “Tea and talk”, <t:{FIRST}:F>" in mine.text
    assert "A private note 2 hours before “Tea and talk”" in mine.text
    theirs = await world.cleo.command(world.general, "me")
    assert "Tea and talk" not in theirs.text
