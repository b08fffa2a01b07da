"""Plans change: one evening is moved, one is cancelled; and help is there at any time."""

from bot.rehearsal.chapters.opening import CIRCLE, WELCOME
from bot.rehearsal.chapters.week import NOTE
from bot.rehearsal.teller import Teller


async def move(teller: Teller) -> None:
    teller.chapter("Mona moves one evening, when its reminder stands there already")
    reminder = await teller.until("in 1 day", CIRCLE)
    await teller.press(reminder, "I'll be there", "ben")
    meeting = await teller.pick("mona", CIRCLE, "meeting move", "meeting", "Even")
    date = await teller.pick("mona", CIRCLE, "meeting move", "date", "", meeting=meeting)
    form = await teller.command("mona", CIRCLE, "meeting move", meeting=meeting, date=date)
    preview = await teller.fill(form, days="2026-11-05", time="8pm")
    await teller.press(preview, "Save")
    for note in await teller.until_each(NOTE, "ana", "ben"):
        await teller.press(note, "Open")
    await teller.until("in 1 hour", CIRCLE)


async def cancel(teller: Teller) -> None:
    teller.chapter("Mona has to cancel")
    await teller.until("Starts: Sunday, 8 November", CIRCLE)
    meeting = await teller.pick("mona", CIRCLE, "meeting cancel", "meeting", "Even")
    date = await teller.pick("mona", CIRCLE, "meeting cancel", "date", "", meeting=meeting)
    asked = await teller.command("mona", CIRCLE, "meeting cancel", meeting=meeting, date=date)
    await teller.press(asked, "Yes, cancel this date")
    for note in await teller.until_each(NOTE, "ana", "ben"):
        await teller.press(note, "Open")


async def ask_for_help(teller: Teller) -> None:
    teller.chapter("Ana asks for help; nobody else sees it")
    await teller.command("ana", WELCOME, "help")
