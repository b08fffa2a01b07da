"""A server with a group, the meetings feature, and an engine with a Discord in memory."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.core.message import Edit, Form, Message
from bot.core.press import Press, Submission
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.features import collect_handlers
from bot.groups import service as groups
from bot.journeys import Feature
from bot.meetings import service as meetings
from bot.privacy.store import change_member
from bot.storage.tables import answers, incidents, outbox, servers, timers
from bot.storage.tables import meetings as saved
from tests.support.transport import RecordingTransport
from tests.support.who import CHANNEL, SERVER, buttons_of, mona

ZONE = "Europe/Berlin"

MEETINGS = Feature(
    name="meetings",
    press=meetings.press,
    submit=meetings.submit,
    forms=meetings.FORMS,
    opens_form=meetings.OPENS_FORM,
    find_place=meetings.find_place,
    plans=meetings.PLANS,
    plan_notes=meetings.plan_notes,
    find_servers=meetings.FIND_SERVERS,
    renders=meetings.RENDERS,
    render_note=meetings.render_note,
    settle=meetings.settle,
    housekeep=meetings.forget_the_past,
)


def shown(answer):
    """Give the message of an answer, replaced or new."""
    return answer.message if isinstance(answer, Edit) else answer


class Stage:
    """Everything a test of meetings needs; people are made by `tests.support.who`."""

    def __init__(self, db, clock):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        self.begin()

    def begin(self) -> None:
        """Let the program begin anew; the database and Discord remain."""
        pacer, handlers = Pacer(100_000, dm_opens=50), collect_handlers((MEETINGS,))
        self.engine = Delivery(self.db, self.clock, self.transport, handlers, pacer, alarm=False)

    # ------------------------------------------------------------ people act

    async def make_group(self, name="Tuesday circle", channel=CHANNEL, facilitators=()) -> int:
        wish = groups.NewGroup(name, channel, tuple(facilitators), "open", "welcome")
        async with self.db.begin() as tx:
            said = await groups.create(tx, mona(), wish)
            await tx.execute(update(servers).values(zone=ZONE))
        return int(buttons_of(said)["See the group"].ref)

    async def open_form(self, who, group, zone="", place="") -> Form:
        async with self.db.begin() as tx:
            return await meetings.start_form(tx, who, str(group), zone, place)

    async def send(self, who, form: Form, **typed) -> Message:
        values = {field.name: field.value for field in form.fields} | typed
        async with self.db.begin() as tx:
            return shown(await meetings.submit(tx, who, Submission(form.name, form.ref, values)))

    async def preview(self, who, group, zone="", place="", **typed) -> Message:
        form = await self.open_form(who, group, zone, place)
        usual = {"title": "Circle", "days": "Tuesdays", "time": "19:00"}
        return await self.send(who, form, **(usual | typed))

    async def press(self, who, action, ref="", values=()):
        async with self.db.begin() as tx:
            return shown(await meetings.press(tx, who, Press(action, str(ref), tuple(values))))

    async def press_on(self, who, message: Message, label: str):
        """Press the button with this label."""
        button = buttons_of(message)[label]
        return await self.press(who, button.action, button.ref)

    async def form_on(self, who, message: Message) -> Form:
        """Open the form of a preview again, filled in."""
        return await self.press_on(who, message, "Change")

    async def pick(self, who, message: Message, action: str, *values: str):
        """Choose in the select of this action."""
        select = next(row for row in message.rows if getattr(row, "action", "") == action)
        assert set(values) <= {option.value for option in select.options}
        return await self.press(who, action, select.ref, values)

    async def plan(self, who=None, group=None, *, picks=(), **typed) -> int:
        """Plan and save a meeting; `picks` are (action, value, ...) in the preview."""
        who = who or mona()
        message = await self.preview(who, group or await self.make_group(), **typed)
        for action, *values in picks:
            message = await self.pick(who, message, action, *values)
        await self.press_on(who, message, "Save")
        return max(await self.ids())

    async def set_member(self, member_id, **values):
        async with self.db.begin() as tx:
            await change_member(tx, member_id, values)

    # ------------------------------------------------------------ time passes

    async def at(self, moment: str | datetime) -> None:
        """Let it be this moment (UTC) and everything due then happen."""
        when = datetime.fromisoformat(moment + "+00:00") if isinstance(moment, str) else moment
        self.clock.move_to(when)
        await self.engine.step()

    async def hear(self) -> None:
        """Let the two minutes pass after which a change is told."""
        await self.at(self.clock.now() + timedelta(minutes=2))

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

    def chat(self, member_id) -> list[Message]:
        """What stands in somebody's private chat."""
        return self.channel(self.transport.chats.get(member_id, 0))

    def sent_at(self, channel=CHANNEL) -> list[datetime]:
        return [one.at for one in self.transport.posted if one.channel_id == channel]

    async def rows(self, table):
        async with self.db.read() as tx:
            return await tx.rows(select(table).order_by(*table.primary_key.columns))

    async def ids(self) -> list[int]:
        return [row["id"] for row in await self.rows(saved)]

    async def answers(self):
        return await self.rows(answers)

    async def incidents(self):
        return [(row["kind"], row["code"]) for row in await self.rows(incidents)]

    def let_see(self, member_id, channel=CHANNEL) -> None:
        self.transport.visible.add((member_id, channel))


__all__ = ["SERVER", "ZONE", "Stage", "shown"]
