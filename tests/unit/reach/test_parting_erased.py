"""Somebody in a call is erased: what others wrote goes from their chat, and theirs from others'."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.press import Press
from bot.storage.tables import incidents, outbox
from tests.support.transport import killed, killed_after, refuse
from tests.unit.reach.calling import ANA, SAM
from tests.unit.reach.talking import Talking

ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
WORDS = "Wrenz cannot sleep"
OVER = "This is over for you. Thank you."


@pytest.fixture
async def night(db, clock):
    """Sam is asked, with a line that Ana added."""
    night = await Talking.open(db, clock)
    screen = await night.ask()
    form = await night.press_on(night.who(ANA), screen, "Add a line")
    screen = await night.send(night.who(ANA), form, words=WORDS)
    await night.act(ANA, screen, "Send")
    return night


async def show(night, member_id, message, label):
    """Press a button as Discord does: what stood there is replaced by the answer."""
    answer = await night.act(member_id, message, label)
    posted = next(one for one in night.transport.posted if one.now_says is message)
    posted.edits.append(answer)
    return answer


def read_by(night, member_id):
    return "\n".join(night.bodies(member_id))


async def rows_to_chats(night):
    """The rows that name the private chat of anybody."""
    chats = list(night.transport.chats.values())
    async with night.db.read() as tx:
        named = outbox.c.address_id.in_(chats) | outbox.c.channel_id.in_(chats)
        return await tx.rows(select(outbox.c.key).where(named))


# ---------------------------------------------------------------- the one who was asked


@pytest.mark.parametrize("label", ["Who is it?", "I'm with them"])
async def test_what_they_read_is_gone_from_their_chat(night, label):
    page = await show(night, SAM, night.note(SAM), label)
    assert f"<@{ANA}>" in page.body
    assert WORDS in page.body
    await night.erase(night.who(SAM))
    await night.pass_time(seconds=5)
    assert read_by(night, SAM) == OVER
    assert await rows_to_chats(night) == []


@ONE_DATABASE
async def test_the_news_they_opened_is_gone_too(night):
    await show(night, SAM, night.note(SAM), "I'm with them")
    await night.pass_time(minutes=20)
    await show(night, SAM, night.note(SAM), "Open")
    assert read_by(night, SAM).count(f"<@{ANA}>") == 2
    await night.erase(night.who(SAM))
    await night.pass_time(seconds=5)
    assert set(night.bodies(SAM)) == {OVER}


@ONE_DATABASE
async def test_what_was_about_to_be_taken_away_still_is(night):
    """The call ended a moment before: its rows go with the key, but not what they were for."""
    page = await show(night, SAM, night.note(SAM), "I'm with them")
    assert WORDS in page.body
    await night.press_on(night.who(ANA), await night.page(), "I'm okay now")
    await night.erase(night.who(SAM))
    await night.pass_time(seconds=5)
    assert WORDS not in read_by(night, SAM)
    assert f"<@{ANA}>" not in read_by(night, SAM)


@ONE_DATABASE
@pytest.mark.parametrize("fault", [killed, killed_after])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_before_it_is_gone(night, fault):
    await show(night, SAM, night.note(SAM), "I'm with them")
    night.transport.plan("edit", fault())
    with pytest.raises(BaseExceptionGroup):
        await night.erase(night.who(SAM))
    night.restart()
    await night.settle()
    assert read_by(night, SAM) == OVER
    assert await rows_to_chats(night) == []


@ONE_DATABASE
async def test_a_refusal_is_nobodys_business(night):
    await show(night, SAM, night.note(SAM), "I'm with them")
    night.transport.plan("edit", refuse(50001), refuse(50001), refuse(50001))
    await night.erase(night.who(SAM))
    await night.settle()
    assert await rows_to_chats(night) == []
    async with night.db.read() as tx:
        reported = await tx.rows(select(incidents.c.channel_id))
    assert night.transport.chats[SAM] not in [row["channel_id"] for row in reported]


@ONE_DATABASE
async def test_after_an_hour_it_is_given_up(night):
    await show(night, SAM, night.note(SAM), "I'm with them")
    async with night.db.begin() as tx:
        await night.features["privacy"].press(tx, night.who(SAM), Press("erase_yes"))
    night.clock.move_to(night.clock.now() + timedelta(hours=2))
    await night.settle()
    assert await rows_to_chats(night) == []


# ---------------------------------------------------------------- the one who asked


@pytest.mark.parametrize("label", ["Who is it?", "I'm with them"])
async def test_who_was_asked_keeps_nothing_of_them(night, label):
    page = await show(night, SAM, night.note(SAM), label)
    assert WORDS in page.body
    await night.erase(night.who(ANA))
    await night.settle()
    assert WORDS not in read_by(night, SAM)
    assert f"<@{ANA}>" not in read_by(night, SAM)


@ONE_DATABASE
async def test_the_news_about_them_is_cleared_too(night):
    await show(night, SAM, night.note(SAM), "I'm with them")
    await night.pass_time(minutes=20)
    await show(night, SAM, night.note(SAM), "Open")
    await night.erase(night.who(ANA))
    await night.settle()
    assert WORDS not in read_by(night, SAM)
    assert f"<@{ANA}>" not in read_by(night, SAM)
