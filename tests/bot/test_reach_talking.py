"""Somebody came: the two meet, in each of the ways, and nobody else notices anything."""

import pytest

from tests.bot.evening import WITH_THEM, Evening

STILL = "Are you still with them?"


@pytest.fixture
async def evening(world):
    return await Evening(world).begin()


async def test_they_write_to_me(evening):
    await evening.ask()
    assert "Someone would like a word now." in evening.sam.chat[-1].text
    page = await evening.come(evening.sam)
    assert f"You are with <@{evening.ana.id}> now" in page.text
    assert "Please write to them now" in page.text
    url = f"https://discord.com/users/{evening.ana.id}"
    assert page.first.links == {"Open their profile": url}
    assert evening.ana.chat[-1].text == "There is news for you."
    mine = await evening.opened()
    assert f"<@{evening.sam.id}> is with you now" in mine.text
    assert "They write to you" in mine.text
    for label in ("We are talking", "I can't reach them", "Block", "Report", "I'm okay now"):
        assert label in mine.buttons
    evening.assert_unnoticed()


async def test_the_others_see_that_someone_is_with_them(evening):
    await evening.ask()
    await evening.come(evening.sam)
    assert "Someone is with them now" in evening.cleo.chat[-1].text
    assert WITH_THEM not in evening.cleo.chat[-1].buttons
    assert str(evening.ana.id) not in evening.cleo.chat[-1].text


async def test_a_private_thread_for_the_two(evening):
    await evening.ask("thread")
    assert "private thread" in evening.screen
    assert "manage threads" in evening.screen
    await evening.come(evening.sam)
    assert evening.threads == [["ana", "sam"]]
    (greeting,) = evening.read_thread(evening.ana)
    assert f"<@{evening.ana.id}>" in greeting.text
    assert evening.read_thread(evening.sam) is not None
    assert evening.read_thread(evening.cleo) is None
    said = await evening.sam.press(greeting, "We are talking")
    assert f"<#{greeting.raw.channel.id}>" in said.text
    assert "Good that you are talking" in said.text
    assert len(evening.read_thread(evening.ana)) == 1
    evening.assert_unnoticed()


async def test_where_no_thread_can_be_made_another_way_is_offered(evening):
    evening.world.silence_bot(evening.world.general, "create_private_threads")
    await evening.ask("thread")
    await evening.come(evening.sam)
    assert evening.threads == []
    mine = await evening.opened()
    assert "That way does not work now" in mine.text
    assert {"I write to them", "They write to me", "Ask somebody else"} <= set(mine.buttons)
    theirs = await evening.opened(evening.sam)
    theirs = await evening.sam.press(theirs, "I write to them")
    assert "Please write to them now" in theirs.text
    assert "They write to you" in (await evening.opened()).text


async def test_who_does_not_see_the_channel_is_not_let_in(evening):
    evening.world.hide(evening.world.mornings)
    await evening.begin(threads_channel_id=evening.world.mornings.id)
    await evening.ask("thread")
    await evening.come(evening.sam)
    assert evening.threads in ([], [[]])
    assert "That way does not work now" in (await evening.opened()).text
    evening.assert_unnoticed()


async def test_i_cannot_reach_them_goes_on_to_the_next(evening):
    await evening.ask()
    await evening.come(evening.sam)
    mine = await evening.ana.press(await evening.opened(), "I can't reach them")
    mine = await evening.ana.press(mine, "Ask somebody else")
    await evening.world.advance(seconds=5)
    assert "could not reach each other" in evening.sam.chat[-1].text
    assert "Someone would like a word now." in evening.cleo.chat[-1].text
    page = await evening.come(evening.cleo)
    assert f"You are with <@{evening.ana.id}> now" in page.text


async def test_after_20_minutes_both_are_asked(evening):
    await evening.ask()
    await evening.come(evening.sam)
    await evening.world.advance(minutes=20)
    assert evening.sam.chat[-1].text == STILL
    mine = await evening.opened()
    assert "Is someone with you?" in mine.text
    assert "1 helper" in mine.text
    said = await evening.ana.press(mine, "Yes")
    assert "If that changes" in said.text
    await evening.world.advance(minutes=30)
    assert "Someone is with them now" in evening.cleo.chat[-1].text
    evening.assert_unnoticed()


async def test_silence_asks_the_next_after_a_word(evening):
    await evening.ask()
    await evening.come(evening.sam)
    await evening.world.advance(minutes=28)
    mine = await evening.opened()
    assert "I have not heard from either of you" in mine.text
    assert {"Wait", "Stop asking"} <= set(mine.buttons)
    await evening.world.advance(minutes=3)
    assert "Someone would like a word now." in evening.cleo.chat[-1].text
    assert "I heard from neither of you" in evening.sam.chat[-1].text


