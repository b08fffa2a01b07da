"""Two people are brought together: each way to meet, and what happens when it does not work."""

import pytest

from bot.core.errors import Refused
from bot.core.message import Link
from tests.unit.reach.calling import ANA, HAL, KIM, SAM
from tests.unit.reach.talking import THREADS, Talking, labels

NEUTRAL = "Someone would like a word now."
STILL = "Are you still with them?"


# The statements behind it all run on both databases in the tests that are not marked.
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])


@pytest.fixture
async def night(db, clock):
    return await Talking.open(db, clock)


# ---------------------------------------------------------------- who the other is


async def test_both_read_who_the_other_is(night):
    came = await night.come(SAM)
    assert f"You are with <@{ANA}> now" in came.body
    page = await night.page()
    assert f"<@{SAM}> is with you now" in page.body
    for message, other in ((came, ANA), (page, SAM)):
        links = [one for row in message.rows for one in row if isinstance(one, Link)]
        assert [one.url for one in links] == [f"https://discord.com/users/{other}"]
        assert {"We are talking", "I can't reach them", "Block", "Report"} <= labels(message)


@ONE_DATABASE
async def test_the_one_who_asked_always_has_a_way_out(night):
    await night.come(SAM)
    assert {"I'm okay now", "Stop asking", "Refresh"} <= labels(await night.page())


@ONE_DATABASE
@pytest.mark.parametrize(
    ("way", "to_asker", "to_helper"),
    [
        ("them", "They write to you", "Please write to them now"),
        ("me", "Please write to them now", "They write to you"),
    ],
)
async def test_who_writes_is_as_the_asker_chose(night, way, to_asker, to_helper):
    await night.choose(way)
    came = await night.come(SAM)
    assert to_helper in came.body
    assert to_asker in (await night.page()).body


@ONE_DATABASE
async def test_the_news_names_nobody_until_it_is_opened(night):
    await night.come(SAM)
    assert night.note(ANA).body == "There is news for you."


@ONE_DATABASE
async def test_pressing_twice_changes_nothing(night):
    question = await night.question(SAM)
    first = await night.act(SAM, question, "I'm with them")
    made = len(night.transport.requests)
    second = await night.act(SAM, question, "I'm with them")
    assert first == second
    assert len(night.transport.requests) == made


@ONE_DATABASE
async def test_nobody_else_can_press(night):
    came = await night.come(SAM)
    for other in (KIM, HAL):
        with pytest.raises(Refused):
            await night.act(other, came, "We are talking")


# ---------------------------------------------------------------- it works


@ONE_DATABASE
async def test_we_are_talking(night):
    came = await night.come(SAM)
    told = await night.act(SAM, came, "We are talking")
    assert "Good that you are talking" in told.body
    assert "Good that you are talking" in (await night.page()).body
    assert "Not any more" in labels(told)


# ---------------------------------------------------------------- it does not


@ONE_DATABASE
async def test_the_other_ways_are_offered_once_each(night):
    await night.come(SAM)
    page = await night.act(ANA, await night.page(), "I can't reach them")
    assert {"I write to them", "A private thread", "Ask somebody else"} <= labels(page)
    assert "They write to me" not in labels(page)
    page = await night.act(ANA, page, "I write to them")
    assert "Please write to them now" in page.body
    assert night.note(SAM).body == "There is news about the person you are with."
    opened = await night.act(SAM, night.note(SAM), "Open")
    assert "They write to you" in opened.body

    opened = await night.act(SAM, opened, "I can't reach them")
    assert {"A private thread", "Ask somebody else"} <= labels(opened)
    assert not {"I write to them", "They write to me"} & labels(opened)


async def test_when_no_way_is_left_both_are_told_and_the_next_is_asked(night):
    await night.set_server(threads_channel_id=None)
    await night.come(SAM)
    page = await night.act(ANA, await night.page(), "I can't reach them")
    assert "A private thread" not in labels(page)
    page = await night.act(ANA, page, "I write to them")
    await night.act(ANA, page, "I can't reach them")
    assert "could not reach each other" in night.note(SAM).body
    assert night.bodies(KIM) == ["Someone would like a word now."]
    assert (await night.people())[SAM] == "left"
    assert "I asked" in (await night.page()).body


@ONE_DATABASE
async def test_somebody_else_can_be_asked_at_once(night):
    came = await night.come(SAM)
    lost = await night.act(SAM, came, "I can't reach them")
    bye = await night.act(SAM, lost, "Ask somebody else")
    assert "Thank you for being there" in bye.body
    assert night.bodies(KIM) == ["Someone would like a word now."]
    assert "could not reach each other" not in " ".join(night.bodies(SAM))


