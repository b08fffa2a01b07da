"""An evening with two helpers on duty, on the simulated Discord."""

from datetime import timedelta

from sqlalchemy import update

from bot.reach.duty import store as duty
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.storage.tables import servers as server_table
from tests.support.people import see

WITH_THEM = "I'm with them"


class Evening:
    """Ana asks; Sam and Cleo are helpers on duty; Rio only happens to be there."""

    def __init__(self, world):
        self.world = world
        self.ana, self.sam, self.cleo = world.ana, world.sponsor, world.cleo
        self.rio = world.bystander

    async def begin(self, **values):
        channels = {"threads_channel_id": self.world.general.id, "country": "US"} | values
        self.world.app.help.apply(f"server {self.world.server.id} US")
        async with self.world.app.db.begin() as tx:
            await servers.ensure_server(tx, self.world.server.id)
            await tx.execute(update(server_table).values(**channels))
            for helper in (self.sam, self.cleo):
                await self._on_duty(tx, helper.id)
        return self

    async def _on_duty(self, tx, helper_id):
        server_id = self.world.server.id
        standing = await vouchings.find_standing(tx, server_id, helper_id, "helper")
        moments = dict.fromkeys(("adult_at", "asked_at", "approved_at"), tx.now)
        await vouchings.change_standing(tx, standing, **moments)
        until = tx.now + timedelta(hours=12)
        await duty.change_duty(tx, server_id, helper_id, on_until=until)

    async def ask(self, way="them", *, on_card=False):
        """Let Ana ask for a helper; returns her card."""
        card = await self.ana.command(self.world.general, "help")
        screen = await self.ana.press(card, "Ask a helper")
        for _ in range(("them", "me", "thread").index(way)):
            screen = await self.ana.press(screen, "Another way to meet")
        if on_card:
            screen = await self.ana.press(screen, "News: change")
        self.screen = screen.text
        self.card = await self.ana.press(screen, "Send")
        await self.world.advance(seconds=3)
        return self.card

    async def come(self, helper):
        """Let a helper come; returns their page."""
        page = await helper.press(helper.chat[-1], WITH_THEM)
        await self.world.advance(seconds=5)
        return page

    async def opened(self, person=None):
        """Open the newest news in somebody's private chat."""
        person = person or self.ana
        return await person.press(person.chat[-1], "Open")

    async def ana_reads(self):
        """What her card shows now, opened anew."""
        return (await self.ana.command(self.world.general, "help")).all[-1]

    # ------------------------------------------------------------ threads

    @property
    def threads(self):
        """The private threads there are: who is in each, by name."""
        names = {person.id: person.user.name for person in self.world.everybody}
        backend = self.world.env.backend
        return [
            sorted(names[one] for one in thread.thread_members if one in names)
            for thread in backend.channels.values()
            if thread.parent_id
        ]

    def read_thread(self, person):
        """What somebody reads in the newest thread; None: they cannot see it."""
        channel = [one for one in self._channels() if one.parent_id][-1]
        handle = type(self.world.general)(self.world.env, self.world.server, channel)
        if not person.can_open(handle) or person.id not in channel.thread_members:
            return None
        return [see(message) for message in handle.history(viewer=person.member)]

    def _channels(self):
        return list(self.world.env.backend.channels.values())

    def assert_unnoticed(self):
        """Who only happens to be there saw nothing, and no channel says anything."""
        assert self.rio.chat == []
        for channel in (self.world.general, self.world.mornings, self.world.announcements):
            if self.rio.can_open(channel):
                assert self.rio.sees(channel) == []
            assert self.world.reads(channel) == []
        if any(one.parent_id for one in self._channels()):
            assert self.read_thread(self.rio) is None
