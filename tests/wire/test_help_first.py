"""Much waits, or something was away: /help answers at once, and whoever is asked is asked first.

How long that is cannot be told in seconds on a machine that does other things; counted is what
else was sent meanwhile, of hundreds that wait. The exact figures are measured by `make bench`.
"""

import asyncio
import base64
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.delivery.dispatcher import AT_ONCE
from bot.delivery.outbox import make_nonce
from bot.meetings.rules import Ref
from bot.storage.tables import outbox
from tests.support.postgres import running_server
from tests.support.wire.promises import LEAD, LENGTH
from tests.wire.calls import HELPERS, count_asked, know_chats, open_room, propose, sent_meanwhile
from tests.wire.lives import asking_for_help, wait_until

PATIENT = 60.0  # seconds, on a machine that does much else
ROOMS = 200  # five messages each in five seconds: two hundred a second
ASKERS = ("ana", "bea", "cam", "dot", "eli")
FEW = 2 * AT_ONCE + 5  # messages: one claim at work, one that began before the press
NOT_NOW = "I could not ask anybody just now."


@pytest.fixture
async def lay_out(ledger, discord):
    """Make a server with helpers on duty and reminders that wait to be sent."""

    async def laid_out(rows):
        await ledger.open_servers(1)
        await open_room(ledger)
        for name in ASKERS:
            discord.town.add_person(name, ledger.server_ids[0])
        await know_chats(ledger, *HELPERS, *ASKERS)
        later = datetime.now(UTC) + timedelta(hours=1)
        rooms = await ledger.owe(later, 1.0, strangers=False, remind=min(rows, ROOMS))
        due = datetime.now(UTC) - timedelta(seconds=1)
        waiting = [waiting_row(rooms[n % len(rooms)], n, due) for n in range(rows)]
        await ledger.execute((insert(outbox), waiting))

    return laid_out


def waiting_row(promise, number, due):
    """A reminder of a meeting to come, as if it had been owed once more."""
    key = f"waits.{number}"
    return {
        "key": key,
        "kind": "meetings.reminder",
        "ref": str(Ref(promise.number, promise.due + LEAD, 60)),
        "verb": "send",
        "address_kind": "channel",
        "address_id": promise.channel_id,
        "server_id": promise.server_id,
        "lane": 2,
        "due": due,
        "not_after": promise.due + LENGTH,
        "try_after": due,
        "nonce": make_nonce(key),
    }


def count_waiting(ledger):
    return ledger.count_states()["waiting"]


async def sending(begin, remote, discord):
    """Begin a process, and wait until it sends as fast as it may."""
    bot = await begin()
    await remote.wait_connected()
    await wait_until(lambda: discord.rest.nonces.created.total() > 60, bot, PATIENT)
    return bot


class Caller:
    """Calls for help, and counts what else went out before the two answers."""

    def __init__(self, ledger, remote, bot):
        self.ledger, self.remote, self.bot = ledger, remote, bot
        self.discord = ledger.discord
        self.helped, self.behind = [], []

    async def call(self, name="ana"):
        """Let somebody open help and send."""
        since = len(self.discord.rest.log)
        reply = await self.remote.command(name, self.ledger.general, "help")
        assert "988" in reply.text
        self.helped.append(sent_meanwhile(self.discord, reply, since))
        screen = await self.remote.press(name, reply.first, "Ask a helper")
        await self.send(name, screen.first)

    async def send(self, name, screen):
        """Let somebody press Send; wait for the first message that it brings to anybody."""
        since = len(self.discord.rest.log)
        chats = [self.discord.town.chat_id(one) for one in (*HELPERS, name)]
        sent = await self.remote.press(name, screen, "Send")
        assert sent.answered

        def behind():
            return sent_meanwhile(self.discord, sent, since, chats)

        await wait_until(lambda: behind() is not None, self.bot, PATIENT)
        self.behind.append(behind())

    def check(self):
        assert max(self.helped) <= 50, self.helped
        assert max(self.behind) <= FEW, self.behind


def check_helped(asker):
    """Whoever asked for help meanwhile had the numbers each time."""
    assert asker.replies
    assert asker.unanswered == 0
    assert all("call 911" in one.text and "988" in one.text for one in asker.replies)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(300)
