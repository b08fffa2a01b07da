"""A server with a group, the meetings feature, and an engine with a Discord in memory."""

from datetime import timedelta

from bot.core.message import Form, Message
from bot.core.press import Press, Submission
from bot.journeys import Feature
from bot.meetings import service as meetings
from bot.storage.tables import answers
from bot.storage.tables import meetings as saved
from tests.support import stage as support
from tests.support.stage import shown
from tests.support.who import buttons_of, mona

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


class Stage(support.Stage):
    """What moderators do with meetings; with them alone, so that nothing else says anything."""

    def __init__(self, db, clock):
        super().__init__(db, clock, (MEETINGS,))

    # ------------------------------------------------------------ people act

    async def make_group(self, *given, **named) -> int:
        return int(await super().make_group(*given, **named))

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

    async def hear(self) -> None:
        """Let the two minutes pass after which a change is told."""
        await self.at(self.clock.now() + timedelta(minutes=2))

    # ------------------------------------------------------------ looking

    async def ids(self) -> list[int]:
        return [row["id"] for row in await self.rows(saved)]

    async def answers(self):
        return await self.rows(answers)
