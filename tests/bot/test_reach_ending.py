"""How a call ends for the two in it, as each of them sees it on the simulated Discord."""

import pytest

from tests.bot.evening import Evening

OVER = "I no longer look after this talk."


@pytest.fixture
async def evening(world):
    return await Evening(world).begin()


async def meet(evening):
    await evening.ask("thread")
    return await evening.come(evening.sam)


async def test_a_blocked_person_is_taken_out_of_the_thread(evening):
    evening.world.silence_bot(evening.world.general, "manage_threads")
    await meet(evening)
    blocked = await evening.ana.press(evening.read_thread(evening.ana)[0], "Block")
    assert "I take them out of it now" in blocked.text
    await evening.world.advance(seconds=5)
    assert evening.threads == [["ana"]]
    assert evening.read_thread(evening.sam) is None
    greeting, *_shown_to_her = evening.read_thread(evening.ana)
    assert OVER in greeting.text
    assert "<@" not in greeting.text
    assert "Block" not in greeting.buttons
    assert "block" not in " ".join(one.text.lower() for one in evening.sam.chat)
    assert "Someone would like a word now." in evening.cleo.chat[-1].text
    evening.assert_unnoticed()


async def test_the_thread_stays_with_the_two_without_their_names(evening):
    await meet(evening)
    await evening.ana.press(await evening.opened(), "I'm okay now")
    await evening.world.advance(seconds=5)
    assert evening.threads == [["ana", "sam"]]
    for person in (evening.ana, evening.sam):
        (greeting,) = evening.read_thread(person)
        assert OVER in greeting.text
        assert "<@" not in greeting.text
    evening.assert_unnoticed()


# ---------------------------------------------------------------- the page of the one who came


async def test_their_page_gets_the_link_of_the_thread(evening):
    await meet(evening)
    await evening.world.advance(seconds=5)
    (page,) = evening.sam.chat
    thread = evening.read_thread(evening.sam)[0].raw.channel.id
    assert f"<#{thread}>" in page.text
    said = await evening.sam.press(page, "We are talking")
    assert f"<#{thread}>" in said.text


async def test_a_call_ends_with_one_new_message_for_the_helper(evening):
    await evening.ask()
    await evening.come(evening.sam)
    await evening.world.advance(minutes=20)
    await evening.sam.press(evening.sam.chat[-1], "Yes")
    assert len(evening.sam.chat) == 2
    await evening.ana.press(await evening.opened(), "I'm okay now")
    await evening.world.advance(minutes=6)
    question, still, after = evening.sam.chat
    assert question.text == still.text == "This is over for you. Thank you."
    assert "Not a real one" in question.buttons
    assert str(evening.ana.id) not in "".join(one.text for one in evening.sam.chat)
    asked = await evening.sam.press(after, "Open")
    assert "How was it for you?" in asked.text


async def test_two_helpers_can_say_afterwards_that_it_was_not_a_real_one(evening):
    await evening.begin(moderators_channel_id=evening.world.hidden.id)
    await evening.ask()
    await evening.ana.press(evening.card, "Stop asking")
    await evening.world.advance(seconds=5)
    for helper in (evening.sam, evening.cleo):
        assert "do not need anybody now" in helper.chat[-1].text
        said = await helper.press(helper.chat[-1], "Not a real one")
        assert "Thank you." in said.text
    await evening.world.advance(seconds=5)
    (note,) = evening.world.reads(evening.world.hidden)
    assert "not a real call" in note.text
    assert str(evening.ana.id) not in note.text


async def test_a_helper_who_is_erased_keeps_nothing_of_who_asked(evening):
    await evening.ask()
    page = await evening.come(evening.sam)
    assert f"<@{evening.ana.id}>" in page.text
    me = await evening.sam.command(evening.world.general, "me")
    asked = await evening.sam.press(me, "Erase everything")
    await evening.sam.press(asked, "Erase everything")
    await evening.world.advance(seconds=5)
    assert str(evening.ana.id) not in "".join(one.text for one in evening.sam.chat)
    assert evening.sam.chat[0].text == "This is over for you. Thank you."
    assert "Someone would like a word now." in evening.cleo.chat[-1].text


async def test_whoever_asked_is_erased_and_their_helper_reads_no_name(evening):
    await evening.ask()
    await evening.come(evening.sam)
    me = await evening.ana.command(evening.world.general, "me")
    asked = await evening.ana.press(me, "Erase everything")
    await evening.ana.press(asked, "Erase everything")
    await evening.world.advance(seconds=5)
    assert str(evening.ana.id) not in "".join(one.text for one in evening.sam.chat)
