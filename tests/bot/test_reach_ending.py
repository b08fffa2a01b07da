"""How a call ends for the two in it, as each of them sees it on the simulated Discord."""

import pytest

from tests.bot.evening import Evening

OVER = "I look after this talk no more."


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
