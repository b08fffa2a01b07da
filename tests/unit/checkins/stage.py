"""A server with a group, check-ins as the program lists them, and an engine with a Discord."""

from datetime import datetime

from sqlalchemy import select, update

from bot.checkins import service as checkins
from bot.checkins.times import store as times_store
from bot.core.message import Edit, Form, Message
from bot.core.press import Press, Submission
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.features import build_features, collect_handlers
from bot.groups import service as groups
from bot.meetings.service import cancel_group_meetings
from bot.privacy.store import change_member
from bot.storage.tables import checkin_prompts, incidents, outbox, servers, timers
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, CHANNEL, buttons_of, mona

ZONE = "Europe/Berlin"


def shown(answer):
    """Give the message of an answer, replaced or new."""
    return answer.message if isinstance(answer, Edit) else answer


class Stage:
    """Everything a test of check-ins needs; people are made by `tests.support.who`."""

    def __init__(self, db, clock, snapshot, library):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        features = build_features(snapshot, library)
        self.feature = next(one for one in features if one.name == "checkins")
        self.engine = Delivery(
            db,
            clock,
            self.transport,
            collect_handlers(features),
            Pacer(100_000, dm_opens=50),
            alarm=False,
        )

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

    async def set_member(self, member_id, **values):
        async with self.db.begin() as tx:
            await change_member(tx, member_id, values)

    async def times_of(self, member_id=ANA):
        async with self.db.read() as tx:
            return await times_store.find_times(tx, member_id)

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

    def told(self, channel=CHANNEL) -> list[Message]:
        """What ever came to the channel, taken away or not."""
        return [one.now_says for one in self.transport.posted if one.channel_id == channel]

    def chat(self, member_id=ANA) -> list[Message]:
        """What stands in somebody's private chat."""
        return self.channel(self.transport.chats.get(member_id, 0))

    def sent_at(self, channel=CHANNEL) -> list[str]:
        """When messages came to a channel, taken away or not."""
        return [f"{o.at:%m-%d %H:%M}" for o in self.transport.posted if o.channel_id == channel]

    def noted_at(self, member_id=ANA) -> list[str]:
        """When private notes came, the test note first."""
        return self.sent_at(self.transport.chats.get(member_id, 0))

    async def rows(self, table):
        async with self.db.read() as tx:
            return await tx.rows(select(table).order_by(*table.primary_key.columns))

    async def prompts(self):
        return await self.rows(checkin_prompts)

    async def incidents(self):
        return [(row["kind"], row["code"]) for row in await self.rows(incidents)]


def standing(form: Form) -> dict:
    """Give what stands in a form before anybody types, as it would come back."""
    values = {}
    for one in form.fields:
        chosen = tuple(option.value for option in one.options if option.chosen)
        many = one.kind in ("select", "checkboxes")
        values[one.name] = chosen if many else one.value
    return values
