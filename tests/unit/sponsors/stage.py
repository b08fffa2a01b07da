"""A server in which Sam may sponsor, with the features and the engine of the program."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.core.message import Edit, Message
from bot.core.press import Press, Submission
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.features import build_features, collect_handlers
from bot.privacy.store import change_member
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.sponsors import service as sponsors
from bot.sponsors import store
from bot.sponsors.offering import store as offers
from bot.sponsors.offering.rules import NO_QUIET, Offer
from bot.sponsors.rules import Side
from bot.storage.tables import servers as server_table
from bot.storage.tables import vault_entries
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, BEN, CLEO, MONA, SERVER, buttons_of

SAM = BEN
HERE = 0  # as a channel: the server itself
ZONE = "Europe/Berlin"


def shown(answer):
    """Give the message of an answer, replaced or new."""
    return answer.message if isinstance(answer, Edit) else answer


class Stage:
    """People act as in Discord; what they see comes back as messages."""

    def __init__(self, db, clock, snapshot, library):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        self.transport.visible |= {(one, HERE) for one in (MONA, ANA, BEN, CLEO)}
        features = build_features(snapshot, library)
        self.features = {one.name: one for one in features}
        self.engine = Delivery(
            db,
            clock,
            self.transport,
            collect_handlers(features),
            Pacer(100_000, dm_opens=50),
            alarm=False,
        )

    @property
    def feature(self):
        return self.features["sponsors"]

    # ------------------------------------------------------------ what is there at the beginning

    async def trust(self, member_id=SAM, server_id=SERVER) -> None:
        async with self.db.begin() as tx:
            await servers.ensure_server(tx, server_id)
            standing = await vouchings.find_standing(tx, server_id, member_id, "sponsor")
            values = {"adult_at": tx.now, "approved_at": tx.now}
            await vouchings.change_standing(tx, standing, **values)

    async def suspend(self, member_id=SAM, *, lift=False) -> None:
        async with self.db.begin() as tx:
            standing = await vouchings.find_standing(tx, SERVER, member_id, "sponsor")
            moment = None if lift else tx.now
            await vouchings.change_standing(tx, standing, suspended_at=moment)

    async def offer(self, member_id=SAM, **values) -> Offer:
        """Let somebody offer, trusted, without quiet hours unless said otherwise."""
        await self.trust(member_id)
        values = {"servers": frozenset({SERVER}), "zone": ZONE, "quiet": NO_QUIET} | values
        offer = Offer(member_id=member_id, promised="2026-03-01", **values)
        async with self.db.begin() as tx:
            await offers.put_offer(tx, offer)
        return offer

    async def pair(self, member_id=ANA, supporter_id=SAM, *, role="sponsor", state="active"):
        """Make a pair of two people who agreed, and return its id."""
        common = {"pair_id": "", "server_id": SERVER, "state": state, "role": role}
        theirs = Side(**common, part="supporter", member_id=supporter_id, other_id=member_id)
        mine = Side(**common, part="member", member_id=member_id, other_id=supporter_id)
        async with self.db.begin() as tx:
            return await store.add_pair(tx, theirs, mine)

    async def set_server(self, **values) -> None:
        async with self.db.begin() as tx:
            await servers.ensure_server(tx, SERVER)
            await tx.execute(update(server_table).values(**values))

    async def set_member(self, member_id, **values) -> None:
        async with self.db.begin() as tx:
            await change_member(tx, member_id, values)

    # ------------------------------------------------------------ people act

    async def press(self, who, action, ref="", values=()):
        async with self.db.begin() as tx:
            press = Press(action, str(ref), tuple(values))
            return shown(await self.feature.press(tx, who, press))

    async def press_on(self, who, message: Message, label: str):
        button = buttons_of(message)[label]
        async with self.db.begin() as tx:
            press = Press(button.action, button.ref)
            return shown(await self.features[button.feature].press(tx, who, press))

    async def send(self, who, form, **typed):
        """Send a form in; fields left out keep what stands in them."""
        values = {field.name: field.value for field in form.fields} | typed
        async with self.db.begin() as tx:
            sent = Submission(form.name, form.ref, values)
            return shown(await self.feature.submit(tx, who, sent))

    async def erase(self, who) -> None:
        async with self.db.begin() as tx:
            await self.features["privacy"].press(tx, who, Press("erase_yes"))
        await self.engine.step()

    # ------------------------------------------------------------ time passes, and what there is

    async def pass_time(self, **step) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**step))
        await self.engine.step()

    async def pass_nights(self, days) -> None:
        """Let days pass, with what happens every night."""
        for _ in range(days):
            await self.pass_time(days=1)
            await self.call(self.feature.housekeep)

    async def call(self, function, *values, **named):
        """Call one of the services in a transaction of its own."""
        async with self.db.begin() as tx:
            return await function(tx, *values, **named)

    async def supporters(self, member_id=ANA):
        found = await self.call(sponsors.supporters_of, member_id, SERVER)
        return [(one.member_id, one.role) for one in found]

    def chat(self, member_id) -> list[Message]:
        """What stands in somebody's private chat."""
        channel = self.transport.chats.get(member_id, 0)
        there = [one for one in self.transport.posted if one.channel_id == channel]
        return [one.now_says for one in there if not one.deleted]

    async def rows(self, table):
        async with self.db.read() as tx:
            return await tx.rows(select(table))

    async def entries(self) -> int:
        return len(await self.rows(vault_entries))
