"""The days go by: reminders, a tip, a question and its private answer, and the clocks change."""

from bot.rehearsal.chapters.opening import CIRCLE
from bot.rehearsal.teller import Teller

NOTE = "A note you asked for."


async def remind(teller: Teller) -> None:
    teller.chapter("Time passes, and what was planned arrives by itself")
    await teller.until("A small thing to try today", CIRCLE)
    first = await teller.until("in 1 hour", CIRCLE)
    for person in ("ana", "ben"):
        await teller.press(first, "Remind me", person)
        await teller.until(NOTE, person)
    await teller.until("in 10 minutes", CIRCLE)
    teller.note("The meeting is over. By Ben's clock the next one comes at another time.")
    note = await teller.until(NOTE, "ben")
    await teller.press(note, "Open")


async def check_in(teller: Teller) -> None:
    teller.chapter("The group is asked how it is; what Ana answers, only she sees")
    prompt = await teller.until("[Check in privately]", CIRCLE)
    form = await teller.press(prompt, "Check in privately", "ana")
    await teller.fill(form, mood="low", craving=["4"], feels=["lonely"], wish="meeting")


async def change_clocks(teller: Teller) -> None:
    teller.chapter("The clocks of New York go back")
    teller.note("On Sunday the meeting stays at 7:00 PM there.")
    sunday = await teller.until("in 1 day", CIRCLE)
    await teller.press(sunday, "I'll be there", "ben")
    note = await teller.until(NOTE, "ana")
    await teller.press(note, "Open")
