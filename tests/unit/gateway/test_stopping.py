"""Stopping: in order, in time, and at once when asked twice."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.core.errors import SetupProblem
from bot.core.parts import Shards
from bot.delivery.pacer import Pacer
from bot.gateway import run
from bot.gateway.client import AftercareClient
from bot.gateway.sharded import ShardedClient
from bot.gateway.shards import AllShards
from bot.gateway.tally import Tally
from bot.gateway.transport import DiscordTransport

ROOT = Path(__file__).parents[3]
PROGRAM = """
import asyncio
from bot.gateway.signals import stopping_on_signals

async def main():
    stopping = asyncio.Event()
    with stopping_on_signals(stopping.set):
        print("ready", flush=True)
        await stopping.wait()
        print("stopping", flush=True)
        await asyncio.sleep({seconds})
        print("stopped", flush=True)

asyncio.run(main())
"""


class Engine:
    """Sends one thing for as long as its test says."""

    def __init__(self, order, sending=0.0):
        self.order, self.sending, self.over = order, sending, asyncio.Event()

    async def run(self):
        await self.over.wait()
        self.order.append("engine over")

    async def stop(self, grace_seconds):
        self.order.append("no new work")
        await asyncio.sleep(self.sending)
        self.over.set()


class QuietClient(AftercareClient):
    """A client whose Discord says nothing."""

    def __init__(self, app, order, stays=True):
        super().__init__(app)
        self.order, self.stays, self.closed = order, stays, asyncio.Event()

    async def login(self, token):
        self.order.append(f"log in with {token}")

    async def connect(self, *, reconnect=True):
        if self.stays:
            await self.closed.wait()
        self.order.append("disconnected")

    async def close(self):
        if not self.is_closed():
            self.order.append("close Discord")
        await super().close()
        self.closed.set()


@pytest.fixture
def order():
    return []


def make_app(order, sending=0.0):
    return SimpleNamespace(
        transport=DiscordTransport(), pacer=Pacer(), features={}, delivery=Engine(order, sending)
    )


async def test_sending_ends_before_discord_is_closed(order):
    app, stopping = make_app(order, sending=0.05), asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, stopping.set)
    await run.serve(app, QuietClient(app, order), "abc", stopping)
    assert order[:2] == ["log in with abc", "no new work"]
    assert order.index("engine over") < order.index("close Discord") < order.index("disconnected")


async def test_answers_in_progress_are_finished(order):
    app, stopping = make_app(order), asyncio.Event()
    client = QuietClient(app, order)

    async def answer():
        with client.answers:
            stopping.set()
            await asyncio.sleep(0.05)
            order.append("answered")

    await asyncio.gather(run.serve(app, client, "abc", stopping), answer())
    assert order.index("answered") < order.index("close Discord")


async def test_what_takes_too_long_is_left(order, monkeypatch):
    monkeypatch.setattr(run, "GRACE", 0.05)
    monkeypatch.setattr(run, "LAST_WORDS", 0.0)
    app, stopping = make_app(order, sending=60), asyncio.Event()
    stopping.set()
    begun = time.monotonic()
    await run.serve(app, QuietClient(app, order), "abc", stopping)
    assert time.monotonic() - begun < 30
    assert "close Discord" in order


async def test_a_connection_lost_for_good_ends_the_program(order):
    app = make_app(order)
    client = QuietClient(app, order, stays=False)
    client.problem = SetupProblem("Discord said no.")
    with pytest.raises(SetupProblem, match="said no"):
        await run.serve(app, client, "abc", asyncio.Event())
    assert "no new work" in order


@pytest.mark.parametrize("closes", [True, False])
async def test_stopped_before_the_first_shard_is_no_bug(order, monkeypatch, closes):
    """What is closed under aiohttp while it asks makes it stumble; nothing else may."""
    client = ShardedClient(make_app(order), AllShards(Shards((0, 1), 2)))

    async def stumble():
        if closes:
            await client.close()
        raise AssertionError

    monkeypatch.setattr(client, "fetch_session_start_limits", stumble)
    async with client:
        if closes:
            await client.serve_shards()
        else:
            with pytest.raises(AssertionError):
                await client.serve_shards()


async def test_a_tally_counts_who_is_inside():
    tally = Tally()
    await tally.wait_empty()
    with tally, tally:
        waiting = asyncio.ensure_future(tally.wait_empty())
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


def start(seconds):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(seconds=seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout.readline() == "ready\n"
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to a child")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_asks_kindly(number):
    with start(seconds=0.05) as program:
        program.send_signal(number)
        assert program.communicate(timeout=20)[0] == "stopping\nstopped\n"
    assert program.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to a child")
def test_the_second_signal_ends_it_at_once():
    with start(seconds=30) as program:
        program.send_signal(signal.SIGTERM)
        assert program.stdout.readline() == "stopping\n"
        program.send_signal(signal.SIGTERM)
        assert program.communicate(timeout=20)[0] == ""
    assert program.returncode == -signal.SIGTERM
