"""A server with a group, check-ins as the program lists them, and an engine with a Discord."""

from bot.checkins import service as checkins
from bot.checkins.times import store as times_store
from bot.core.message import Form, Message
from bot.core.press import Press, Submission
from bot.features import build_features
from bot.storage.tables import checkin_prompts
from tests.support import stage as support
from tests.support.stage import shown
from tests.support.who import ANA, CHANNEL, buttons_of


class Stage(support.Stage):
    """What people do with check-ins, among all features of the program."""

    def __init__(self, db, clock, snapshot, library):
        super().__init__(db, clock, build_features(snapshot, library))
        self.feature = next(one for one in self.listed if one.name == "checkins")

    # ------------------------------------------------------------ people act

    async def prompt(self, who, group: str, time=None, days=None) -> Message:
        """Use /checkin-prompt."""
        async with self.db.begin() as tx:
            return await checkins.choose_prompt(tx, who, group, checkins.Wish(time, days))

    async def press(self, who, action, ref="", values=()):
        async with self.db.begin() as tx:
            return shown(await self.feature.press(tx, who, Press(action, str(ref), tuple(values))))

    async def press_on(self, who, message: Message, label: str):
        """Press the button with this label; the form button opens its form from memory."""
        button = buttons_of(message)[label]
        if button.action in self.feature.instant:
            return self.feature.instant[button.action](who, Press(button.action, button.ref))
        return await self.press(who, button.action, button.ref)

    async def send(self, who, form: Form, **typed) -> Message:
        """Send a form in, as the gateway does: from memory where that answers it."""
        sent = Submission(form.name, form.ref, standing(form) | typed)
        at_once = self.feature.instant_submit.get(form.name)
        said = at_once(who, sent) if at_once else None
        async with self.db.begin() as tx:
            if said is not None:
                await self.feature.afterwards(tx, who)
                return said
            return shown(await self.feature.submit(tx, who, sent))

    async def choose_times(self, who, *, days="0123456", at="19:00", zone="Berlin") -> Message:
        """Choose days and times for oneself, and let the test note go out."""
        form = await self.press(who, "set")
        said = await self.send(who, form, days=tuple(days), at=at, zone=zone)
        await self.engine.step()
        return said

    async def check_in(self, who, **picked) -> Message:
        form = self.feature.instant["open"](who, Press("open"))
        return await self.send(who, form, **picked)

    async def times_of(self, member_id=ANA):
        async with self.db.read() as tx:
            return await times_store.find_times(tx, member_id)

    # ------------------------------------------------------------ looking

    def told(self, channel=CHANNEL) -> list[Message]:
        """What ever came to the channel, taken away or not."""
        return [one.now_says for one in self.transport.posted if one.channel_id == channel]

    async def prompts(self):
        return await self.rows(checkin_prompts)


def standing(form: Form) -> dict:
    """Give what stands in a form before anybody types, as it would come back."""
    values = {}
    for one in form.fields:
        chosen = tuple(option.value for option in one.options if option.chosen)
        many = one.kind in ("select", "checkboxes")
        values[one.name] = chosen if many else one.value
    return values
