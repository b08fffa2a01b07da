"""/drill: the real ladder, marked as a drill, for people who agreed."""

import pytest

from tests.bot.test_reach_duty import become_helper, duty, select, set_up


async def agree(world, person):
    page = await duty(world, person, "hours")
    return await person.press(page, "Take part in drills")


@pytest.fixture
async def helpers(world):
    """Ana and Ben are on duty; only Ana agreed to drills."""
    page = await set_up(world)
    await world.moderator.pick(page, [world.hidden], select(page, "help_pick:mods"))
    for person in (world.ana, world.ben):
        await become_helper(world, person)
    await agree(world, world.ana)


async def start(world):
    card = await world.moderator.command(world.general, "drill")
    assert "**1 helper** on duty now agreed" in card.text
    running = await world.moderator.press(card, "Start the drill")
    assert "The drill runs since" in running.text
    await world.advance(seconds=5)
    return running


async def test_a_helper_answers_and_the_moderator_reads_how_long_it_took(world, helpers):
    running = await start(world)
    asked = world.ana.chat[-1]
    assert "Someone would like a word now" in asked.text
    assert "This is a drill" in asked.text
    seen = await world.ana.press(asked, "Who is it?")
    assert "This is a drill" in seen.text
    await world.advance(seconds=40)
    done = await world.ana.press(seen, "I'm with them")
    assert "This was a drill: nobody is in need. You answered after" in done.text
    await world.advance(seconds=5)
    note = world.moderator.chat[-1]
    assert note.text == "A note you asked for."
    report = await world.moderator.press(note, "Open")
    assert "**Somebody answered after 45 s.**" in report.text
    assert "A helper had the message after" in report.text
    assert "and said yes" in report.text
    assert str(world.ana.id) not in report.text
    again = await world.moderator.press(running, "How it stands")
    assert "**The last drill**" in again.text
    assert len(world.ben.chat) == 1, "he did not agree, and was only told that he is approved"
    assert world.bystander.chat == []
    assert not any("drill" in one.text for one in world.bystander.sees(world.general))


async def test_nobody_answers_and_moderators_are_asked_and_it_ends(world, helpers):
    await start(world)
    await world.advance(minutes=5, seconds=1)
    call = world.reads(world.hidden)[-1]
    assert "This is a drill" in call.text
    await world.advance(minutes=11)
    report = await world.moderator.press(world.moderator.chat[-1], "Open")
    assert "**Nobody answered in 15 min" in report.text
    assert "did not answer" in report.text
    assert "The moderators' channel had its note after 5 min" in report.text
    await world.advance(hours=20)
    assert world.reads(world.hidden)[-1].id == call.id, "no further calls"


async def test_another_moderator_takes_it_in_the_channel(world, helpers):
    second = world._join("omar", world.moderators, world.quiet_room)
    await start(world)
    await world.advance(minutes=5, seconds=1)
    call = world.reads(world.hidden)[-1]
    assert "your own call" in (await world.moderator.press(call, call.buttons[0])).text
    done = await second.press(call, call.buttons[0])
    assert "You answered after 5 min" in done.text
    await world.advance(seconds=5)
    report = await world.moderator.press(world.moderator.chat[-1], "Open")
    assert "**Somebody answered after 5 min" in report.text
    assert "A moderator said" in report.text


async def test_only_moderators_and_one_at_a_time(world, helpers):
    assert "for moderators" in (await world.ana.command(world.general, "drill")).text
    cards = [await world.moderator.command(world.general, "drill") for _ in range(2)]
    running = await world.moderator.press(cards[0], "Start the drill")
    assert "runs here already" in (await world.moderator.press(cards[1], "Start the drill")).text
    await world.advance(seconds=5)
    other = await world.moderator.command(world.general, "drill")
    assert "**The last drill**" in (await world.moderator.press(running, "End it now")).text
    assert "I don't find that drill" in (await world.moderator.press(other, "End it now")).text
    await world.advance(minutes=20)
    assert "They do not need anybody now" in world.ana.chat[-1].text
    assert "drill" not in world.reads(world.hidden)[-1].text, "moderators were not called"


async def test_a_real_call_goes_before_a_drill(world, helpers):
    await start(world)
    screen = await world.moderator.press(
        await world.moderator.command(world.general, "help"), "Ask a helper"
    )
    assert "Send" in screen.buttons
    sent = await world.moderator.press(screen, "Send")
    assert "You asked for help" in sent.text
    await world.advance(seconds=5)
    assert "This is a drill" not in world.ben.chat[-1].text
    assert "Someone would like a word now" in world.ben.chat[-1].text


async def test_a_drill_makes_nobody_busy_or_counted(world, helpers):
    await start(world)
    await world.ana.press(world.ana.chat[-1], "I'm with them")
    page = await duty(world, world.ana, "hours")
    assert "So far 0 people" in page.text


async def test_without_anybody_who_agreed_there_is_no_drill(world):
    card = await world.moderator.command(world.general, "drill")
    assert "**0 helpers** on duty" in card.text
    assert "Start the drill" not in card.buttons


async def test_with_nobody_to_ask_it_says_what_to_do(world):
    card = await world.moderator.command(world.general, "drill")
    assert "Nobody can be asked just now, and that is easy to change" in card.text
    assert "Start the drill" not in card.buttons
    again = await world.moderator.press(card, "Look again")
    assert "Nobody can be asked just now" in again.text
    rota = await world.moderator.press(again, "All helpers")
    assert "Helpers and their duty" in rota.text
