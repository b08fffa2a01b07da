"""A call for help on Discord: what the asker, those who are asked, and a bystander see."""

import pytest

from bot.sponsors import service as sponsors
from tests.bot.nights import make_night
from tests.bot.test_meetings import make_group, plan

NEUTRAL = "Someone would like a word now."
COME = "Someone is with them now. Thank you for being there."
OVER = "They do not need anybody now. Thank you."


@pytest.fixture
async def night(world):
    await make_night(world)
    return world


async def ask(world, label="Ask my sponsor"):
    """Open help, press the button, and read the one screen."""
    card = await world.ana.command(world.general, "help")
    return await world.ana.press(card, label)


async def call_for_help(world, label="Ask my sponsor"):
    return await world.ana.press(await ask(world, label), "Send")


def last(person):
    """The newest message in somebody's private chat."""
    return person.chat[-1] if person.chat else None


def nobody_else_knows(world):
    """A bystander sees nothing, and no channel but the moderators' says anything."""
    assert world.bystander.chat == []
    channels = (world.general, world.announcements, world.mornings)
    return all(world.reads(channel) == [] for channel in channels)


async def test_a_night_from_help_to_somebody_who_comes(night):
    screen = await ask(night)
    assert "Nothing is sent yet" in screen.text
    assert last(night.sponsor) is None
    sent = await night.ana.press(screen, "Send")
    assert sent.is_edit
    assert "You asked for help" in sent.text
    assert [one.text for one in night.ana.chat] == ["There is news for you."]
    assert last(night.sponsor).text == NEUTRAL
    opened = await night.sponsor.press(last(night.sponsor), "Who is it?")
    assert str(night.ana.id) in opened.text
    await night.sponsor.press(last(night.sponsor), "I can't right now")
    assert last(night.ben).text == last(night.cleo).text == NEUTRAL
    came = await night.cleo.press(last(night.cleo), "I'm with them")
    assert str(night.ana.id) in came.text
    assert last(night.ben).text == COME
    news = await night.ana.press(last(night.ana), "Open")
    assert str(night.cleo.id) in news.text
    again = await night.ana.command(night.general, "help")
    assert "Someone is with you" in again.all[1].text
    assert night.reads(night.hidden) == []
    assert nobody_else_knows(night)


async def test_a_night_on_which_nobody_comes(night):
    await call_for_help(night)
    for minutes in (5, 5, 10):
        await night.advance(minutes=minutes)
    (note,) = night.reads(night.hidden)
    assert str(night.ana.id) not in note.text
    page = await night.ana.press(last(night.ana), "Open")
    assert "No one has answered yet. That is about us, not about you." in page.text
    assert "988" in page.text
    await night.advance(minutes=15)
    (fresh,) = night.reads(night.hidden)
    assert fresh.id != note.id
    came = await night.moderator.press(fresh, "I'm with them")
    assert str(night.ana.id) in came.text
    assert "Someone is with them now" in night.reads(night.hidden)[0].text
    assert str(night.ana.id) not in night.reads(night.hidden)[0].text
    assert nobody_else_knows(night)


async def test_the_page_on_which_nobody_came_shows_the_next_meeting(world):
    await make_night(world, sponsor=False, helpers=False)
    await make_group(world, "Morning Circle", world.mornings)
    await plan(world, "Morning Circle")
    await call_for_help(world, "Ask a helper")
    await world.advance(minutes=10)
    page = (await world.ana.command(world.general, "help")).all[1]
    assert "The next meeting you can see:" in page.text
    assert "Tea and talk" in page.text
    world.hide(world.mornings)
    page = (await world.ana.command(world.general, "help")).all[1]
    assert "Tea and talk" not in page.text


async def test_a_blocked_moderator_reads_that_somebody_was_faster(night):
    async with night.app.db.begin() as tx:
        await sponsors.block(tx, night.ana.id, night.moderator.id)
    await call_for_help(night)
    for minutes in (5, 5, 10):
        await night.advance(minutes=minutes)
    (note,) = night.reads(night.hidden)
    said = await night.moderator.press(note, "I'm with them")
    assert said.text == COME
    assert said.first.ephemeral
    await night.advance(seconds=5)
    (fresh,) = night.reads(night.hidden)
    assert fresh.id != note.id
    assert fresh.text == note.text
    assert night.moderator.chat == []
    assert "Someone is with you" not in (await night.ana.press(last(night.ana), "Open")).text


async def test_asked_in_the_morning_the_page_says_so_in_place(night):
    await call_for_help(night)
    for minutes in (5, 5, 10):
        await night.advance(minutes=minutes)
    page = await night.ana.press(last(night.ana), "Open")
    wished = await night.ana.press(page, "Ask me in the morning")
    assert wished.is_edit
    assert "I ask you on <t:" in wished.text
    assert "That is nine in the morning for this server" in wished.text
    assert {"Don't ask me in the morning", "My time zone"} <= set(wished.buttons)
    form = await night.ana.press(wished, "My time zone")
    assert "zone" in form.form.labels
    undone = await night.ana.press(last(night.ana), "Don't ask me in the morning")
    assert "I ask you on <t:" not in undone.text
    assert "Ask me in the morning" in undone.buttons


