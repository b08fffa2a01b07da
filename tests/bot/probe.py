"""A feature made for testing the gateway: every kind of answer, and every kind of failure."""

import asyncio

from bot.core.errors import Busy, Refused, Unavailable
from bot.core.message import (
    Button,
    ClearChat,
    Edit,
    Field,
    File,
    Form,
    Message,
    Option,
    Reply,
    Select,
)
from bot.core.press import Place
from bot.journeys import Feature
from bot.storage.installation import keep_fact, read_fact

DAYS = (Option("Monday", "mon"), Option("Tuesday", "tue"), Option("Friday", "fri"))
SLOW, FOR_EVER = 0.1, 3600.0  # seconds
SECRET = "what ana typed about herself"


def card(*actions, ref="7", **more):
    """A message with a button for each action, labelled like it."""
    row = tuple(Button(action, "probe", action, ref) for action in actions)
    return Message("A card.", rows=(row,), **more)


def day_form(ref, values):
    fields = (
        Field("day", "Which day", value=values.get("day", "")),
        Field(
            "about",
            "More",
            kind="paragraph",
            required=False,
            longest=4000,
            value=values.get("about", ""),
        ),
        Field(
            "days",
            "All days",
            kind="checkboxes",
            required=False,
            options=tuple(
                Option(day.label, day.value, chosen=day.value in values.get("days", ()))
                for day in DAYS
            ),
        ),
    )
    return Form("A day", "probe", "day", ref, fields)


async def post(world, *actions, channel=None, **more):
    """Let the bot say a card with these buttons, as the engine would."""
    where = channel or world.general
    await world.app.transport.send(where.id, card(*actions, **more), nonce="marker1")
    return world.reads(where)[-1]


class Probe:
    """Remembers what reached it, and answers as its test needs."""

    def __init__(self):
        self.who, self.presses, self.sent = [], [], []
        self.place = None
        self.afterwards_says = None

    def as_feature(self):
        return Feature(
            name="probe",
            press=self.press,
            submit=self.submit,
            forms={"day": self.build_day},
            opens_form=frozenset({"form"}),
            instant={"numbers": self.numbers, "broken": self.broken},
            without_database={"gone_but": self.numbers},
            afterwards=self.afterwards,
            find_place=self.find_place,
        )

    async def press(self, tx, who, press):
        self.who.append(who)
        self.presses.append(press)
        return await getattr(self, f"do_{press.action}")(tx, who, press)

    async def do_say(self, tx, who, press):
        return Message(f"You pressed {press.ref}.")

    async def do_count(self, tx, who, press):
        count = int(await read_fact(tx, "presses") or 0) + 1
        await keep_fact(tx, "presses", str(count))
        return Message(f"Pressed {count}.")

    async def do_edit(self, tx, who, press):
        return Edit(card("say", "edit", ref=f"{press.ref}x"))

    async def do_form(self, tx, who, press):
        return day_form(press.ref, {})

    async def do_selects(self, tx, who, press):
        rows = (
            Select("Days", "probe", "picked", "text", DAYS, most=2),
            Select("Where", "probe", "picked", "channel", picks="channel"),
            Select("Whom", "probe", "picked", "role", picks="role"),
        )
        return Message("Pick.", rows=rows)

    async def do_picked(self, tx, who, press):
        return Message(f"{press.ref}: {', '.join(press.values)}")

    async def do_file(self, tx, who, press):
        return Reply(Message("Here it is."), File("all.json", b'{"a": 1}'))

    async def do_refuse(self, tx, who, press):
        await keep_fact(tx, "refused", "yes")
        raise Refused("Not on a Sunday.")

    async def do_busy(self, tx, who, press):
        raise Busy("no turn")

    async def do_gone(self, tx, who, press):
        raise Unavailable("no database")

    async def do_gone_but(self, tx, who, press):
        raise Unavailable("no database")

    async def do_bug(self, tx, who, press):
        raise ValueError(SECRET)

    async def do_long(self, tx, who, press):
        return Message("x" * 5000)

    async def do_slow(self, tx, who, press):
        await asyncio.sleep(SLOW)
        return Message("At last.")

    async def do_slow_edit(self, tx, who, press):
        await asyncio.sleep(SLOW)
        return Edit(Message("At last, here."))

    async def do_slow_file(self, tx, who, press):
        await asyncio.sleep(SLOW)
        return await self.do_file(tx, who, press)

    async def do_late_form(self, tx, who, press):
        await asyncio.sleep(SLOW)
        return day_form(press.ref, {})

    async def do_clear(self, tx, who, press):
        return ClearChat(Message("I'm at it."), None, Message("Done."), Message("Not all."))

    async def submit(self, tx, who, sent):
        self.who.append(who)
        self.sent.append(sent)
        match sent.values["day"]:
            case "bug":
                raise ValueError(SECRET)
            case "gone":
                raise Unavailable("no database")
            case "form":
                return day_form("7", {})
            case "edit":
                return Edit(Message("Thank you, here."))
            case "Monday":
                return Message("Thank you.")
        raise Refused("Mondays only.")

    async def build_day(self, tx, who, ref, values):
        return day_form(ref, values)

    def numbers(self, who, press):
        self.who.append(who)
        return Message(f"Numbers for {press.ref or 'everyone'}.", help_now=False)

    def broken(self, who, press):
        raise ValueError(SECRET)

    async def afterwards(self, tx, who):
        if self.afterwards_says == "hang":
            await asyncio.sleep(FOR_EVER)
        if self.afterwards_says == "fail":
            raise ValueError(SECRET)
        return Message(self.afterwards_says) if self.afterwards_says else None

    async def find_place(self, tx, press):
        return Place(*self.place) if self.place else None
