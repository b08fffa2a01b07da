"""The gateway is out of reach when the bot begins, or when it is told to stop."""

import asyncio
import time

import pytest

from bot.gateway import run
from tests.unit.gateway.test_stopping import QuietClient, make_app


class UnluckyClient(QuietClient):
    """A client whose first tries fail as discord.py's do: it has no socket to ask."""

    tries = 0
    fails = 2

    async def connect(self, *, reconnect=True):
        self.tries += 1
        if self.tries <= self.fails:
            self.ws.sequence  # noqa: B018 - None has none
        self.let_in()
        await super().connect()


@pytest.fixture
def order(monkeypatch):
    monkeypatch.setattr(run, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(run, "LAST_WORDS", 0.1)
    return []


async def test_it_tries_again_until_it_is_let_in(order):
    client, stopping = UnluckyClient(make_app(order), order), asyncio.Event()
    client.let_in = stopping.set
    await run.serve(client.app, client, "abc", stopping)
    assert client.tries == 3
    assert order[-1] == "disconnected"


async def test_the_last_pause_is_kept(order):
    client, stopping = UnluckyClient(make_app(order), order), asyncio.Event()
    client.fails, client.let_in = 5, stopping.set
    await run.serve(client.app, client, "abc", stopping)
    assert client.tries == 6


async def test_told_to_stop_before_it_was_ever_let_in(order, monkeypatch):
    monkeypatch.setattr(run, "PAUSES", (600.0,))
    client, stopping = UnluckyClient(make_app(order), order), asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, stopping.set)
    begun = time.monotonic()
    await run.serve(client.app, client, "abc", stopping)
    assert time.monotonic() - begun < 30
    assert client.tries == 1


async def test_a_bug_is_not_taken_for_a_missing_gateway(order):
    class BuggyClient(QuietClient):
        async def connect(self, *, reconnect=True):
            self.ws = object()
            raise AttributeError("a bug")

        async def close(self):
            self.ws = None
            await super().close()

    client = BuggyClient(make_app(order), order)
    with pytest.raises(ExceptionGroup):
        await run.serve(client.app, client, "abc", asyncio.Event())


@pytest.mark.parametrize("stumbles", [AssertionError, AttributeError, RuntimeError])
async def test_told_to_stop_while_it_connects_again(order, stumbles):
    """discord.py stumbles over the session that was closed under it."""

    class ConnectingClient(QuietClient):
        async def connect(self, *, reconnect=True):
            await self.closed.wait()
            raise stumbles

    client, stopping = ConnectingClient(make_app(order), order), asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stopping.set)
    await run.serve(client.app, client, "abc", stopping)
    assert "close Discord" in order


async def test_told_to_stop_while_discord_py_waits_to_try_again(order):
    """Its pauses grow to many minutes, and it does not notice that it was closed."""

    class WaitingClient(QuietClient):
        async def connect(self, *, reconnect=True):
            await asyncio.sleep(600)

    client, stopping = WaitingClient(make_app(order), order), asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stopping.set)
    begun = time.monotonic()
    await run.serve(client.app, client, "abc", stopping)
    assert time.monotonic() - begun < 30
    assert "close Discord" in order
