"""What whoever asked reads is true: also when moderators cannot be called, or a card is old."""

import pytest

from bot.reach.asking.service import part, pause_asking
from tests.unit.reach.calling import ANA, HAL, HIA, KIM, MODERATORS_CHANNEL, MONA, SAM, Night

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


# ---------------------------------------------------------------- who cannot is told the truth

ELSE = "Somebody else is asked now"


async def test_who_cannot_reads_that_somebody_else_is_asked(night):
    await night.ask_all()
    said = await night.act(SAM, night.note(SAM), "I can't right now")
    assert ELSE in said.body


async def test_the_only_one_asked_does_not_read_that_somebody_else_is(night):
    await night.act(ANA, await night.ask(), "Only my sponsor")
    said = await night.act(SAM, night.note(SAM), "I can't right now")
    assert ELSE not in said.body
    assert "They read that you can't right now" in said.body
    page = (await night.refresh()).body
    assert f"<@{SAM}> (your sponsor) can't right now" in page
    assert "Nobody has come yet. That is about us, not about you." in page
    assert "No one has answered" not in page
    assert "If somebody comes" not in page


async def test_with_the_moderators_called_somebody_else_is_asked(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    await night.close_chat_of(KIM)
    await night.ask_all()
    said = await night.act(SAM, night.note(SAM), "I can't right now")
    assert ELSE in said.body
    assert len(night.calls) == 1


async def test_when_somebody_is_free_can_be_put_right(night):
    await night.ask_all()
    refused = await night.act(SAM, night.note(SAM), "I can't right now")
    for typed in ("9am", "9pm"):
        form = await night.act(SAM, refused, "I'm free at …")
        refused = await night.fill(SAM, form, time=typed)
    assert (
        f"<@{SAM}> (your sponsor) can't right now, but is free at" in (await night.refresh()).body
    )


# ---------------------------------------------------------------- who was out of reach


async def test_whoever_asked_reads_that_the_sponsor_was_out_of_reach(night):
    screen = await night.ask()
    night.transport.closed_chats.add(SAM)
    await night.act(ANA, screen, "Send")
    page = await night.refresh()
    assert f"• I could not reach <@{SAM}> (your sponsor)." in page.body
    assert f"<@{KIM}> (stand-in)" in page.body


async def test_a_helper_out_of_reach_is_not_named(night):
    screen = await night.ask("h")
    night.transport.closed_chats.add(HAL)
    await night.act(ANA, screen, "Send")
    assert "could not reach" not in (await night.refresh()).body


async def test_a_sponsor_who_blocked_them_meanwhile_is_not_spoken_of(night):
    await night.ask_all()
    await night.call(part, SAM, ANA)
    await night.engine.step()
    assert f"<@{SAM}>" not in (await night.refresh()).body


# ---------------------------------------------------------------- nobody could be asked


async def test_where_nobody_could_be_asked_no_waiting_is_promised(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    screen = await night.ask("h")
    lose_channel(night)
    await night.act(ANA, screen, "Send")
    page = (await night.refresh()).body
    assert "I could not reach anybody here. That is about us, not about you." in page
    assert "If somebody comes" not in page
    assert "If no one picks up" in page


async def test_what_comes_after_the_last_step_is_said_plainly(night):
    page = await night.act(ANA, await night.ask(), "Only my sponsor")
    assert "If nobody answers by <t:" in page.body
    assert ">, I tell you so, with numbers to call." in page.body
    assert "next: nobody" not in page.body


async def test_a_pause_of_asking_does_not_end_an_open_call(night):
    page = await night.ask_all()
    await night.call(pause_asking, night.who(MONA, moderator=True), ANA, "we talked", "3")
    assert page.title == (await night.refresh()).title == "You asked for help"
    await night.pass_time(minutes=5)
    assert (await night.people())[KIM] == "asked"