async def test_in_the_morning_somebody_may_write_if_the_member_wants_it(night):
    await call_for_help(night)
    for minutes in (5, 5, 10):
        await night.advance(minutes=minutes)
    page = await night.ana.press(last(night.ana), "Open")
    await night.ana.press(page, "Ask me in the morning")
    await night.advance(hours=24)
    assert last(night.ana).text == "A note you asked for."
    question = await night.ana.press(last(night.ana), "Open")
    assert "Should somebody write to you today?" in question.text
    done = await night.ana.press(question, "I'm okay now")
    assert "I am glad" in done.text
    assert "This call is over" in night.reads(night.hidden)[-1].text


async def test_when_the_sponsor_cannot_the_stand_in_is_asked_at_once(world):
    await make_night(world, stand_in=world.ben, helpers=False)
    await call_for_help(world)
    assert last(world.ben) is None
    opened = await world.sponsor.press(last(world.sponsor), "Who is it?")
    thanks = await world.sponsor.press(opened, "I can't right now")
    await world.sponsor.fill(await world.sponsor.press(thanks, "I'm free at …"), time="23:30")
    assert last(world.ben).text == NEUTRAL
    page = await world.ana.press(last(world.ana), "Open")
    assert "free" in page.text
    came = await world.ben.press(last(world.ben), "I'm with them")
    assert str(world.ana.id) in came.text
    assert str(world.ben.id) in (await world.ana.press(last(world.ana), "Open")).text
    assert nobody_else_knows(world)


async def test_when_one_helper_comes_the_other_has_nothing_left_to_press(night):
    await call_for_help(night, "Ask a helper")
    assert "I'm with them" in last(night.cleo).buttons
    await night.ben.press(last(night.ben), "I'm with them")
    assert last(night.cleo).text == COME
    assert last(night.cleo).buttons == ("Help now",)
    assert "I'm with them" not in last(night.ben).buttons


async def test_a_restart_in_the_middle_changes_nothing(night):
    await call_for_help(night)
    await night.restart()
    await night.advance(minutes=5)
    assert last(night.ben).text == NEUTRAL
    await night.restart()
    came = await night.ben.press(last(night.ben), "I'm with them")
    assert str(night.ana.id) in came.text
    assert len(night.sponsor.chat) == 1


async def test_a_blocked_helper_is_never_asked_and_cannot_tell(night):
    async with night.app.db.begin() as tx:
        await sponsors.block(tx, night.ben.id, night.ana.id)
    screen = await ask(night, "Ask a helper")
    assert "1 helper on duty" in screen.text
    assert str(night.ben.id) not in screen.text
    await night.ana.press(screen, "Send")
    assert last(night.ben) is None
    assert last(night.cleo).text == NEUTRAL


async def test_a_sponsor_whose_chat_is_closed_is_passed_over_at_once(night):
    night.sponsor.close_chat()
    await call_for_help(night)
    assert night.sponsor.chat == []
    assert last(night.ben).text == NEUTRAL
    assert nobody_else_knows(night)


async def test_somebody_with_a_closed_chat_reads_the_news_on_the_card(night):
    night.ana.close_chat()
    card = await call_for_help(night)
    await night.advance(minutes=5)
    assert last(night.ben).text == NEUTRAL
    shown = next(one for one in night.ana.sees(night.general) if one.id == card.first.id)
    assert "a helper" in shown.text


async def test_stop_asking_is_read_by_everybody_who_was_asked(night):
    sent = await call_for_help(night)
    done = await night.ana.press(sent, "Stop asking")
    assert "I stopped asking" in done.text
    assert last(night.sponsor).text == OVER
    late = await night.ana.command(night.general, "help")
    assert len(late.all) == 1


async def test_in_the_private_chat_the_only_server_is_taken(night):
    await night.ana.press(await call_for_help(night), "Stop asking")
    card = await night.ana.command(None, "help")
    screen = await night.ana.press(card, "Ask a helper")
    assert "2 helpers on duty" in screen.text
    sent = await night.ana.press(screen, "Send")
    assert "You asked for help" in sent.text
    assert last(night.cleo).text == NEUTRAL


async def test_without_the_database_the_numbers_come_at_once(night):
    screen = await ask(night)
    await night.app.db.close()
    answer = await night.ana.press(screen, "Send")
    assert "988" in answer.text
    assert "**I could not ask anybody just now.**" in answer.text
    await night.app.db.start()
    assert last(night.sponsor) is None
    await night.ana.press(screen, "Send")
    news = last(night.ana)
    await night.app.db.close()
    assert "**I cannot look at your call just now.**" in (await night.ana.press(news, "Open")).text
    await night.app.db.start()


async def test_how_help_is_asked_for_is_chosen_on_a_calm_day(night):
    page = await night.ana.press(await night.ana.command(night.general, "me"), "How I ask for help")
    assert "Nothing is sent. If you asked for help now, I would ask:" in page.text
    page = await night.ana.press(page, "Another way to meet")
    assert "you write to them" in page.text
    page = await night.ana.press(page, "Leave someone out")
    these, _anybody = page.first.selects
    page = await night.ana.pick(page, [str(night.sponsor.id)], these)
    assert "left out, as you chose" in page.text
    page = await night.ana.press(page, "Leave someone out")
    page = await night.ana.pick(page, [night.ben], page.first.selects[1])
    assert "2 helpers on duty, but nobody you left out or blocked" in page.text
    assert f"Never asked, whoever is on duty: <@{night.ben.id}>." in page.text
    me = await night.ana.command(night.general, "me")
    assert "If you ask for help: you write to them; 2 left out" in me.text
    assert last(night.sponsor) is None
