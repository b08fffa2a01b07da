"""People arrive: somebody new at the front door, and two who join the group."""

from bot.rehearsal.chapters.opening import CIRCLE, WELCOME
from bot.rehearsal.teller import Teller


async def come_in(teller: Teller) -> None:
    teller.chapter("Cleo is new, and it is midnight in Sydney; she only presses")
    door = teller.find("Start here", WELCOME)
    await teller.press(door, "Next meetings", "cleo")
    tip = await teller.press(door, "A tip", "cleo")
    await teller.press(tip, "Another")


async def join(teller: Teller) -> None:
    teller.chapter("Ana and Ben join the group")
    door = teller.find("Start here", WELCOME)
    mine = await teller.press(door, "Me", "ben")
    settings = await teller.press(mine, "Change settings")
    form = await teller.press(settings, "Time zone and quiet hours")
    await teller.fill(form, zone="London", start="", end="")
    for person in ("ana", "ben"):
        group = await teller.pick(person, WELCOME, "group join", "group", "Even")
        asked = await teller.command(person, WELCOME, "group join", group=group)
        await teller.press(asked, "Join")
    await teller.command("ben", CIRCLE, "meeting next")
