"""Whether somebody is there: asked after 20 minutes; a no, or silence of both, goes to the next."""

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from tests.support.who import SERVER
from tests.unit.reach.calling import ANA, HAL, HELPERS_CHANNEL, HIA, KIM, SAM
from tests.unit.reach.talking import Talking, labels

NEUTRAL = "Someone would like a word now."
STILL = "Are you still with them?"

# The statements behind all this run on both databases in test_talking.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


@pytest.fixture
async def night(db, clock):
    night = await Talking.open(db, clock)
    await night.come(SAM)
    return night


async def test_after_20_minutes_both_are_asked(night):
    await night.pass_time(minutes=19)
    assert "Is someone with you?" not in (await night.page()).body
    assert STILL not in night.bodies(SAM)
    await night.pass_time(minutes=1)
    page = await night.page()
    assert "Is someone with you?" in page.body
    assert {"Yes", "Not any more"} <= labels(page)
    assert night.note(ANA).body == "There is news for you."
    assert night.note(SAM).body == STILL
    assert {"Yes", "Not any more"} <= labels(night.note(SAM))


async def test_the_question_says_whom_i_would_ask(night):
    await night.pass_time(minutes=20)
    page = await night.page()
    assert "If neither of you answers by" in page.body
    assert f"<@{KIM}>" in page.body


@pytest.mark.parametrize("who", [ANA, SAM])
async def test_a_yes_of_either_is_enough(night, who):
    await night.pass_time(minutes=20)
    asked = await night.page() if who == ANA else night.note(SAM)
    said = await night.act(who, asked, "Yes")
    assert "If that changes" in said.body
    await night.pass_time(minutes=30)
    assert night.bodies(KIM) == []
    assert (await night.people())[SAM] == "taken"


async def test_the_asker_says_no(night):
    await night.pass_time(minutes=20)
    await night.act(ANA, await night.page(), "Not any more")
    assert night.bodies(KIM) == [NEUTRAL]
    assert f"I asked <@{KIM}>" in (await night.page()).body
    assert "not with them any more" in night.note(SAM).body


async def test_the_helper_says_no(night):
    await night.pass_time(minutes=20)
    bye = await night.act(SAM, night.note(SAM), "Not any more")
    assert "Thank you for being there" in bye.body
    assert night.bodies(KIM) == [NEUTRAL]
    assert night.note(ANA).body == "There is news for you."
    assert f"<@{SAM}>" in (await night.page()).body


async def test_one_no_after_a_yes_counts(night):
    await night.pass_time(minutes=20)
    await night.act(SAM, night.note(SAM), "Yes")
    await night.act(ANA, await night.page(), "Not any more")
    assert night.bodies(KIM) == [NEUTRAL]


async def test_the_asker_may_wait(night):
    await night.pass_time(minutes=20)
    await night.pass_time(minutes=8)
    page = await night.act(ANA, await night.page(), "Wait")
    assert "I ask nobody else for now" in page.body
    assert "talking" not in page.body
    assert {"We are talking", "I can't reach them"} <= set(labels(page))
    await night.pass_time(minutes=19)
    assert night.bodies(KIM) == []
    await night.pass_time(minutes=1)
    assert "Is someone with you?" in (await night.page()).body
    assert night.bodies(SAM).count(STILL) == 2
    await night.pass_time(minutes=10)
    await night.pass_time(minutes=10)
    assert night.bodies(KIM) == [NEUTRAL]


async def test_stop_asking_ends_it(night):
    await night.pass_time(minutes=20)
    await night.pass_time(minutes=8)
    await night.act(ANA, await night.page(), "Stop asking")
    await night.pass_time(hours=1)
    assert night.bodies(KIM) == []
    assert await night.sealed("talk:") == []


async def test_we_are_talking_answers_the_question_too(night):
    page = await night.page()
    await night.pass_time(minutes=20)
    await night.act(ANA, page, "We are talking")
    await night.pass_time(hours=1)
    assert night.bodies(KIM) == []


async def test_we_are_talking_before_is_asked_about_all_the_same(night):
    await night.act(ANA, await night.page(), "We are talking")
    await night.pass_time(minutes=20)
    assert "Is someone with you?" in (await night.page()).body


async def test_another_way_begins_the_20_minutes_anew(night):
    await night.pass_time(minutes=15)
    page = await night.act(ANA, await night.page(), "I can't reach them")
    await night.act(ANA, page, "I write to them")
    await night.pass_time(minutes=19)
    assert STILL not in night.bodies(SAM)
    await night.pass_time(minutes=1)
    assert STILL in night.bodies(SAM)


async def test_after_half_a_day_it_closes_by_itself(night):
    await night.pass_time(minutes=20)
    await night.act(ANA, await night.page(), "Yes")
    await night.pass_time(hours=11)
    assert await night.request() is not None
    await night.pass_time(hours=1)
    assert await night.request() is None
    assert await night.sealed("talk:") == []


