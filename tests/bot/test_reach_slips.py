"""After a slip, and company for a while: as the member, whoever is asked, and a bystander."""

import pytest

from tests.bot.nights import make_night
from tests.bot.test_meetings import make_group, plan

NEUTRAL = "Someone would like a word now."
NOTE = "A note you asked for."


@pytest.fixture
async def night(world):
    await make_night(world)
    return world


def nobody_else_knows(world, *known):
    """Nobody else has a message, and no channel says anything."""
    for person in world.everybody:
        if person is not world.ana and person not in known:
            assert person.chat == []
            assert [one for one in person.sees(world.general) if one.ephemeral] == []
    for channel in (world.general, world.announcements, world.mornings, world.hidden):
        assert world.reads(channel) == []


async def alone(world, place):
    return await world.ana.press(await world.ana.command(place, "hard-day"), "I'm alone")


# ---------------------------------------------------------------- a slip


async def test_the_command_is_found_by_what_happened(world):
    told = world.requests("PUT", "/commands")[-1].json
    (found,) = [one for one in told if one["name"] == "hard-day"]
    assert "slip" in found["description"]
    assert "slip" not in found["name"], "a name is what others read over a shoulder"


async def test_a_meeting_soon_comes_below_the_card_which_stays(world):
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin", country="US")
    await make_group(world, "Morning Circle", world.mornings)
    await plan(world, "Morning Circle")
    card = await alone(world, world.general)
    found = await world.ana.press(card, "A meeting soon")
    assert not found.is_edit
    assert "Tea and talk" in found.text
    assert "**When:**" in found.text
    (stays,) = [one for one in world.ana.sees(world.general) if one.id == card.first.id]
    assert "Unlock the door." in stays.text
    nobody_else_knows(world, world.moderator)


@pytest.mark.parametrize("private", [False, True])
async def test_without_a_meeting_a_person_is_offered(night, private):
    card = await alone(night, None if private else night.general)
    found = await night.ana.press(card, "A meeting soon")
    assert not found.is_edit
    assert "Ask a helper" in found.buttons
    assert ("in this chat" in found.text) == private


async def test_telling_the_sponsor_shows_the_one_screen_and_telling_nobody_tells_nobody(night):
    card = await alone(night, night.general)
    screen = await night.ana.press(card, "Tell my sponsor")
    assert "Nothing is sent yet" in screen.text
    nobody = await night.ana.press(await alone(night, night.general), "Tell nobody")
    assert "Nobody was told, and nothing was kept." in nobody.text
    nobody_else_knows(night)


async def test_kind_notes_say_nothing_until_they_are_opened_and_one_press_stops_them(night):
    page = await night.ana.press(await alone(night, night.general), "A kind note in the next days")
    assert "one press stops" in page.text.lower()
    await night.advance(days=1, hours=1)
    note = night.ana.chat[-1]
    assert note.text == NOTE
    assert note.buttons == ("Open", "Stop these", "Help now")
    opened = await night.ana.press(note, "Open")
    assert "Yesterday was hard" in opened.text
    found = await night.ana.press(opened, "A meeting soon")
    assert not found.is_edit
    stopped = await night.ana.press(await night.ana.press(opened, "Hide it again"), "Stop these")
    assert "do not come any more" in stopped.text
    came = len(night.ana.chat)
    await night.advance(days=15)
    assert len(night.ana.chat) == came
    nobody_else_knows(night)


# ---------------------------------------------------------------- company for a while


async def fall_silent(world):
    said = await world.ana.command(world.general, "stay-with-me", minutes=5)
    await world.ana.press(said, "I understand, start")
    await world.advance(seconds=1)
    for minutes in (5, 2, 2):
        await world.advance(minutes=minutes)


async def test_no_answer_asks_the_sponsor_in_the_words_that_were_shown(night):
    await fall_silent(night)
    shown = night.ana.chat[-1].text
    assert "I ask somebody to look after you." in shown
    nobody_else_knows(night)
    await night.advance(minutes=2)
    assert night.sponsor.chat[-1].text == NEUTRAL
    opened = await night.sponsor.press(night.sponsor.chat[-1], "Who is it?")
    words = "They asked me to stay with them for a while, and have stopped answering."
    assert words in shown
    assert words in opened.text
    nobody_else_knows(night, night.sponsor)


async def test_an_answer_that_comes_late_ends_the_call(night):
    await fall_silent(night)
    countdown = night.ana.chat[-1]
    await night.advance(minutes=2)
    done = await night.ana.press(countdown, "I'm okay")
    assert "I am glad." in done.text
    assert night.sponsor.chat[-1].text == "They do not need anybody now. Thank you."
    await night.advance(minutes=30)
    nobody_else_knows(night, night.sponsor)


async def test_with_a_closed_chat_nothing_starts_and_the_numbers_stand_there(night):
    night.ana.close_chat()
    said = await night.ana.command(night.general, "stay-with-me")
    await night.ana.press(said, "I understand, start")
    await night.advance(seconds=1)
    (page,) = [one for one in night.ana.sees(night.general) if "Nothing has started" in one.text]
    assert "988" in page.text
    await night.advance(hours=1)
    nobody_else_knows(night)
