"""Two nights: on the first somebody comes, on the second nobody does before the morning."""

from datetime import time

from bot.rehearsal.chapters.beside import HELPERS, MODERATORS
from bot.rehearsal.chapters.opening import WELCOME
from bot.rehearsal.chapters.week import NOTE
from bot.rehearsal.scribe import Heard
from bot.rehearsal.teller import THREAD, Teller

QUESTION = "Someone would like a word now."
NEWS = "There is news for you."
BYSTANDER = "cleo"


async def ask(teller: Teller) -> None:
    await teller.wait_until(time(9), "ben")
    teller.chapter("Monday morning in London, deep night in Los Angeles: Ana asks for Sam")
    await teller.command("ben", HELPERS, "duty on", until="3h")
    await teller.wait_until(time(1, 30), "ana")
    await _send(teller)


async def _send(teller: Teller) -> Heard:
    card = await teller.press(teller.find("Start here", WELCOME), "Help now", "ana")
    screen = await teller.press(card, "Ask my sponsor")
    return await teller.press(screen, "Send")


async def ask_on(teller: Teller) -> None:
    teller.chapter("Sam is woken, and cannot; helpers are asked on at once")
    question = await teller.until(QUESTION, "sam")
    opened = await teller.press(question, "Who is it?")
    await teller.press(opened, "I can't right now")
    teller.note("Nothing had to be waited for. Ben is asked, in the same words.")
    question = await teller.until(QUESTION, "ben")
    await teller.press(question, "I'm with them")


async def meet(teller: Teller) -> None:
    teller.chapter("The two are connected")
    thread, news = await teller.until_all({THREAD: "This is for the two of you", "ana": NEWS})
    await teller.press(news, "Open")
    await teller.press(thread, "We are talking", "ben")
    teller.look_around(BYSTANDER)


async def end_well(teller: Teller) -> None:
    teller.chapter("Twenty minutes later both are asked, and say that it is well")
    asked, news = await teller.until_all({"ben": "Are you still with them?", "ana": NEWS})
    page = await teller.press(await teller.press(news, "Open"), "Yes")
    await teller.press(asked, "Yes")
    teller.note("Half an hour later they have talked.")
    await teller.wait(minutes=30)
    await teller.press(page, "I'm okay now")
    how = await teller.until(NOTE, "ben")
    await teller.press(how, "Open")


async def ask_again(teller: Teller) -> None:
    await teller.wait_until(time(9), "ben")
    teller.chapter("The next night Ana asks again; Sam sleeps deeply, Ben's phone is far away")
    await teller.command("ben", HELPERS, "duty on", until="3h")
    await teller.wait_until(time(1, 30), "ana")
    await _send(teller)
    await teller.until_each(QUESTION, "sam", "ben")


async def hear_from_nobody(teller: Teller) -> None:
    teller.chapter("Nobody comes, and Ana is told so")
    call = "Somebody here asked for help, and nobody has come yet."
    await teller.until(call, MODERATORS)
    page = await teller.press(await teller.until(NEWS, "ana"), "Open")
    await teller.press(page, "Ask me in the morning")
    teller.look_around(BYSTANDER)
    teller.note("Fifteen minutes later a fresh note stands in place of the first.")
    await teller.until(call, MODERATORS)


async def come_in_the_morning(teller: Teller) -> None:
    teller.chapter("The morning after")
    question = await teller.press(await teller.until(NOTE, "ana"), "Open")
    await teller.press(question, "Yes, please")
    call = await teller.until("Somebody here asked for help", MODERATORS)
    await teller.press(call, "I'm with them")
    _, news = await teller.until_all({THREAD: "This is for the two of you", "ana": NEWS})
    page = await teller.press(news, "Open")
    await teller.press(page, "We are talking")
