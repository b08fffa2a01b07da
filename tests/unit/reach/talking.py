"""A night on which somebody came: the two, and what each of them reads."""

from dataclasses import replace

from sqlalchemy import select

from bot.core.message import Button
from bot.core.press import Place
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.delivery.sightings import remember_sighting
from bot.features import collect_handlers
from bot.reach.directory import HelpSnapshot
from bot.reach.proposing import store as choices
from bot.storage.tables import outbox, timers, vault_entries
from tests.support.who import ANA, SERVER
from tests.unit.reach.calling import HAL, HIA, KIM, SAM, Night
from tests.unit.reach.stage import directory, library

THREADS = 713


def labels(message):
    """The labels of what can be pressed."""
    rows = [row for row in message.rows if isinstance(row, tuple)]
    return {one.label for row in rows for one in row if isinstance(one, Button)}


class Talking(Night):
    """Ana asks; who comes is up to the test."""

    server = SERVER
    token = ""

    def who(self, member_id, **where):
        """Somebody; Ana's presses come from a card that can be changed."""
        token = self.token if member_id == ANA else ""
        return replace(super().who(member_id, **where), reply_token=token)

    @property
    def cards(self):
        """What Ana's cards show."""
        return [one.body for one in self.transport.replies.values()]

    @classmethod
    async def open(cls, db, clock, **values):
        night = cls(db, clock, HelpSnapshot(directory(), clock), library())
        await night.begin(**{"threads_channel_id": THREADS} | values)
        everybody = (ANA, SAM, KIM, HAL, HIA)
        night.transport.visible |= {(one, THREADS) for one in everybody}
        return night

    async def choose(self, way):
        """Let Ana have chosen, on another day, how she wants to meet."""
        async with self.db.begin() as tx:
            choice = await choices.find_choice(tx, ANA)
            chosen = type(choice)(way=way, news=choice.news)
            await choices.keep_choice(tx, ANA, chosen, SERVER)

    async def question(self, helper):
        """Let Ana ask, and time pass until this one is asked."""
        if await self.request() is None:
            await self.act(ANA, await self.ask(), "Send")
        for _ in range(4):
            if self.bodies(helper):
                break
            await self.pass_time(minutes=5)
        return self.note(helper)

    async def come(self, helper):
        """Let somebody come; returns their page."""
        return await self.act(helper, await self.question(helper), "I'm with them")

    async def page(self):
        """What Ana reads now."""
        return await self.refresh()

    async def settle(self):
        """Let what takes a few seconds happen."""
        for _ in range(3):
            await self.pass_time(seconds=3)

    def restart(self):
        """Begin a new process on the same database."""
        old = self.transport
        self.__init__(self.db, self.clock, HelpSnapshot(directory(), self.clock), library())
        handlers = collect_handlers(tuple(self.features.values()))
        pacer = Pacer(100_000, dm_opens=50)
        self.transport = old
        self.engine = Delivery(self.db, self.clock, old, handlers, pacer, alarm=False)

    async def look(self, member_id, channel_id):
        """Let it have been checked lately whether somebody sees a channel."""
        sees = (member_id, channel_id) in self.transport.visible
        async with self.db.begin() as tx:
            await remember_sighting(tx, Place(SERVER, channel_id), member_id, sees)

    async def rows(self, kind):
        """Key and ref of the rows of this kind and of its like."""
        async with self.db.read() as tx:
            found = await tx.rows(select(outbox.c.key, outbox.c.ref, outbox.c.kind))
        return [(one["key"], one["ref"]) for one in found if one["kind"].startswith(kind)]

    async def stage_rows(self, table):
        """All rows of a table."""
        return await super().rows(table)

    async def timer_rows(self):
        """Kind and subject of all timers."""
        async with self.db.read() as tx:
            found = await tx.rows(select(timers.c.kind, timers.c.subject_id))
        return [(one["kind"], one["subject_id"]) for one in found]

    @property
    def thread(self):
        """Their private thread: in which channel, and who is in it."""
        ((place, _, people),) = self.transport.threads.values()
        return place, set(people)

    @property
    def in_thread(self):
        """What stands in it."""
        (thread_id,) = self.transport.threads
        return [one.now_says for one in self.transport.posted if one.channel_id == thread_id]

    async def sealed(self, start):
        """The entries of the vault whose subject begins like this."""
        async with self.db.read() as tx:
            found = await tx.rows(select(vault_entries.c.subject_id))
        return [one["subject_id"] for one in found if one["subject_id"].startswith(start)]
