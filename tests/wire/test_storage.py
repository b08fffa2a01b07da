"""The disk is full, the database is locked or gone: help answers, and all is said once."""

import asyncio
import base64
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.wire.owing import Ledger
from tests.wire.lives import Lives, asking_for_help, wait_until

DEBTS = {"remind": 14, "whisper": 8, "close": 8}
OUTAGE = 2.0  # seconds; the press in it takes two more, as long as a person waits
KIND_WORDS = "I could not reach my notes"


@pytest.fixture
async def lives(ledger, begin):
    await ledger.open_servers(2)
    due = datetime.now(UTC) + timedelta(seconds=3)
    await ledger.owe(due, 2.0, strangers=False, **DEBTS)
    return Lives(ledger, begin)


def is_reminder(ledger, promise):
    return promise.kind == "remind" and promise.is_kept(ledger.look_at(promise))


async def press_i_will_be_there(remote, ledger):
    """Let ana press a button in a room, whose answer must be written down."""
    promise = next(p for p in ledger.promises if is_reminder(ledger, p))
    reminder = (await remote.read("ana", promise.channel_id))[0]
    return await remote.press("ana", reminder, "I'll be there")


async def break_in_the_middle(lives, ledger, remote, outage):
    """Let the database fail while much is planned and sent, and come back."""
    bot = await lives.begin()
    await remote.wait_connected()
    await wait_until(lambda: any(is_reminder(ledger, p) for p in ledger.promises), bot)
    async with asking_for_help(remote, ledger.general) as asker:
        with outage(bot):
            assert KIND_WORDS in (await press_i_will_be_there(remote, ledger)).text
            await asyncio.sleep(OUTAGE)
            await asker.wait_more()
        await lives.wait_quiet(bot)
        asker.check()
    assert ledger.find_faults() == {}
    assert ledger.count_states().keys() == {"sent"}
    assert ledger.list_incidents() == []
    assert KIND_WORDS not in (await press_i_will_be_there(remote, ledger)).text
    assert await bot.stop() == 0, bot.last_words


@pytest.mark.more
async def test_the_disk_is_full(lives, ledger, remote):
    resource = pytest.importorskip("resource", reason="this machine limits no processes")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this machine does not limit running processes")
    unlimited = resource.RLIM_INFINITY

    @contextmanager
    def no_file_may_grow(bot):
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, unlimited))
        yield
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))

    await break_in_the_middle(lives, ledger, remote, no_file_may_grow)


async def test_the_database_is_locked(lives, ledger, remote):
    @contextmanager
    def somebody_else_writes(_bot):
        with closing(sqlite3.connect(ledger.settings.database_file, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()

    await break_in_the_middle(lives, ledger, remote, somebody_else_writes)


@pytest.fixture
def server_ledger(discord, tmp_path, postgres_server):
    """A community whose bot keeps its notes in PostgreSQL."""
    name = f"wire_{tmp_path.name}".lower()
    with postgres_server.clone(name) as url:
        key = base64.b64encode(bytes(range(32))).decode()
        keys_url = f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}"
        database = {"database_url": url, "key": key, "keys_url": keys_url}
        yield Ledger(discord, tmp_path, database), postgres_server, name


@pytest.mark.more
async def test_the_database_server_is_gone(server_ledger, nursery, remote, discord):
    ledger, server, name = server_ledger
    await ledger.open_servers(2)
    await ledger.owe(datetime.now(UTC) + timedelta(seconds=3), 2.0, strangers=False, **DEBTS)
    bot = await nursery.begin(ledger.folder, ledger.environment)
    await remote.wait_connected()
    await wait_until(lambda: any(is_reminder(ledger, p) for p in ledger.promises), bot)
    async with asking_for_help(remote, ledger.general) as asker:
        await server.execute(
            f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        assert KIND_WORDS in (await press_i_will_be_there(remote, ledger)).text
        await asyncio.sleep(OUTAGE)
        await asker.wait_more()
        await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await wait_until(lambda: ledger.count_kept() == len(ledger.promises), bot)
        asker.check()
    assert await bot.stop() == 0, bot.last_words
    assert ledger.find_faults() == {}
