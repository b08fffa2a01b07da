"""On a calm day, before anybody needs it: where people are asked, who is there, and how."""

from datetime import time

from bot.rehearsal.chapters.opening import WELCOME
from bot.rehearsal.chapters.week import NOTE
from bot.rehearsal.community import DM
from bot.rehearsal.scribe import Heard
from bot.rehearsal.teller import Teller

MODERATORS, HELPERS = "moderators", "helpers"


async def choose_channels(teller: Teller) -> None:
    await teller.wait_until(time(9), "ana")
    teller.chapter("On a calm Sunday Mona prepares for nights")
    setup = await teller.command("mona", WELCOME, "setup")
    page = await teller.press(setup, "When someone asks for help")
    page = await teller.choose(page, "Choose the helpers' channel", HELPERS)
    await teller.choose(page, "Choose the moderators' channel", MODERATORS)


async def become_helper(teller: Teller) -> None:
    teller.chapter("Ben wants to be there for others")
    card = await teller.command("ben", HELPERS, "duty on")
    await _be_approved(teller, card)


async def become_sponsor(teller: Teller) -> None:
    teller.chapter("Sam offers to be a sponsor")
    await _be_approved(teller, await teller.command("sam", WELCOME, "sponsoring start"))
    promise = await teller.command("sam", WELCOME, "sponsoring start")
    form = await teller.press(promise, "I promise, go on")
    page = await teller.fill(
        form, zone="New York", quiet="22:00-07:00", work="", note="18:00", most=["3"]
    )
    await teller.until(NOTE, "sam")
    await teller.press(page, "A call for help may wake me")


async def _be_approved(teller: Teller, card: Heard) -> None:
    await teller.press(card, "I am 18 or older")
    asked = await teller.until("Somebody offers to help", MODERATORS)
    await teller.press(asked, "Approve")
    await teller.press(await teller.until(NOTE, card.person), "Open")


async def pair_up(teller: Teller) -> None:
    teller.chapter("Ana asks Sam to be her sponsor; nobody else sees it")
    page = await teller.command("ana", WELCOME, "sponsor ask", person=teller.member("sam"))
    await teller.press(page, "Ask them")
    request = await _look(teller, "sam")
    await teller.choose_one(request, "Say yes", "Yes, without reminders")
    await teller.press(await _look(teller, "ana"), "Confirm")
    await teller.press(await teller.until(NOTE, "sam"), "Open")


async def _look(teller: Teller, person: str) -> Heard:
    note = await teller.until(NOTE, person)
    return await teller.press(await teller.press(note, "Open"), "Look at it")


async def choose_how_to_meet(teller: Teller) -> None:
    teller.chapter("She says what time it is for her, and how she would meet whoever comes")
    mine = await teller.command("ana", DM, "me")
    settings = await teller.press(mine, "Change settings")
    form = await teller.press(settings, "Time zone and quiet hours")
    await teller.fill(form, zone="Los Angeles", start="", end="")
    page = await teller.press(await teller.command("ana", DM, "me"), "How I ask for help")
    page = await teller.press(page, "Another way to meet")
    await teller.press(page, "Another way to meet")
