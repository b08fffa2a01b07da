"""Asking somebody whose private chat is closed, in a thread to which only they are let in."""

import pytest

from bot.core.message import Message
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.owed import Skip
from bot.delivery.pacer import Pacer
from bot.journeys import wire
from bot.reach.rooms import service as rooms
from bot.servers.rules import Server
from tests.support.transport import RecordingTransport, killed, killed_after, refuse
from tests.support.who import SERVER

HELPERS, SAM, PERSON = 900, 42, "0123456789abcdef"
# The statements behind it all run on both databases in the tests that are not marked.
ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])


class Stage:
    """Somebody who is asked in a room, and an engine with a Discord in memory."""

    def __init__(self, db, clock):
        self.db, self.clock = db, clock
        self.server = Server(SERVER, helpers_channel_id=HELPERS)
        self.transport = RecordingTransport(clock)
        self.transport.visible.add((SAM, HELPERS))
        self.says = Message("Someone would like a word now.")
        self.failed = []
        self.begin()

    def begin(self):
        journey = rooms.make_journey(self.word, self.fail)
        parts = wire(journey, otherwise=None)
        handlers = Handlers(
            renders=parts["renders"],
            render_notes={"reach": parts["render_note"]},
            settles={"reach": parts["settle"]},
        )
        pacer = Pacer(100_000)
        self.engine = Delivery(self.db, self.clock, self.transport, handlers, pacer, alarm=False)

    async def word(self, _tx, person_id):
        assert person_id == PERSON
        return self.says

    async def fail(self, _tx, person_id, why):
        self.failed.append((person_id, why))

    async def open(self):
        async with self.db.begin() as tx:
            return await rooms.open_room(tx, self.server, PERSON, SAM)

    async def reword(self):
        async with self.db.begin() as tx:
            await rooms.reword(tx, PERSON)
        await self.live_on()

    async def live_on(self):
        for _ in range(4):
            await self.engine.step()
            self.clock.advance(seconds=3)

    @property
    def threads(self):
        return [(place, people) for place, _, people in self.transport.threads.values()]


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


async def test_only_they_are_let_in_and_asked(stage):
    assert await stage.open()
    await stage.live_on()
    assert stage.threads == [(HELPERS, [SAM])]
    assert stage.transport.said() == ["Someone would like a word now."]
    assert stage.transport.posted[0].channel_id in stage.transport.threads
    assert stage.failed == []
    assert stage.transport.chats == {}


@ONE_DATABASE
async def test_it_is_said_before_they_come_in(stage):
    await stage.open()
    await stage.live_on()
    made = [request[0] for request in stage.transport.requests]
    assert made.index("send") < made.index("add_member")


@ONE_DATABASE
async def test_without_a_helpers_channel_there_is_no_room(stage):
    stage.server = Server(SERVER)
    assert not await stage.open()
    await stage.live_on()
    assert stage.transport.requests == []


@ONE_DATABASE
@pytest.mark.parametrize("at", ["open_thread", "send", "add_member"])
async def test_what_is_refused_is_told_once(stage, at):
    stage.transport.plan(at, refuse(50013))
    await stage.open()
    await stage.live_on()
    assert stage.failed == [(PERSON, "closed")]


@ONE_DATABASE
async def test_who_cannot_see_the_channel_is_not_let_in(stage):
    stage.transport.visible.clear()
    await stage.open()
    await stage.live_on()
    assert stage.threads == [(HELPERS, [])]
    assert stage.failed == [(PERSON, "closed")]


@ONE_DATABASE
async def test_what_is_over_opens_no_room(stage):
    stage.says = Skip("over")
    await stage.open()
    await stage.live_on()
    assert stage.transport.requests == []
    assert stage.failed == []


async def test_what_stands_there_is_worded_anew(stage):
    await stage.open()
    await stage.live_on()
    stage.says = Message("Someone is with them now.")
    await stage.reword()
    await stage.reword()
    assert stage.transport.said() == ["Someone is with them now."]


@ONE_DATABASE
async def test_where_there_is_no_room_nothing_is_worded(stage):
    await stage.reword()
    assert stage.transport.requests == []


@ONE_DATABASE
@pytest.mark.parametrize("fault", [killed, killed_after])
@pytest.mark.parametrize("at", ["open_thread", "send", "add_member"])
async def test_killed_at_every_step(stage, at, fault):
    stage.transport.plan(at, fault())
    await stage.open()
    with pytest.raises(BaseExceptionGroup):
        await stage.live_on()
    stage.begin()
    await stage.live_on()
    assert stage.threads == [(HELPERS, [SAM])]
    assert stage.transport.said() == ["Someone would like a word now."]
    assert stage.failed == []
