"""Private threads: made once, found again, and each member let in by a step of its own."""

import pytest

from bot.core.press import Place
from bot.delivery import dispatcher
from bot.delivery.outbox import cancel_keys, post
from bot.delivery.owed import Admit, End, Skip, Thread, Verb, Via
from tests.support.clock import START
from tests.support.transport import killed, killed_after, refuse, unclear, unclear_after
from tests.unit.delivery.stage import CHANNEL, HOUR, MEMBER, SERVER, make_note, make_owed

ROOM = {"verb": Verb.OPEN_THREAD, "server_id": SERVER}
JOIN = {"verb": Verb.ADD_MEMBER, "target": "talk.1"}
OTHER = 9002
# For what is decided in Python alone, with statements that other tests run on both databases.
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])


@pytest.fixture(autouse=True)
def words(stage):
    stage.words |= {"talk.1": Thread("A quiet room"), "in": Admit()}


async def owe_talk(stage, *members):
    """Owe a thread, and to let these members in."""
    await stage.owe(make_owed(**ROOM))
    for member_id in members:
        await stage.whisper(make_note("in", member_id), **JOIN)


async def live_on(stage, **wait):
    """Let the engine go on until nothing is left to be done."""
    for _ in range(8):
        await stage.step()
        stage.clock.advance(**(wait or {"seconds": 3}))
    await stage.step()


def made(stage):
    """The threads there are: where, and with whom."""
    return [(parent, set(members)) for parent, _, members in stage.transport.threads.values()]


# ---------------------------------------------------------------- making it


async def test_a_thread_carries_the_code_in_its_title(stage):
    await stage.owe(make_owed(**ROOM))
    await stage.step()
    ((thread_id, (parent, title, members)),) = stage.transport.threads.items()
    code = (await stage.row())["nonce"][:6]
    assert (parent, title, members) == (CHANNEL, f"A quiet room · {code}", [])
    assert stage.outcomes[0].end is End.SENT
    assert stage.outcomes[0].sent.channel_id == thread_id


async def test_a_thread_is_looked_for_before_it_is_opened_again(stage):
    stage.words["talk.2"] = Thread("B")
    stage.transport.plan("open_thread", unclear_after(), unclear())
    await stage.owe(make_owed(**ROOM), make_owed("talk.2", channel_id=501, **ROOM))
    await stage.step()
    stage.clock.advance(seconds=2)
    await stage.step()
    assert set((await stage.states()).values()) == {"sent"}
    assert len(stage.transport.threads) == 2


@ONE_DATABASE
async def test_the_search_names_the_channel_and_how_far_back(stage):
    stage.transport.plan("open_thread", unclear_after())
    await stage.owe(make_owed(not_after=START + 9 * HOUR, **ROOM))
    await stage.step()
    stage.clock.advance(hours=8)
    await stage.step()
    ((_, server_id, channel_id, code, since),) = stage.transport.made("find_thread")
    assert (server_id, channel_id) == (SERVER, CHANNEL)
    assert START > since > START - HOUR
    assert code == (await stage.row())["nonce"][:6]
    assert len(stage.transport.threads) == 1


@ONE_DATABASE
async def test_a_thread_that_cannot_be_looked_for_stays_unknown(stage):
    stage.transport.unreadable.add(SERVER)
    stage.transport.plan("open_thread", unclear())
    await stage.owe(make_owed(**ROOM))
    await stage.step()
    stage.clock.advance(seconds=2)
    await stage.step()
    assert await stage.states() == {"talk.1": "unknown"}
    assert len(stage.transport.made("open_thread")) == 1


# ---------------------------------------------------------------- letting people in


async def test_each_member_is_let_in_once_the_thread_is_there(stage):
    await owe_talk(stage, MEMBER, OTHER)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {MEMBER, OTHER})]
    assert len(stage.transport.made("add_member")) == 2
    joined = [one for one in stage.outcomes if one.note is not None]
    thread_id = next(iter(stage.transport.threads))
    assert {one.note.member_id for one in joined} == {MEMBER, OTHER}
    assert {(one.end, one.sent.channel_id) for one in joined} == {(End.SENT, thread_id)}
    assert await stage.entries() == 0
    assert stage.transport.made("open_dm") == []


@ONE_DATABASE
async def test_a_member_is_let_in_although_their_private_chat_is_closed(stage):
    stage.transport.plan("send", refuse(50007))
    await stage.whisper(make_note("2"))
    await stage.step()
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {MEMBER})]