async def test_behind_twenty_thousand(lay_out, ledger, begin, remote, discord):
    await lay_out(20_000)
    bot = await sending(begin, remote, discord)
    caller = Caller(ledger, remote, bot)
    for name in ASKERS:
        await caller.call(name)
    assert count_waiting(ledger) > 15_000, "it was not under load any more"
    caller.check()
    await wait_until(lambda: count_asked(discord) == [len(ASKERS)] * 2, bot, PATIENT)


@pytest.mark.more
async def test_a_press_during_a_cut_is_first_when_the_connection_is_back(
    lay_out, ledger, begin, remote, discord
):
    await lay_out(4000)
    bot = await sending(begin, remote, discord)
    screen = await propose(remote, ledger.general)
    caller = Caller(ledger, remote, bot)
    await discord.gateway.drop(abort=True)
    await caller.send("ana", screen)
    assert discord.gateway.counts["6"] >= 1, "the session was resumed"
    await caller.call("bea")
    assert count_waiting(ledger) > 50, "it was not under load any more"
    caller.check()
    await wait_until(lambda: count_asked(discord) == [2, 2], bot, PATIENT)


@pytest.mark.more
async def test_while_the_database_is_locked_and_right_after(
    lay_out, ledger, begin, remote, discord
):
    await lay_out(4000)
    bot = await sending(begin, remote, discord)
    screen = await propose(remote, ledger.general)
    caller = Caller(ledger, remote, bot)
    with closing(sqlite3.connect(ledger.settings.database_file, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asking_for_help(remote, ledger.general) as asker:
            assert NOT_NOW in (await remote.press("ana", screen, "Send")).text
        check_helped(asker)
        other.rollback()
    await caller.send("ana", screen)
    await caller.call("bea")
    assert count_waiting(ledger) > 50, "it was not under load any more"
    caller.check()
    await wait_until(lambda: count_asked(discord) == [2, 2], bot, PATIENT)
    assert await bot.stop() == 0, bot.last_words


@pytest.mark.more
async def test_when_no_new_chats_may_be_opened_but_for_help(ledger, begin, remote, discord):
    """A bot that opens many chats is taken for a nuisance; helpers are reached all the same."""
    await ledger.open_servers(1)
    await open_room(ledger)
    now = datetime.now(UTC) - timedelta(seconds=1)
    await ledger.owe(now, 0.1, strangers=False, whisper=60)
    bot = await begin(AFTERCARE_NEW_CHATS_PER_HOUR="20")
    await remote.wait_connected()
    opened = "/users/@me/channels"
    await wait_until(lambda: discord.count_requests("POST", opened) >= 15, bot, PATIENT)
    assert discord.count_requests("POST", opened) == 15
    screen = await propose(remote, ledger.general)
    await remote.press("ana", screen, "Send")
    await wait_until(lambda: count_asked(discord) == [1, 1], bot, PATIENT)
    await wait_until(lambda: len(discord.acting.read_chat("ana")) == 1, bot, PATIENT)


class TestPostgres:
    """A server of its own, which is stopped while the bot plans and sends."""

    @pytest.fixture
    def server(self):
        with running_server() as server:
            yield server

    @pytest.fixture
    def database(self, server):
        with server.clone("stopped") as url:
            key = base64.b64encode(bytes(range(32))).decode()
            with server.clone("stopped_keys", template="template0") as keys_url:
                yield {"database_url": url, "keys_url": keys_url, "key": key}

    @pytest.mark.slow
    @pytest.mark.long
    @pytest.mark.timeout(300)
    async def test_while_it_is_stopped_and_right_after(
        self, lay_out, ledger, begin, remote, discord, server
    ):
        await lay_out(6000)
        bot = await sending(begin, remote, discord)
        screen = await propose(remote, ledger.general)
        caller = Caller(ledger, remote, bot)
        await asyncio.to_thread(server.stop)
        async with asking_for_help(remote, ledger.general) as asker:
            assert NOT_NOW in (await remote.press("ana", screen, "Send")).text
            card = await remote.command("bea", ledger.general, "help")
            assert NOT_NOW in (await remote.press("bea", card.first, "Ask a helper")).text
        check_helped(asker)
        await asyncio.to_thread(server.start_again)
        before = discord.rest.nonces.created.total()
        await wait_until(lambda: discord.rest.nonces.created.total() > before + 20, bot, PATIENT)
        await caller.send("ana", screen)
        await caller.call("bea")
        assert count_waiting(ledger) > 100, "it was not under load any more"
        caller.check()
        await wait_until(lambda: count_asked(discord) == [2, 2], bot, PATIENT)
        assert await bot.stop() == 0, bot.last_words
