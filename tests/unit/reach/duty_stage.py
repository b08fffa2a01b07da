"""Helpers with hours, what they press, and what they read in their chats and channel."""

from datetime import UTC, datetime

from bot.core.message import Edit, Reply
from bot.core.press import Press
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.pacer import Pacer
from bot.journeys import join_journeys, wire
from bot.reach.duty import service as duty
from bot.reach.duty import store
from bot.reach.duty.service import HERE
from bot.reach.rota import service as rota
from bot.reach.serving import service as serving
from bot.servers import service as servers
from bot.servers import store as server_store
from bot.servers.vouching import store as vouching
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, BEN, CHANNEL, CLEO, SERVER, buttons_of, mona, somebody

# 20 November 2026, noon in UTC, is a Friday; Ana is there tonight from 18 to 22.
SHIFT = datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 20, 22, tzinfo=UTC)


class DutyStage:
    """Ana, Ben and Cleo are helpers; Ana has hours. What they press, and what they read."""

    def __init__(self, db, clock):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        self.transport.visible = {(member, HERE) for member in (ANA, BEN, CLEO)}
        self.journey = join_journeys(rota.JOURNEYS)
        wired = wire(self.journey, otherwise=self.unknown)
        handlers = Handlers(
            renders=wired["renders"],
            plan_notes={"reach": wired["plan_notes"]},
            render_notes={"reach": wired["render_note"]},
        )
        pacer = Pacer(100_000, dm_opens=50)
        self.engine = Delivery(db, clock, self.transport, handlers, pacer, alarm=False)

    @staticmethod
    async def unknown(tx, who, press):
        raise AssertionError(press.action)

    async def begin(self):
        async with self.db.begin() as tx:
            await servers.ensure_server(tx, SERVER)
            await server_store.change_server(tx, SERVER, {"helpers_channel_id": CHANNEL})
            for member in (ANA, BEN, CLEO):
                standing = await vouching.find_standing(tx, SERVER, member, "helper")
                await vouching.change_standing(tx, standing, adult_at=tx.now, approved_at=tx.now)
                await store.change_duty(tx, SERVER, member)
            week = {"zone": "UTC", "hours": "Fri 18:00-22:00; Mon 01:00-05:00"}
            await store.change_duty(tx, SERVER, ANA, **week)
            await serving.after_change(tx, somebody(ANA), await store.find_duty(tx, SERVER, ANA))

    async def press(self, action, ref="", values=(), who=None):
        async with self.db.begin() as tx:
            press = Press(action, str(ref), tuple(str(value) for value in values))
            answer = await self.journey.presses[action](tx, who or somebody(ANA), press)
        await self.engine.step()
        return answer.message if isinstance(answer, Edit | Reply) else answer

    async def press_on(self, message, label, who=None):
        button = buttons_of(message)[label]
        return await self.press(button.action, button.ref, who=who)

    async def pass_time(self, **step):
        self.clock.advance(**step)
        await self.engine.step()

    async def on_duty(self):
        async with self.db.read() as tx:
            return [one.member_id for one in await duty.helpers_on_duty(tx, SERVER)]

    async def rota(self, who=None):
        async with self.db.read() as tx:
            return await rota.show(tx, who or mona())

    def notes(self, member):
        """What somebody reads in their private chat."""
        chat = self.transport.chats.get(member)
        return [one.now_says for one in self.transport.posted if one.channel_id == chat]

    @property
    def channel(self):
        return [one.now_says for one in self.transport.posted if one.channel_id == CHANNEL]


def private(member):
    """Give somebody in their private chat."""
    return somebody(member, server_id=None)
