"""The private thread of the two: made where both can see it, for them alone, and what if not."""

from datetime import timedelta

import pytest

from bot.reach.front_door.rules import State
from bot.storage.tables import front_doors
from tests.support.transport import killed, killed_after, refuse, unclear_after
from tests.unit.reach.calling import ANA, KIM, MONA, SAM
from tests.unit.reach.talking import THREADS, Talking, labels

FRONT_DOOR = 714
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
WAYS = {"They write to me", "I write to them"}


@pytest.fixture
async def night(db, clock):
    night = await Talking.open(db, clock)
    await night.choose("thread")
    return night


async def stand_at_the_front_door(night):
    """Let the front-door message stand in a channel, and no other one be set."""
    row = {"server_id": night.server, "number": 1, "channel_id": FRONT_DOOR, "fingerprint": "x"}
    async with night.db.begin() as tx:
        values = row | {"state": State.STANDING.value, "changed_at": tx.now}
        await tx.insert_missing(front_doors, values, index_elements=["server_id", "number"])
    await night.set_server(threads_channel_id=None)


async def test_only_the_two_are_let_in(night):
    await night.come(SAM)
    await night.settle()
    assert night.thread == (THREADS, {ANA, SAM})
    (greeting,) = night.in_thread
    assert f"<@{ANA}>" in greeting.body
    assert f"<@{SAM}>" in greeting.body
    assert "People who may manage threads can open it too" in greeting.body
    assert {"We are talking", "I can't reach them", "Block", "Report"} <= labels(greeting)


@ONE_DATABASE
async def test_its_title_says_nothing(night):
    await night.come(SAM)
    await night.settle()
    ((_place, title, _people),) = night.transport.threads.values()
    assert title.startswith("A quiet talk · ")


@ONE_DATABASE
async def test_their_pages_lead_to_it(night):
    came = await night.come(SAM)
    assert f"A private thread for the two of you opens in <#{THREADS}>" in came.body
    await night.settle()
    (thread_id,) = night.transport.threads
    assert f"<#{thread_id}>" in (await night.page()).body
    assert "can open it too" in (await night.page()).body


async def test_the_page_of_who_came_gets_the_link_where_it_stands(night):
    await night.come(SAM)
    await night.settle()
    (thread_id,) = night.transport.threads
    assert len(night.bodies(SAM)) == 1
    assert f"Your private thread: <#{thread_id}>" in night.note(SAM).body
    assert "We are talking" in labels(night.note(SAM))


@ONE_DATABASE
async def test_who_has_no_page_in_private_gets_a_message_that_leads_to_it(night):
    """A moderator took it out of their channel: that page cannot be changed."""
    await night.question(SAM)
    await night.pass_time(minutes=5)
    await night.pass_time(minutes=10)
    night.transport.visible |= {(MONA, THREADS)}
    await night.take_call(MONA)
    await night.settle()
    (thread_id,) = night.transport.threads
    assert "news about the person" in night.note(MONA).body
    assert f"<#{thread_id}>" in (await night.act(MONA, night.note(MONA), "Open")).body


@ONE_DATABASE
@pytest.mark.parametrize("label", ["We are talking", "I can't reach them"])
async def test_the_link_stays_on_both_pages(night, label):
    came = await night.come(SAM)
    await night.settle()
    link = f"<#{next(iter(night.transport.threads))}>"
    assert link in (await night.act(SAM, came, label)).body
    assert link in (await night.page()).body


async def test_without_a_channel_of_its_own_it_is_made_at_the_front_door(night):
    await stand_at_the_front_door(night)
    night.transport.visible |= {(one, FRONT_DOOR) for one in (ANA, SAM)}
    await night.come(SAM)
    await night.settle()
    assert night.thread == (FRONT_DOOR, {ANA, SAM})


@ONE_DATABASE
async def test_without_any_channel_it_is_not_offered(night):
    await night.set_server(threads_channel_id=None)
    came = await night.come(SAM)
    assert "Please write to them now" in came.body
    lost = await night.act(SAM, came, "I can't reach them")
    assert "A private thread" not in labels(lost)
    assert night.transport.threads == {}


@ONE_DATABASE
async def test_where_one_of_them_is_known_not_to_see_it_none_is_made(night):
    night.transport.visible.discard((SAM, THREADS))
    await night.look(SAM, THREADS)
    came = await night.come(SAM)
    assert "Please write to them now" in came.body
    assert night.transport.threads == {}


