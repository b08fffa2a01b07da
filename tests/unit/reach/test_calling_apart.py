"""A moderator who is kept apart from whoever asked learns nothing by pressing the nameless call."""

import pytest

from bot.reach.asking import service as asking
from bot.reach.calling.service import call
from bot.servers.service import server_of
from bot.sponsors.blocking.service import block
from tests.support.transport import refuse
from tests.unit.reach.calling import ANA, MODERATORS_CHANNEL, MONA, RIO, Night

ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
COME = "Someone is with them now. Thank you for being there."


@pytest.fixture
async def night(db, clock):
    """Nobody but the moderators can be asked, and they have been."""
    night = Night(db, clock)
    await night.begin(helpers=(), sponsor=False, stand_in=False)
    await night.ask_all()
    return night


async def keep_apart(night, one, other):
    async with night.db.begin() as tx:
        await block(tx, one, other)


@pytest.mark.parametrize(("who", "whom"), [(ANA, MONA), (MONA, ANA)])
async def test_it_looks_as_if_somebody_had_been_faster(night, who, whom):
    await keep_apart(night, who, whom)
    (note,) = night.calls
    answer = await night.take_call(MONA)
    assert answer.body == COME
    assert answer.rows == ()
    (fresh,) = night.calls
    assert (fresh.title, fresh.body) == (note.title, note.body)
    assert (await night.request()).state == "asking"


@ONE_DATABASE
async def test_it_is_the_answer_of_who_really_came_late(night):
    (note,) = night.calls
    await night.take_call(RIO)
    late = await night.act(MONA, note, "I'm with them", moderator=True)
    assert late.body == COME


@ONE_DATABASE
async def test_the_others_can_come_as_before(night):
    await keep_apart(night, ANA, MONA)
    await night.take_call(MONA)
    page = await night.take_call(RIO)
    assert f"<@{ANA}>" in page.body
    assert MONA not in await night.people()


@ONE_DATABASE
async def test_pressing_again_and_again_does_not_use_up_the_notes(night):
    await keep_apart(night, ANA, MONA)
    for _ in range(9):
        assert (await night.take_call(MONA)).body == COME
    assert len(night.calls) == 1
    assert (await night.request()).calls <= 4


@ONE_DATABASE
async def test_when_somebody_is_there_already_no_note_appears(night):
    (note,) = night.calls
    await keep_apart(night, ANA, MONA)
    await night.take_call(RIO)
    before = len(night.transport.posted)
    answer = await night.act(MONA, note, "I'm with them", moderator=True)
    assert answer.body == COME
    assert len(night.transport.posted) == before


# ---------------------------------------------------------------- a channel that is closed to us


@ONE_DATABASE
async def test_who_was_never_called_is_not_said_to_be(db, clock):
    night = Night(db, clock)
    await night.begin(helpers=(), sponsor=False, stand_in=False)
    real = night.transport.send

    async def send(channel_id, message, *, nonce):
        if channel_id == MODERATORS_CHANNEL:
            night.transport.plan("send", refuse(50001))
        return await real(channel_id, message, nonce=nonce)

    night.transport.send = send
    await night.ask_all()
    await night.pass_time(seconds=5)
    for _ in range(2):
        async with night.db.begin() as tx:
            request = await asking.find_request_of(tx, ANA)
            await call(tx, request, await server_of(tx, request.server_id), tx.now)
        await night.engine.step()
        assert (await night.request()).calls < 0
    assert "I asked the moderators" not in (await night.refresh()).body
