"""A server with moderators, the program's own features, and an engine with a Discord in memory."""

from functools import cache

from sqlalchemy import select

from bot.coping.library import load_library
from bot.core.message import Edit, Message
from bot.core.press import Press
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.features import build_features, collect_handlers
from bot.reach.directory import Directory, HelpSnapshot, load_directory
from bot.reach.front_door import service as front_door
from bot.reach.front_door import store
from bot.servers import service as servers
from bot.storage.tables import incidents, outbox, timers
from tests.support.transport import RecordingTransport
from tests.support.who import CHANNEL, SERVER, buttons_of, mona

directory = cache(load_directory)
library = cache(load_library)


class Stage:
    """What tests of the front door do as a moderator, and what people then see."""

    def __init__(self, db, clock):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        self.begin(directory())

    def begin(self, content: Directory, *, without: str = "") -> None:
        """Let the program begin anew, with this content and perhaps without a feature."""
        self.snapshot = HelpSnapshot(content, self.clock)
        features = tuple(f for f in build_features(self.snapshot, library()) if f.name != without)
        self.features = {feature.name: feature for feature in features}
        self.source = front_door.Source(self.snapshot, frozenset(self.features))
        self.engine = Delivery(
            self.db,
            self.clock,
            self.transport,
            collect_handlers(features),
            Pacer(100_000, dm_opens=50),
            alarm=False,
        )

    async def restart(self, content: Directory | None = None) -> None:
        """Stop and start the program: what each feature does at its start is done again."""
        self.begin(content or directory())
        async with self.db.begin() as tx:
            await self.features["reach"].at_start(tx)
        await self.engine.step()

    async def press(self, action, ref="", values=(), who=None) -> Message:
        async with self.db.begin() as tx:
            pressed = Press(action, str(ref), tuple(str(value) for value in values))
            answer = await self.features["reach"].press(tx, who or mona(), pressed)
        return answer.message if isinstance(answer, Edit) else answer

    async def press_on(self, message: Message, label: str, who=None) -> Message:
        button = buttons_of(message)[label]
        return await self.press(button.action, button.ref, who=who)

    async def card(self, who=None) -> Message:
        return await self.press("front_door", who=who)

    async def offer(self, channel=CHANNEL, who=None) -> Message:
        """Open the card and choose a channel; the answer asks whether to post it there."""
        card = await self.card(who)
        (select,) = [row for row in card.rows if getattr(row, "action", "") == "front_pick"]
        return await self.press("front_pick", select.ref, [channel], who)

    async def post(self, channel=CHANNEL, who=None) -> Message:
        """Post it and let it go out."""
        said = await self.press_on(await self.offer(channel, who), "Post it", who)
        await self.engine.step()
        return said

    async def choose_country(self, code: str | None) -> Message:
        """Let a moderator change or remove the country, as the set-up card does."""
        action = ("country", (code,)) if code else ("no_country", ())
        async with self.db.begin() as tx:
            press = Press(action[0], values=action[1])
            answer = await self.features["servers"].press(tx, mona(), press)
        return answer.message

    async def status(self) -> str:
        async with self.db.read() as tx:
            return await front_door.describe(tx, mona())

    async def postings(self):
        async with self.db.read() as tx:
            return await store.postings_of(tx, [SERVER])

    async def rows(self) -> list[tuple[str, str]]:
        async with self.db.read() as tx:
            found = await tx.rows(select(outbox).order_by(outbox.c.id))
        return [(row["key"].removeprefix(f"front.{SERVER}."), row["state"]) for row in found]

    async def count(self, table) -> int:
        async with self.db.read() as tx:
            return len(await tx.rows(select(table)))

    async def reported(self) -> int:
        return await self.count(incidents)

    async def armed(self) -> int:
        return await self.count(timers)

    async def set_up(self, **named) -> None:
        async with self.db.begin() as tx:
            await servers.set_up(tx, mona(), servers.Wish(**named), self.snapshot.countries)

    @property
    def standing(self):
        return [one for one in self.transport.posted if not one.deleted]
