"""A call for help on Discord: what the asker, those who are asked, and a bystander see."""

import pytest

from tests.bot.nights import make_night

NEUTRAL = "Someone would like a word now."


@pytest.fixture
async def night(world):
    await make_night(world)
    return world


async def ask(world, label="Ask my sponsor"):
    """Open help, press the button, and read the one screen."""
    card = await world.ana.command(world.general, "help")
    return await world.ana.press(card, label)


async def test_a_night_from_help_to_somebody_who_comes(night):
    world = night
    screen = await ask(world)
    assert "Nothing is sent yet" in screen.text
    assert world.sponsor.chat == []
    sent = await world.ana.press(screen, "Send")
    assert sent.is_edit
    assert "You asked for help" in sent.text
    assert [one.text for one in world.ana.chat] == ["There is news for you."]
    asked = world.sponsor.chat[-1]
    assert asked.text == NEUTRAL
    assert str(world.ana.id) not in asked.text
    opened = await world.sponsor.press(asked, "Who is it?")
    assert str(world.ana.id) in opened.text
    refused = await world.sponsor.press(world.sponsor.chat[-1], "I can't right now")
    assert "Thank you for saying so" in refused.text
    assert world.ben.chat[-1].text == world.cleo.chat[-1].text == NEUTRAL
    came = await world.cleo.press(world.cleo.chat[-1], "I'm with them")
    assert str(world.ana.id) in came.text
    assert world.ben.chat[-1].text == "Someone is with them now. Thank you for being there."
    news = await world.ana.press(world.ana.chat[-1], "Open")
    assert str(world.cleo.id) in news.text
    print(news.first)
    again = await world.ana.command(world.general, "help")
    print([str(one) for one in again.all])
    assert world.reads(world.general) == world.reads(world.hidden) == []
    assert world.bystander.chat == []
