"""Mona begins: the server, a group with its meetings and its daily messages, the front door."""

from bot.rehearsal.teller import Teller

CIRCLE, WELCOME = "evening-circle", "welcome"


async def set_up(teller: Teller) -> None:
    teller.chapter("Mona sets the server up and makes a group")
    await teller.command(
        "mona", WELCOME, "setup", zone="New York", country="US",
        announcements=teller.channel("announcements"),
    )  # fmt: skip
    await teller.command(
        "mona", CIRCLE, "group create", name="Evening circle", channel=teller.channel(CIRCLE),
        medicine="welcome",
    )  # fmt: skip


async def plan_meetings(teller: Teller) -> None:
    teller.chapter("She plans its meetings")
    group = await teller.pick("mona", CIRCLE, "meeting create", "group", "Even")
    form = await teller.command(
        "mona", CIRCLE, "meeting create", group=group, place="https://meet.example/evening"
    )
    preview = await teller.fill(
        form, title="Evening circle", days="Thursday and Sunday", time="7pm", minutes="60", note=""
    )
    await teller.press(preview, "Save")


async def ask_each_day(teller: Teller) -> None:
    teller.chapter("She gives the group a question three times a week, and a tip a day")
    group = await teller.pick("mona", CIRCLE, "checkin-prompt", "group", "Even")
    await teller.command(
        "mona", CIRCLE, "checkin-prompt", group=group, time="noon", days="Monday, Wednesday, Friday"
    )
    await teller.command("mona", CIRCLE, "tip-group", group=group, time="10am")


async def post_front_door(teller: Teller) -> None:
    teller.chapter("She posts the front door, so that nobody has to type")
    setup = await teller.command("mona", WELCOME, "setup")
    card = await teller.press(setup, "Front-door message")
    asked = await teller.choose(card, "Choose a channel to post it in", WELCOME)
    await teller.press(asked, "Post it")
    await teller.until("Start here", WELCOME)