async def test_after_a_restart_everything_goes_on(evening):
    await evening.ask()
    await evening.come(evening.sam)
    await evening.world.restart()
    await evening.world.advance(minutes=20)
    said = await evening.sam.press(evening.sam.chat[-1], "Not any more")
    assert "Thank you" in said.text
    await evening.world.advance(seconds=5)
    assert "Someone would like a word now." in evening.cleo.chat[-1].text


# ---------------------------------------------------------------- only on this card


async def test_the_card_alone(evening):
    card = await evening.ask(on_card=True)
    assert "15 minutes only" in evening.screen
    assert evening.ana.chat == []
    await evening.come(evening.sam)
    assert f"<@{evening.sam.id}> is with you now" in card.text
    assert evening.ana.chat == []


async def test_the_last_edit_of_the_card_says_what_comes_next(evening):
    card = await evening.ask(on_card=True)
    await evening.world.advance(minutes=13)
    before = card.text
    await evening.world.advance(minutes=1, seconds=10)
    assert card.text != before
    assert "From now on press **Refresh**" in card.text
    assert "Refresh" in card.buttons
    assert "988" in card.text
    await evening.world.advance(minutes=5)
    again = await evening.ana.press(card, "Refresh")
    assert "No one has answered yet" in again.text
    assert evening.ana.chat == []


async def test_with_somebody_there_the_last_edit_says_so_too(evening):
    card = await evening.ask(on_card=True)
    await evening.come(evening.sam)
    await evening.world.advance(minutes=14, seconds=5)
    assert "is with you now" in card.text
    assert "From now on press **Refresh**" in card.text


async def test_opening_help_again_shows_the_card_first_and_then_the_state(evening):
    await evening.ask()
    await evening.come(evening.sam)
    help_again = await evening.ana.command(evening.world.general, "help")
    first, state = help_again.all
    assert "988" in first.text
    assert f"<@{evening.sam.id}> is with you now" in state.text
    assert state.ephemeral
    evening.assert_unnoticed()


async def test_who_asked_has_a_closed_chat(evening):
    evening.ana.close_chat()
    card = await evening.ask()
    await evening.come(evening.sam)
    assert f"<@{evening.sam.id}> is with you now" in card.text


async def test_a_helper_with_a_closed_chat_is_asked_in_a_thread(evening):
    await evening.begin(helpers_channel_id=evening.world.mornings.id)
    evening.sam.close_chat()
    evening.cleo.close_chat()
    await evening.ask()
    await evening.world.advance(seconds=5)
    assert sorted(evening.threads) == [["cleo"], ["sam"]]
    cleo = evening.threads.index(["cleo"])
    helper = evening.sam if cleo == 0 else evening.cleo
    (question,) = evening.read_thread(helper)
    assert str(evening.ana.id) not in question.text
    page = await helper.press(question, WITH_THEM)
    assert f"You are with <@{evening.ana.id}> now" in page.text
    await evening.world.advance(minutes=20)
    assert STILL in [one.text for one in evening.read_thread(helper)]
    evening.assert_unnoticed()


# ---------------------------------------------------------------- in the middle


async def test_a_block_ends_it_at_once_and_the_next_are_asked(evening):
    await evening.ask()
    await evening.come(evening.sam)
    blocked = await evening.ana.press(await evening.opened(), "Block")
    if "Block" in blocked.buttons:
        await evening.ana.press(blocked, "Block")
    await evening.world.advance(seconds=5)
    assert "Someone would like a word now." in evening.cleo.chat[-1].text
    assert "block" not in " ".join(one.text.lower() for one in evening.sam.chat)
    state = await evening.ana_reads()
    assert f"<@{evening.sam.id}> is with you" not in state.text


async def test_who_left_the_server_is_not_let_into_the_thread(evening):
    await evening.ask("thread")
    evening.world.server.remove_member(evening.ana.member)
    await evening.come(evening.sam)
    assert evening.threads == [["sam"]]
    assert "news about the person" in evening.sam.chat[-1].text


async def test_who_asked_says_that_all_is_well(evening):
    await evening.ask("thread")
    await evening.come(evening.sam)
    await evening.ana.press(await evening.opened(), "I'm okay now")
    await evening.world.advance(seconds=5)
    assert "We are talking" not in evening.read_thread(evening.sam)[0].buttons
    assert evening.sam.chat[-1].text == "This is over for you. Thank you."
    evening.assert_unnoticed()


async def test_a_stranger_in_the_thread_can_press_nothing(evening):
    """Somebody who may manage threads opens it: its buttons are for the two."""
    await evening.ask("thread")
    await evening.come(evening.sam)
    (greeting,) = evening.read_thread(evening.ana)
    thread = greeting.raw.channel.id
    evening.world.env.backend.add_thread_member(thread, evening.rio.id)
    refused = await evening.rio.press(greeting, "We are talking")
    assert "for the two people in it alone" in refused.text