@ONE_DATABASE
async def test_both_choose_another_way_at_once(night):
    came = await night.come(SAM)
    mine = await night.act(ANA, await night.page(), "I can't reach them")
    theirs = await night.act(SAM, came, "I can't reach them")
    await night.act(ANA, mine, "A private thread")
    shown = await night.act(SAM, theirs, "They write to me")
    assert "private thread" in shown.body
    await night.settle()
    assert len(night.transport.threads) == 1


# ---------------------------------------------------------------- it is over


@ONE_DATABASE
async def test_a_button_about_somebody_before_does_not_touch_who_is_there_now(night):
    came = await night.come(SAM)
    old = await night.page()
    await night.act(SAM, came, "I can't reach them")
    await night.act(ANA, await night.page(), "Ask somebody else")
    await night.come(KIM)
    for label in ("We are talking", "I can't reach them"):
        with pytest.raises(Refused, match="somebody who was with you before"):
            await night.act(ANA, old, label)
        with pytest.raises(Refused, match="This is over"):
            await night.act(SAM, came, label)
    assert (await night.people())[KIM] == "taken"


@ONE_DATABASE
async def test_who_came_reads_when_it_is_over(night):
    came = await night.come(SAM)
    await night.act(ANA, await night.page(), "I'm okay now")
    assert "do not need anybody now" in night.note(SAM).body
    with pytest.raises(Refused, match="over"):
        await night.act(SAM, came, "We are talking")


async def test_what_they_agreed_is_gone_when_it_is_over(night):
    await night.choose("thread")
    await night.come(SAM)
    await night.settle()
    await night.act(ANA, await night.page(), "I'm okay now")
    assert await night.sealed("talk:") == []


@ONE_DATABASE
async def test_the_next_one_meets_them_as_chosen_at_first(night):
    came = await night.come(SAM)
    await night.act(SAM, came, "I can't reach them")
    await night.act(ANA, await night.page(), "Ask somebody else")
    came = await night.come(KIM)
    assert "Please write to them now" in came.body
    assert THREADS not in {place for place, _, _ in night.transport.threads.values()}


# ---------------------------------------------------------------- is somebody there?


async def test_silence_of_both_is_announced_and_then_asks_on(night):
    await night.come(SAM)
    await night.pass_time(minutes=20)
    await night.pass_time(minutes=8)
    page = await night.page()
    assert "I have not heard from either of you" in page.body
    assert f"<@{KIM}>" in page.body
    assert {"Yes", "Not any more", "Wait", "Stop asking"} <= labels(page)
    assert night.bodies(KIM) == []
    await night.pass_time(minutes=1, seconds=59)
    assert night.bodies(KIM) == []
    await night.pass_time(seconds=1)
    assert night.bodies(KIM) == [NEUTRAL]
    assert "I heard from neither of you" in night.note(SAM).body
    assert (await night.people())[SAM] == "left"


async def test_who_came_is_erased(night):
    await night.come(SAM)
    await night.erase(night.who(SAM))
    await night.pass_time(minutes=1)
    assert night.bodies(KIM) == [NEUTRAL]
    await night.pass_time(minutes=40)
    await night.come(KIM)
    assert f"<@{KIM}> is with you now" in (await night.page()).body


async def test_who_asked_is_erased(night):
    await night.come(SAM)
    came = night.note(SAM)
    await night.erase(night.who(ANA))
    await night.pass_time(minutes=40)
    assert await night.sealed("talk:") == []
    assert night.bodies(KIM) == []
    assert STILL not in night.bodies(SAM)
    assert came is not None


# ---------------------------------------------------------------- a message is refused


@ONE_DATABASE
async def test_a_refused_message_offers_the_other_ways(night):
    """The asker's chat is closed: the helper cannot write to them either."""
    question = await night.question(SAM)
    night.transport.closed_chats.add(ANA)
    await night.act(SAM, question, "I'm with them")
    assert "news about the person" in night.note(SAM).body
    opened = await night.act(SAM, night.note(SAM), "Open")
    assert {"They write to me", "A private thread", "Ask somebody else"} <= labels(opened)
    assert "That way does not work now" in (await night.page()).body


@ONE_DATABASE
async def test_what_is_known_to_be_closed_is_not_tried(night):
    await night.choose("me")
    question = await night.question(SAM)
    await night.close_chat_of(SAM)
    came = await night.act(SAM, question, "I'm with them")
    assert {"I write to them", "A private thread"} <= labels(came)
    assert "They write to me" in labels(await night.page())
