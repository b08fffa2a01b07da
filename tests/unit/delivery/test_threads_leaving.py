"""Members taken out of a private thread again: once, whatever happens meanwhile."""

import pytest

from bot.delivery import dispatcher
from bot.delivery.notes import name_note
from bot.delivery.owed import Admit, Thread, Verb
from tests.support.clock import START
from tests.support.transport import killed, killed_after, refuse, unclear
from tests.unit.delivery.stage import CHANNEL, HOUR, MEMBER, SERVER, make_note, make_owed
from tests.unit.delivery.test_threads import JOIN, OTHER, live_on, made, owe_talk

ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])


@pytest.fixture(autouse=True)
def words(stage):
    stage.words |= {"talk.1": Thread("A quiet room"), "in": Admit()}


@pytest.fixture
def one_by_one(monkeypatch):
    """Send one row at a time: what dies in this test is not in the middle of another one."""
    monkeypatch.setattr(dispatcher, "AT_ONCE", 1)


async def take_out(stage, member_id=MEMBER):
    """Owe that somebody is taken out of the thread they were let into."""
    async with stage.db.begin() as tx:
        target = await name_note(tx, make_note("in", member_id), Verb.ADD_MEMBER)
    await stage.whisper(make_note("out", member_id), verb=Verb.DROP_MEMBER, target=target)


def outs(stage):
    """How the rows ended that take somebody out."""
    return [(end, code) for ref, end, code in stage.ends() if ref == "out"]


async def test_only_they_are_taken_out(stage):
    await owe_talk(stage, MEMBER, OTHER)
    await live_on(stage)
    await take_out(stage)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {OTHER})]
    assert outs(stage) == [("sent", "")]
    assert await stage.entries() == 0
    assert stage.transport.made("open_dm") == []


@ONE_DATABASE
async def test_a_closed_private_chat_does_not_keep_them_in(stage):
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    stage.transport.plan("send", refuse(50007))
    await stage.whisper(make_note("2"))
    await stage.step()
    await take_out(stage)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, set())]


async def test_who_was_not_let_in_yet_never_is(stage):
    await owe_talk(stage, OTHER)
    await stage.whisper(make_note("in", MEMBER), due=START + HOUR / 60, **JOIN)
    await take_out(stage)
    await live_on(stage, seconds=20)
    assert made(stage) == [(CHANNEL, {OTHER})]
    assert outs(stage) == [("skipped", "unsent")]
    assert stage.transport.made("drop_member") == []


@ONE_DATABASE
async def test_who_is_being_let_in_is_taken_out_afterwards(stage):
    """Nobody knows whether they came in; only once that is known can they be taken out."""
    await stage.owe(make_owed(verb=Verb.OPEN_THREAD, server_id=SERVER))
    await stage.step()
    await owe_talk(stage, MEMBER)
    stage.transport.plan("add_member", unclear(), unclear())
    await stage.step()
    await take_out(stage)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, set())]
    assert [one[0] for one in stage.transport.requests][-2:] == ["add_member", "drop_member"]


@ONE_DATABASE
@pytest.mark.parametrize("code", [10003, 10007, 10013])
async def test_who_or_what_is_gone_needs_no_taking_out(stage, code):
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    stage.transport.plan("drop_member", refuse(code))
    await take_out(stage)
    await live_on(stage)
    assert outs(stage) == [("sent", "")]


@ONE_DATABASE
@pytest.mark.parametrize("code", [50001, 50013])
async def test_a_refusal_is_told_to_the_feature(stage, code):
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    stage.transport.plan("drop_member", refuse(code))
    await take_out(stage)
    await live_on(stage)
    assert outs(stage) == [("refused", str(code))]


@ONE_DATABASE
async def test_a_thread_that_never_was_needs_nobody_taken_out(stage):
    await owe_talk(stage, MEMBER)
    stage.transport.plan("open_thread", refuse(50013))
    await live_on(stage)
    await take_out(stage)
    await live_on(stage)
    assert outs(stage) == [("skipped", "no_message")]


@pytest.mark.parametrize("fault", [killed(), killed_after()], ids=["before", "after"])
@pytest.mark.parametrize("seconds", [1, 121, 3000])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_around_the_request(stage, fault, seconds):
    await owe_talk(stage, MEMBER, OTHER)
    await live_on(stage)
    await take_out(stage)
    stage.transport.plan("drop_member", fault)
    with pytest.raises(BaseExceptionGroup):
        await live_on(stage)
    stage.start_engine()
    stage.clock.advance(seconds=seconds)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {OTHER})]
    assert set((await stage.states()).values()) == {"sent"}
    assert await stage.entries() == 0
