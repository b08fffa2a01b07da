"""What somebody wrote for whoever is asked is gone when it is over: from every private chat."""

import pytest

from bot.reach.asking import service as asking
from bot.sponsors import service as sponsors
from tests.bot.evening import WITH_THEM, Evening

WORDS = "lamp on the porch"


@pytest.fixture
async def evening(world):
    evening = await Evening(world).begin()
    card = await evening.ana.command(world.general, "help")
    screen = await evening.ana.press(card, "Ask a helper")
    screen = await evening.ana.fill(await evening.ana.press(screen, "Add a line"), words=WORDS)
    evening.card = await evening.ana.press(screen, "Send")
    await world.advance(seconds=3)
    return evening


async def end(evening):
    await evening.ana.press(evening.ana.chat[-1], "Open")
    await evening.ana.press(evening.ana.chat[-1], "I'm okay now")
    await evening.world.advance(seconds=5)


def still_read(evening):
    """Everything in anybody's private chat that still holds the words, or who asked."""
    chats = [one for person in (evening.sam, evening.cleo) for one in person.chat]
    return [one.text for one in chats if WORDS in one.text or str(evening.ana.id) in one.text]


async def test_gone_from_whoever_was_there_and_was_let_go(evening):
    page = await evening.come(evening.sam)
    assert WORDS in page.text
    mine = await evening.ana.press(await evening.opened(), "I can't reach them")
    await evening.ana.press(mine, "Ask somebody else")
    await evening.world.advance(seconds=5)
    await end(evening)
    assert still_read(evening) == []


async def test_gone_from_the_messages_that_came_later(evening):
    await evening.come(evening.sam)
    await evening.world.advance(minutes=20)
    opened = await evening.opened(evening.sam)
    assert str(evening.ana.id) in opened.text
    await end(evening)
    assert still_read(evening) == []


async def test_gone_from_whoever_looked_and_was_passed_over(evening):
    opened = await evening.sam.press(evening.sam.chat[-1], "Who is it?")
    assert WORDS in opened.text
    async with evening.world.app.db.begin() as tx:
        await sponsors.block(tx, evening.ana.id, evening.sam.id)
        await asking.part(tx, evening.ana.id, evening.sam.id)
    await evening.world.advance(seconds=5)
    assert WORDS not in " ".join(one.text for one in evening.sam.chat)
    await evening.cleo.press(evening.cleo.chat[-1], WITH_THEM)
    await end(evening)
    assert still_read(evening) == []