@ONE_DATABASE
@pytest.mark.parametrize("code", [10007, 10013, 50001, 10003])
async def test_who_cannot_be_let_in_is_told_to_the_feature(stage, code):
    await owe_talk(stage, MEMBER, OTHER)
    stage.transport.plan("add_member", refuse(code))
    await live_on(stage)
    assert sorted(stage.ends())[:2] == [("in", "refused", str(code)), ("in", "sent", "")]
    assert await stage.incidents() == []
    assert await stage.entries() == 0


async def test_who_does_not_see_the_channel_is_not_let_in(stage):
    stage.places["in"] = Place(SERVER, CHANNEL)
    stage.transport.visible.add((OTHER, CHANNEL))
    await owe_talk(stage, MEMBER, OTHER)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {OTHER})]
    assert ("in", "skipped", "unseen") in stage.ends()


@ONE_DATABASE
async def test_who_is_not_meant_any_more_is_not_let_in(stage):
    stage.words["in"] = Skip("over")
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    assert made(stage) == [(CHANNEL, set())]
    assert ("in", "skipped", "over") in stage.ends()


async def test_a_member_who_was_erased_meanwhile_is_forgotten(stage):
    await owe_talk(stage, MEMBER)
    await stage.db.keys.delete(MEMBER)
    await live_on(stage)
    assert stage.transport.made("add_member") == []
    assert list(await stage.states()) == ["talk.1"]


@ONE_DATABASE
@pytest.mark.parametrize("code", [50013, 50001, 160006, 10003])
async def test_a_thread_that_is_refused_lets_nobody_in(stage, code):
    await owe_talk(stage, MEMBER)
    stage.transport.plan("open_thread", refuse(code))
    await live_on(stage)
    assert stage.ends() == [("talk.1", "refused", str(code)), ("in", "skipped", "no_message")]


@ONE_DATABASE
async def test_a_thread_that_was_cancelled_lets_nobody_in(stage):
    await owe_talk(stage, MEMBER)
    async with stage.db.begin() as tx:
        await cancel_keys(tx, ["talk.1"])
    await live_on(stage)
    assert stage.transport.requests == []
    assert stage.ends() == [("in", "skipped", "no_message")]


@ONE_DATABASE
async def test_who_waits_for_the_thread_waits_as_long_as_it_does(stage):
    stage.transport.plan("open_thread", unclear(), unclear(), unclear())
    await owe_talk(stage, MEMBER)
    for _ in range(3):
        await stage.step()
        stage.clock.advance(seconds=4)
    assert stage.transport.made("add_member") == []
    await live_on(stage)
    assert made(stage) == [(CHANNEL, {MEMBER})]


async def test_the_thread_takes_messages_once_it_is_there(stage):
    async def settle(tx, outcome):
        if outcome.kind == "talk.line" and outcome.ref == "talk.1":
            hello = make_owed("talk.2", channel_id=outcome.sent.channel_id, via=Via.THREAD)
            await post(tx, hello)

    stage.settle = settle
    stage.start_engine()
    await owe_talk(stage, MEMBER)
    await live_on(stage)
    assert stage.transport.said() == ["talk.2"]
    assert stage.transport.posted[0].channel_id in stage.transport.threads


# ---------------------------------------------------------------- the process dies


@pytest.fixture
def one_by_one(monkeypatch):
    """Send one row at a time: what dies in this test is not in the middle of another one."""
    monkeypatch.setattr(dispatcher, "AT_ONCE", 1)


@pytest.mark.parametrize("fault", [killed(), killed_after()], ids=["before", "after"])
@pytest.mark.parametrize("at", ["open_thread", "add_member"])
@pytest.mark.parametrize("seconds", [1, 121, 3000])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_around_each_request(stage, at, fault, seconds):
    await owe_talk(stage, MEMBER, OTHER)
    stage.transport.plan(at, fault)
    with pytest.raises(BaseExceptionGroup):
        await live_on(stage)
    stage.start_engine()
    stage.clock.advance(seconds=seconds)
    await live_on(stage)
    assert len(stage.transport.made("open_thread")) == 1 + (at == "open_thread" and not fault.after)
    assert made(stage) == [(CHANNEL, {MEMBER, OTHER})]
    assert set((await stage.states()).values()) == {"sent"}
    assert await stage.entries() == 0


@pytest.mark.usefixtures("one_by_one")
async def test_killed_again_and_again(stage):
    await owe_talk(stage, MEMBER, OTHER)
    stage.transport.plan("open_thread", killed(), killed_after())
    stage.transport.plan("find_thread", killed())
    stage.transport.plan("add_member", killed_after(), killed(), killed_after(), killed())
    for _ in range(20):
        try:
            await stage.step()
        except BaseExceptionGroup:
            stage.start_engine()
        stage.clock.advance(seconds=40)
    assert made(stage) == [(CHANNEL, {MEMBER, OTHER})]
    assert set((await stage.states()).values()) == {"sent"}
