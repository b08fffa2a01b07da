"""`aftercare rehearse --story`: one week of a small community, played fast and written down."""

from datetime import UTC, datetime

from bot.ops.logs import start_logging
from bot.rehearsal.cast import RealBot
from bot.rehearsal.community import DM
from bot.rehearsal.stage import Stage
from bot.rehearsal.teller import Teller, Write

# A Thursday, three days before the clocks change in New York; in London they have changed already.
BEGINS = datetime(2026, 10, 29, 13, 0, tzinfo=UTC)
CIRCLE = "evening-circle"


async def tell() -> None:
    """Play the story and print it; the same bot, without a browser."""
    start_logging("console", "warning")
    await play(print)


async def play(write: Write) -> None:
    """Play the story and write it line by line."""
    stage = Stage(RealBot, lambda: BEGINS)
    await stage.start()
    try:
        teller = Teller(stage, write)
        write(
            "Aftercare, rehearsed. Nothing here reaches Discord; everybody's own times are shown."
        )
        await _set_up(teller, stage)
        await _plan_meeting(teller)
        await _join(teller)
        await _remind(teller)
        await _cancel(teller)
        await _ask_for_help(teller)
    finally:
        await stage.stop()


async def _set_up(teller: Teller, stage: Stage) -> None:
    teller.chapter("Mona sets the server up and makes a group")
    channels = stage.community.channels
    await teller.command(
        "mona", "welcome", "setup", zone="New York", country="US",
        announcements=channels["announcements"],
    )  # fmt: skip
    await teller.command(
        "mona", CIRCLE, "group create", name="Evening circle", channel=channels[CIRCLE],
        medicine="welcome",
    )  # fmt: skip


async def _plan_meeting(teller: Teller) -> None:
    teller.chapter("She plans its meetings")
    group = await teller.pick("mona", CIRCLE, "meeting create", "group", "Even")
    form = await teller.command(
        "mona", CIRCLE, "meeting create", group=group, place="https://meet.example/evening"
    )
    preview = await teller.fill(
        form, title="Evening circle", days="Thursday and Sunday", time="7pm", minutes="60", note=""
    )
    await teller.press(preview, "Save")


async def _join(teller: Teller) -> None:
    teller.chapter("Ana and Ben find the group")
    await teller.command("ana", "welcome", "group list")
    for person in ("ana", "ben"):
        group = await teller.pick(person, "welcome", "group join", "group", "Even")
        asked = await teller.command(person, "welcome", "group join", group=group)
        await teller.press(asked, "Join")
    await teller.command("ben", CIRCLE, "meeting next")


async def _remind(teller: Teller) -> None:
    teller.chapter("Time passes, and the reminders arrive by themselves")
    first = (await teller.until_next())[-1]
    await teller.press(first, "Remind me", "ana")
    teller.listen()
    await teller.until_next()
    teller.note("On Sunday the clocks of New York go back. The meeting stays at 7:00 PM there.")
    sunday = (await teller.until_next())[-1]
    await teller.press(sunday, "I'll be there", "ben")
    for heard in await teller.until_next():
        if heard.place == DM:
            await teller.press(heard, "Open")


async def _cancel(teller: Teller) -> None:
    teller.chapter("Mona has to cancel")
    meeting = await teller.pick("mona", CIRCLE, "meeting cancel", "meeting", "Even")
    date = await teller.pick("mona", CIRCLE, "meeting cancel", "date", "", meeting=meeting)
    asked = await teller.command("mona", CIRCLE, "meeting cancel", meeting=meeting, date=date)
    await teller.press(asked, "Yes, cancel this date")
    for heard in teller.listen():
        if heard.place == DM:
            await teller.press(heard, "Open")


async def _ask_for_help(teller: Teller) -> None:
    teller.chapter("Ana asks for help; nobody else sees it")
    await teller.command("ana", "welcome", "help")
