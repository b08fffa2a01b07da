"""A call for help while the bot is killed, under load, and with two who come at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import update

from bot.storage.tables import requests, servers
from tests.support.postgres import ask_postgres
from tests.support.wire.launch import POINTS
from tests.wire.calls import ask, come, count_asked, count_notes, let_time_pass, open_room
from tests.wire.fleet import Fleet
from tests.wire.lives import Lives, wait_until

PATIENT = 60.0  # seconds, on a machine that does much else
QUICK = ("after_commit", "answer_arrived", "before_record")


@pytest.fixture
def shards():
    return 0


@pytest.fixture
async def room(ledger, shards):
    """A server with ana, two helpers on duty, and a room of its moderators; gives that room."""
    await ledger.open_servers(2 if shards else 1, shards=shards)
    return await open_room(ledger)


async def die(lives, remote, point, at, act):
    """Let a process die at this passing of a point, or soon after, while somebody acts."""
    bot = await lives.begin(WIRE_KILL=f"{point}:{at}")
    ends = monotonic() + PATIENT
    while bot.code is None and not (await remote.report())["sessions"]:
        assert monotonic() < ends, bot.last_words
        await asyncio.sleep(0.05)
    if bot.code is None:
        await act()
    try:
        await bot.wait(1.0)
    except TimeoutError:
        await bot.kill()


async def live_through(lives, remote, discord, room, points):
    """Ask and climb with a death at each of these points; each is asked exactly once."""

    async def send():
        await ask(remote, lives.ledger.general)

    async def wait():
        await asyncio.sleep(0.3)

    for number, point in enumerate(points):
        await die(lives, remote, point, 1 + number % 3, send)
    bot = await lives.begin()
    await remote.wait_connected()
    await send()  # a repeat continues it; if it never came to be, this begins it
    await wait_until(lambda: count_asked(discord) == [1, 1], bot, PATIENT)
    await bot.kill()
    await let_time_pass(lives.ledger)
    for number, point in enumerate(points):
        await die(lives, remote, point, 1 + number % 3, wait)
    bot = await lives.begin()
    await bot.wait_logged("ready")  # before that, a stop ends it without a word
    await wait_until(lambda: count_notes(discord, room) == 1, bot, PATIENT)
    await asyncio.sleep(0.5)
    assert await bot.stop() == 0, bot.last_words
    assert count_asked(discord) == [1, 1]
    assert count_notes(discord, room) == 1


async def test_killed_on_the_way_everybody_is_asked_exactly_once(
    ledger, begin, remote, discord, room
):
    await live_through(Lives(ledger, begin), remote, discord, room, QUICK)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("turn", range(6))
async def test_killed_at_every_point_everybody_is_asked_exactly_once(
    ledger, begin, remote, discord, room, turn
):
    points = (*POINTS[turn:], *POINTS[:turn])
    await live_through(Lives(ledger, begin), remote, discord, room, points)


async def come_through(lives, remote, discord, points):
    """Two meet in a private thread, with a death at each of these points."""
    general = lives.ledger.general
    await lives.ledger.execute((update(servers).values(threads_channel_id=general), None))
    bot = await lives.begin()
    await remote.wait_connected()
    await ask(remote, general, way="thread")
    await wait_until(lambda: count_asked(discord) == [1, 1], bot, PATIENT)
    await bot.kill()

    async def press():
        await come(remote, "sam")

    for number, point in enumerate(points):
        await die(lives, remote, point, 1 + number % 4, press)
    bot = await lives.begin()
    await remote.wait_connected()
    await press()
    both = ["ana", "bot", "sam"]
    threads = discord.town.threads_of

    def met():
        return [one["people"] for one in threads(general)] == [both]

    def settled():
        return met() and "Someone is with them" in discord.acting.read_chat("rio")[0]["text"]

    await wait_until(settled, bot, PATIENT)
    await asyncio.sleep(0.5)
    assert await bot.stop() == 0, bot.last_words
    assert met()
    assert count_asked(discord, "ana") == [0]
    (greeting,) = discord.acting.read("ana", threads(general)[0]["id"])
    assert "We are talking" in greeting["buttons"]
    assert lives.ledger.ask("SELECT state FROM requests") == [("taken",)]


@pytest.mark.more
async def test_killed_while_somebody_comes_they_meet_exactly_once(
    ledger, begin, remote, discord, room
):
    await come_through(Lives(ledger, begin), remote, discord, QUICK)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("turn", range(6))
async def test_killed_at_every_point_while_somebody_comes(
    ledger, begin, remote, discord, room, turn
):
    points = (*POINTS[turn:], *POINTS[:turn])
    await come_through(Lives(ledger, begin), remote, discord, points)


@pytest.mark.more
async def test_a_call_for_help_passes_all_that_waits(ledger, begin, remote, discord, room):
    """Hundreds of reminders fall due at once; the helpers are asked among the next requests."""
    due = datetime.now(UTC) + timedelta(seconds=5)
    await ledger.owe(due, 0.1, strangers=False, remind=500)
    bot = await begin()
    await remote.wait_connected()
    card = await remote.command("ana", ledger.general, "help")
    screen = await remote.press("ana", card.first, "Ask a helper")
    await wait_until(lambda: ledger.count_kept() > 20, bot, PATIENT)
    await remote.press("ana", screen.first, "Send")
    waiting = 500 - ledger.count_kept()
    sent = len(discord.rest.log)
    await wait_until(lambda: count_asked(discord) == [1, 1], bot, PATIENT)
    between = [one for one in discord.rest.log[sent:] if one.path.endswith("/messages")]
    assert waiting > 50
    assert len(between) <= 25, "it took its turn behind what can wait"


# ---------------------------------------------------------------- two processes


class TestTwoProcesses:
    """Private chats arrive at shard 0, the server's rooms at shard 1."""

    @pytest.fixture
    def database(self, on_postgres):
        return on_postgres

    @pytest.fixture
    def shards(self):
        return 2

    async def test_two_who_come_at_once_are_one(self, ledger, begin, remote, discord, room):
        discord.gateway.max_concurrency = 2
        await ledger.execute((update(servers).values(helper_minutes=0), None))
        fleet = Fleet(ledger, begin)
        await fleet.start("--role all --shards 0/2", "--role all --shards 1/2")
        await remote.wait_connected({0, 1})
        leader = await fleet.wait_leader()
        await ask(remote, ledger.rooms[-1])
        await wait_until(lambda: count_asked(discord) == [1, 1], leader, PATIENT)
        await wait_until(lambda: count_notes(discord, room) == 1, leader, PATIENT)
        (note,), chat = await remote.read("mona", room), await remote.read_chat("sam")
        answers = await asyncio.gather(
            remote.press("mona", note, "I'm with them"),
            remote.press("sam", chat[-1], "I'm with them"),
        )
        taken = ask_postgres(ledger.settings.database_url, f"SELECT state FROM {requests.name}")
        assert taken == [("taken",)]
        assert all(one.answered for one in answers)
        met = [f"<@{discord.town.people['ana'].id}>" in one.text for one in answers]
        assert met.count(True) == 1, [one.text for one in answers]
        await fleet.stop()