@ONE_DATABASE
@pytest.mark.parametrize("blind", [ANA, SAM])
async def test_who_turns_out_not_to_see_it_is_offered_another_way(night, blind):
    night.transport.visible.discard((blind, THREADS))
    came = await night.come(SAM)
    await night.settle()
    _place, inside = night.thread
    assert blind not in inside
    assert labels(await night.page()) >= WAYS
    assert "That way does not work now" in (await night.page()).body
    assert "news about the person" in night.note(SAM).body
    opened = await night.act(SAM, night.note(SAM), "Open")
    assert labels(opened) >= WAYS
    assert came != opened


@ONE_DATABASE
@pytest.mark.parametrize("at", ["open_thread", "add_member"])
async def test_a_refused_thread_offers_the_other_ways_once(night, at):
    night.transport.plan(at, refuse(50013), refuse(50013))
    await night.come(SAM)
    await night.settle()
    page = await night.page()
    assert labels(page) >= WAYS
    assert len(night.bodies(SAM)) == 2
    page = await night.act(ANA, page, "I write to them")
    page = await night.act(ANA, page, "I can't reach them")
    assert "A private thread" not in labels(page)
    assert "They write to me" in labels(page)
    page = await night.act(ANA, page, "They write to me")
    await night.act(ANA, page, "I can't reach them")
    assert night.bodies(KIM) == ["Someone would like a word now."]


@ONE_DATABASE
async def test_a_greeting_that_is_refused_is_no_place_to_meet(night):
    real, refused = night.transport.send, []

    async def send(channel_id, message, *, nonce):
        if channel_id in night.transport.threads and not refused:
            refused.append(channel_id)
            night.transport.plan("send", refuse(50013))
        return await real(channel_id, message, nonce=nonce)

    night.transport.send = send
    await night.come(SAM)
    await night.settle()
    assert labels(await night.page()) >= WAYS


@ONE_DATABASE
async def test_a_thread_whose_answer_was_lost_is_found_again(night):
    night.transport.plan("open_thread", unclear_after())
    await night.come(SAM)
    await night.settle()
    assert night.thread == (THREADS, {ANA, SAM})


@ONE_DATABASE
async def test_a_thread_that_comes_too_late_lets_nobody_in(night):
    night.transport.unreadable.add(night.server)
    night.transport.plan("open_thread", unclear_after())
    await night.come(SAM)
    await night.settle()
    await night.act(ANA, await night.page(), "I'm okay now")
    await night.pass_time(minutes=12)
    assert night.thread == (THREADS, set())


@ONE_DATABASE
async def test_who_comes_next_gets_a_thread_of_their_own(night):
    came = await night.come(SAM)
    await night.settle()
    await night.act(SAM, came, "I can't reach them")
    await night.act(ANA, await night.page(), "Ask somebody else")
    await night.come(KIM)
    await night.settle()
    people = [set(inside) for _, _, inside in night.transport.threads.values()]
    assert people == [{ANA}, {ANA, KIM}]


@ONE_DATABASE
async def test_no_row_names_either_of_them(night):
    await night.come(SAM)
    await night.settle()
    for key, ref in await night.rows("reach.talk"):
        assert str(ANA) not in key + ref
        assert f".{SAM}." not in f".{key}.{ref}."


# ---------------------------------------------------------------- the process dies


@ONE_DATABASE
@pytest.mark.parametrize("fault", [killed, killed_after])
@pytest.mark.parametrize("at", ["open_thread", "send", "add_member"])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_at_every_step(night, at, fault):
    question = await night.question(SAM)
    await night.press_on(night.who(SAM), question, "I'm with them")
    night.transport.plan(at, fault())
    with pytest.raises(BaseExceptionGroup):
        await night.settle()
    night.restart()
    await night.settle()
    await night.settle()
    assert night.thread == (THREADS, {ANA, SAM})
    assert len(night.in_thread) == 1


@pytest.mark.usefixtures("one_by_one")
async def test_killed_and_back_after_hours_there_is_one_thread_at_most(night):
    question = await night.question(SAM)
    await night.press_on(night.who(SAM), question, "I'm with them")
    night.transport.plan("open_thread", killed_after())
    with pytest.raises(BaseExceptionGroup):
        await night.settle()
    night.clock.move_to(night.clock.now() + timedelta(hours=3))
    night.restart()
    await night.settle()
    assert len(night.transport.threads) == 1