async def test_who_was_asked_again_and_again_is_nobody_left(night):
    """Sponsor, stand-in and helpers came and were silent: it ends in plain words."""
    for one in (KIM, HAL, HIA):
        for minutes in (20, 8, 2):
            await night.pass_time(minutes=minutes)
        await night.come(one)
    await night.pass_time(minutes=20)
    await night.act(ANA, await night.page(), "Not any more")
    await night.pass_time(minutes=10)
    page = await night.page()
    assert "No one else has answered yet" in page.body
    assert page.title == "Nobody is with you now"


async def test_the_bot_was_down_when_it_was_due(night):
    """After an outage they are asked first, and the ten minutes are theirs."""
    await night.pass_time(hours=3)
    assert "Is someone with you?" in (await night.page()).body
    assert night.bodies(KIM) == []
    await night.pass_time(minutes=9, seconds=59)
    assert night.bodies(KIM) == []


# ---------------------------------------------------------------- people go in the middle


async def test_a_block_lets_the_next_be_asked(night):
    async with night.db.begin() as tx:
        await sponsors.block(tx, ANA, SAM)
    await night.pass_time(minutes=20)
    assert (await night.people())[SAM] == "left"
    assert STILL not in night.bodies(SAM)


async def test_who_asked_closes_their_chat(night):
    night.transport.closed_chats.add(ANA)
    await night.pass_time(minutes=20)
    assert "Is someone with you?" in (await night.page()).body
    await night.pass_time(minutes=8)
    await night.pass_time(minutes=2)
    assert night.bodies(KIM) == [NEUTRAL]


async def test_who_came_closes_their_chat_and_has_no_room(night):
    night.transport.closed_chats.add(SAM)
    await night.pass_time(minutes=20)
    assert "Is someone with you?" in (await night.page()).body
    await night.act(ANA, await night.page(), "Yes")
    await night.pass_time(hours=1)
    assert (await night.people())[SAM] == "taken"


async def test_a_helper_with_a_closed_chat_is_asked_in_their_room(db, clock):
    night = await Talking.open(db, clock, sponsor=False, stand_in=False, helpers=[HAL])
    await night.set_server(helpers_channel_id=HELPERS_CHANNEL)
    night.transport.visible.add((HAL, HELPERS_CHANNEL))
    await night.close_chat_of(HAL)
    await night.act(ANA, await night.ask(), "Send")
    await night.settle()
    (thread_id,) = night.transport.threads
    (asked,) = night.in_thread
    came = await night.act(HAL, asked, "I'm with them")
    assert f"You are with <@{ANA}> now" in came.body
    await night.pass_time(minutes=20)
    assert night.in_thread[-1].body == STILL
    assert str(ANA) not in night.in_thread[-1].body
    await night.act(HAL, night.in_thread[-1], "Yes")
    assert night.transport.threads[thread_id][2] == [HAL]


async def test_what_is_over_answers_kindly(night):
    came = await night.question(SAM)
    page = await night.page()
    await night.act(ANA, page, "I'm okay now")
    for label in ("We are talking", "I can't reach them"):
        with pytest.raises(Refused, match="This is over"):
            await night.act(ANA, page, label)
    assert came is not None


async def test_deadlines_are_sealed(night):
    rows = await night.timer_rows()
    assert {kind for kind, _ in rows} <= {"note", "reach.step", "reach.call"}
    for _kind, subject in rows:
        assert str(ANA) not in subject
        assert str(SERVER) not in subject


# ---------------------------------------------------------------- the card


async def test_the_way_to_the_card_is_dropped_after_its_last_change(db, clock):
    night = await Talking.open(db, clock)
    night.token = "secret-token"
    await night.come(SAM)
    assert (await night.request()).asker.reply_token == "secret-token"
    await night.pass_time(minutes=14)
    assert (await night.request()).asker.reply_token == ""
    assert "From now on press **Refresh**" in " ".join(night.cards)
    changes = len(night.transport.made("edit_reply"))
    await night.pass_time(minutes=6)
    assert "Is someone with you?" in (await night.page()).body
    assert len(night.transport.made("edit_reply")) == changes


async def test_the_way_to_the_card_is_dropped_after_an_outage_too(db, clock):
    night = await Talking.open(db, clock)
    night.token = "secret-token"
    await night.come(SAM)
    await night.pass_time(hours=1)
    assert (await night.request()).asker.reply_token == ""


async def test_refresh_follows_the_card_for_another_15_minutes(db, clock):
    night = await Talking.open(db, clock)
    night.token = "secret-token"
    await night.come(SAM)
    await night.pass_time(minutes=10)
    night.token = "younger-token"
    await night.refresh()
    await night.pass_time(minutes=5)
    assert (await night.request()).asker.reply_token == "younger-token"
    await night.pass_time(minutes=9)
    assert (await night.request()).asker.reply_token == ""
