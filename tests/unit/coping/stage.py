"""A server with a group, tips as the program lists them, and an engine with a Discord."""

from bot.coping import service as coping
from bot.core.message import Form, Message
from bot.core.press import Press, Submission
from bot.features import build_features
from bot.storage.tables import group_tips, vault_entries
from tests.support import stage as support
from tests.support.stage import shown
from tests.support.who import CHANNEL, buttons_of


class Stage(support.Stage):
    """What people do with tips, pages and exercises, among all features of the program."""

    def __init__(self, db, clock, snapshot, library):
        super().__init__(db, clock, build_features(snapshot, library))
        self.library = library
        self.features = {feature.name: feature for feature in self.listed}
        self.feature = self.features["coping"]

    # ------------------------------------------------------------ people act

    async def press(self, who, action, ref="", values=()):
        """Press something: answered from memory where the program does."""
        press = Press(action, str(ref), tuple(values))
        if action in self.feature.instant:
            return shown(self.feature.instant[action](who, press))
        async with self.db.begin() as tx:
            return shown(await self.feature.press(tx, who, press))

    async def press_on(self, who, message: Message, label: str):
        """Press the button with this label."""
        button = buttons_of(message)[label]
        assert button.feature == "coping"
        return await self.press(who, button.action, button.ref)

    async def send(self, who, form: Form, **typed) -> Message:
        """Send a form in."""
        values = {field.name: field.value for field in form.fields}
        sent = Submission(form.name, form.ref, values | typed)
        async with self.db.begin() as tx:
            return shown(await self.feature.submit(tx, who, sent))

    async def tip_group(self, who, group: str, time=None) -> Message:
        """Use /tip-group."""
        async with self.db.begin() as tx:
            return await coping.choose_group_tip(tx, who, group, time)

    async def choose_time(self, who, *, at="19:00", zone="Berlin") -> Message:
        """Choose a time for a tip a day, and let the test note go out."""
        said = await self.send(who, await self.press(who, "daily_set"), at=at, zone=zone)
        await self.engine.step()
        return said

    # ------------------------------------------------------------ looking

    def told(self, channel=CHANNEL) -> list[str]:
        """What ever came to the channel, taken away or not."""
        return [one.now_says.body for one in self.transport.posted if one.channel_id == channel]

    async def sealed(self):
        return await self.rows(vault_entries)

    async def group_tips(self):
        return await self.rows(group_tips)
