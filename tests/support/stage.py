"""A server on which a feature is tested: people act, time passes, and what stands is read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.core.message import Edit, Message
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.features import collect_handlers
from bot.groups import service as groups
from bot.journeys import Feature
from bot.meetings.service import cancel_group_meetings
from bot.privacy.store import change_member
from bot.storage.tables import incidents, outbox, servers, timers
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, CHANNEL, buttons_of, mona

ZONE = "Europe/Berlin"


def shown(answer):
    """Give the message of an answer, replaced or new."""
    return answer.message if isinstance(answer, Edit) else answer


class Stage:
    """An engine with a Discord in memory; people are made by `tests.support.who`."""

    def __init__(self, db, clock, features: Sequence[Feature]):
        self.db, self.clock, self.listed = db, clock, features
        self.transport = RecordingTransport(clock)
        self.begin()

    def begin(self) -> None:
        """Let the program begin (anew); the database and Discord remain."""
        pacer, handlers = Pacer(100_000, dm_opens=50), collect_handlers(self.listed)
        self.engine = Delivery(self.db, self.clock, self.transport, handlers, pacer, alarm=False)

    # ------------------------------------------------------------ people act

    async def make_group(
        self, name="Tuesday circle", channel=CHANNEL, facilitators=(), zone=ZONE
    ) -> str:
        wish = groups.NewGroup(name, channel, tuple(facilitators), "open", "welcome")
        async with self.db.begin() as tx:
            said = await groups.create(tx, mona(), wish)
            await tx.execute(update(servers).values(zone=zone))
        return buttons_of(said)["See the group"].ref

    async def close_group(self, group: str) -> None:
        async with self.db.begin() as tx:
            found = await groups.visible_group(tx, mona(), int(group))
            await groups.close(tx, mona(), found, cancel_group_meetings)

    async def set_member(self, member_id, **values):
        async with self.db.begin() as tx:
            await change_member(tx, member_id, values)

    def let_see(self, member_id, channel=CHANNEL) -> None:
        self.transport.visible.add((member_id, channel))

    # ------------------------------------------------------------ time passes

    async def at(self, moment: str | datetime) -> None:
        """Let it be this moment (UTC) and everything due then happen."""
        when = datetime.fromisoformat(moment + "+00:00") if isinstance(moment, str) else moment
        self.clock.move_to(when)
        await self.engine.step()

    async def run_until(self, moment: str) -> None:
        """Let time pass as it does: stop at each moment at which something is due."""
        until = datetime.fromisoformat(moment + "+00:00")
        while (due := await self.next_due()) is not None and due <= until:
            await self.at(max(due, self.clock.now()))
        await self.at(until)

    async def next_due(self) -> datetime | None:
        ahead = [row["due"] for row in await self.rows(timers)]
        ahead += [r["try_after"] for r in await self.rows(outbox) if r["state"] == "waiting"]
        return min(ahead, default=None)

    # ------------------------------------------------------------ looking

    def channel(self, channel=CHANNEL) -> list[Message]:
        """What stands in the channel."""
        there = [one for one in self.transport.posted if one.channel_id == channel]
        return [one.now_says for one in there if not one.deleted]

    def chat(self, member_id=ANA) -> list[Message]:
        """What stands in somebody's private chat."""
        return self.channel(self.transport.chats.get(member_id, 0))

    def moments(self, channel=CHANNEL) -> list[datetime]:
        """When messages came to a channel, taken away or not."""
        return [one.at for one in self.transport.posted if one.channel_id == channel]

    def sent_at(self, channel=CHANNEL) -> list[str]:
        """The same in short, by the clock of UTC."""
        return [f"{at:%m-%d %H:%M}" for at in self.moments(channel)]

    def noted_at(self, member_id=ANA) -> list[str]:
        """When private notes came, the test note first."""
        return self.sent_at(self.transport.chats.get(member_id, 0))

    async def rows(self, table):
        async with self.db.read() as tx:
            return await tx.rows(select(table).order_by(*table.primary_key.columns))

    async def incidents(self):
        return [(row["kind"], row["code"]) for row in await self.rows(incidents)]
