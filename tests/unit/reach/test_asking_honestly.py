"""What whoever asked reads is true: also when moderators cannot be called, or a card is old."""

import pytest

from tests.unit.reach.calling import ANA, HAL, HIA, MODERATORS_CHANNEL, SAM, Night

NOBODY = 0  # whose closed chat the moderators' channel is while it is gone


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


def lose_channel(night):
    night.transport.chats[NOBODY] = MODERATORS_CHANNEL
    night.transport.closed_chats.add(NOBODY)


async def test_where_the_moderators_channel_is_gone_nobody_reads_that_they_were_asked(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    screen = await night.ask("h")
    lose_channel(night)
    await night.act(ANA, screen, "Send")
    page = await night.refresh()
    assert page.title == "Nobody has come so far"
    assert "moderators" not in page.body
    assert (await night.request()).calls == -1


async def test_a_channel_that_is_there_again_is_called_the_next_time(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    screen = await night.ask("h")
    lose_channel(night)
    await night.act(ANA, screen, "Send")
    night.transport.closed_chats.clear()
    await night.act(ANA, await night.refresh(), "Ask me in the morning")
    await night.pass_time(days=1)
    question = await night.act(ANA, night.note(ANA), "Open")
    await night.act(ANA, question, "Yes, please")
    assert len(night.calls) == 1
    assert "I asked the moderators" in (await night.refresh()).body
    await night.act(ANA, await night.refresh(), "I'm okay now")
    assert "This call is over" in night.calls[0].body


async def test_an_old_card_shows_who_is_there(night):
    await night.act(ANA, await night.ask(), "Only my sponsor")
    await night.pass_time(minutes=5)
    old = await night.refresh()
    await night.act(SAM, night.note(SAM), "I'm with them")
    page = await night.act(ANA, old, "Ask others too")
    assert f"<@{SAM}> is with you now" in page.body
    assert (await night.request()).state == "taken"


async def test_an_old_card_does_not_say_that_anybody_reads_anything(night):
    card = await night.ask_all("h")
    await night.act(ANA, card, "I'm okay now")
    for label in ("I'm okay now", "Stop asking"):
        again = await night.act(ANA, card, label)
        assert "You are not asking anybody for help now" in again.body
