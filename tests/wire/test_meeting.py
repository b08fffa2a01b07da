"""Two people meet in a private thread while the bot is killed again and again."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import insert, update

from bot.storage.tables import helpers, servers, vouchings
from tests.support.wire.client import CannotBeDone
from tests.support.wire.launch import POINTS
from tests.wire.lives import Lives, wait_until

PATIENT = 20.0  # seconds


@pytest.fixture
async def lives(ledger, begin, discord):
    """A server with ana, and with sam, who is a helper on duty."""
    await ledger.open_servers(1)
    server_id, now = ledger.server_ids[0], datetime.now(UTC)
    sam = discord.town.add_person("sam", server_id)
    discord.town.add_person("rio", server_id)
    trusted = {"adult_at": now, "asked_at": now, "approved_at": now}
    of_sam = {"server_id": server_id, "member_id": sam}
    await ledger.execute(
        (update(servers).values(threads_channel_id=ledger.general, country="US"), None),
        (insert(vouchings), [of_sam | trusted | {"what": "helper"}]),
        (insert(helpers), [of_sam | {"on_until": now + timedelta(hours=6)}]),
    )
    return Lives(ledger, begin)


async def ask(lives, remote):
    """Let ana ask for a thread of two, and wait until sam is asked."""
    bot = await lives.begin()
    await remote.wait_connected()
    card = await remote.command("ana", lives.ledger.general, "help")
    screen = await remote.press("ana", card.first, "Ask a helper")
    for label in ("Another way to meet", "Another way to meet", "Send"):
        screen = await remote.press("ana", screen.first, label)
    ends = monotonic() + PATIENT
    while not (asked := await remote.read_chat("sam")):
        assert monotonic() < ends, bot.last_words
        await asyncio.sleep(0.05)
    return bot, asked[-1]


def threads(lives):
    found = lives.ledger.discord.town.threads_of(lives.ledger.general)
    return [one["people"] for one in found]


def greetings(lives):
    """How often the two were greeted in their thread."""
    town = lives.ledger.discord.town
    (thread,) = town.threads_of(lives.ledger.general)
    said = lives.ledger.discord.acting.read(None, thread["id"])
    return sum("for the two of you" in one["text"] for one in said)


async def live_on(lives, remote):
    bot = await lives.begin()
    await remote.wait_connected()
    await wait_until(lambda: threads(lives) == [["ana", "bot", "sam"]], bot, PATIENT)
    await asyncio.sleep(0.5)
    assert await bot.stop() == 0, bot.last_words
    assert threads(lives) == [["ana", "bot", "sam"]]
    assert greetings(lives) == 1


async def press(remote, asked):
    """Let sam press; whether anybody lives to answer is another matter."""
    with suppress(CannotBeDone, TimeoutError):
        async with asyncio.timeout(2):
            await remote.press("sam", asked, "I'm with them")


async def die(lives, remote, point, at):
    """Let a process die at this passing of a point, or later, while sam presses."""
    bot = await lives.begin(WIRE_KILL=f"{point}:{at}")
    await remote.wait_until(lambda report: report["sessions"] or bot.code is not None)
    await press(remote, (await remote.read_chat("sam"))[-1])
    try:
        await bot.wait(1.0)
    except TimeoutError:
        await bot.kill()


async def test_killed_at_every_point_in_turn_they_meet_once(lives, remote):
    bot, asked = await ask(lives, remote)
    await press(remote, asked)
    await bot.kill()
    for point in POINTS:
        await die(lives, remote, point, 1)
    await live_on(lives, remote)
    assert await remote.read_chat("rio") == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("at", range(1, 13))
async def test_killed_once_at_any_point_they_meet_once(lives, remote, point, at):
    bot, _ = await ask(lives, remote)
    await bot.kill()
    await die(lives, remote, point, at)
    if not threads(lives):
        await die(lives, remote, "after_commit", 99)
    await live_on(lives, remote)
    assert await remote.read_chat("rio") == []
