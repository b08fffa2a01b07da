"""The bot's side of a wire: a lean Discord that was begun, a client on it, rows that are owed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bench.store import make_store, open_store
from bot.core.clock import SystemClock
from bot.core.message import Button, Message
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed
from bot.delivery.pacer import Pacer
from bot.gateway.client import LONGEST_WAIT, AftercareClient
from bot.gateway.limits import quicken
from bot.gateway.transport import DiscordTransport
from bot.ops.memory import settle_now
from bot.storage.database import BATCH, Database, Tx

KIND = "bench.line"
AT_ONCE = 500
GRACE = 3.0
CONNECTED_WITHIN = 60.0  # seconds
LOOK_EVERY = 0.1
SETTLING = 0.5  # seconds in which a bot reads what it was told
FASTER_THAN_ANY = 1_000_000  # requests a second


class Wire:
    """A lean Discord, as a measurement sees it."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.port = port
        self._session = session

    async def do(self, verb: str, **given: Any) -> Any:
        """Ask it for something."""
        address = f"http://127.0.0.1:{self.port}/control/{verb}"
        async with self._session.post(address, json=given) as response:
            response.raise_for_status()
            return await response.json()

    async def set_up(self, **settings: Any) -> None:
        """Begin a new run."""
        usual = {"network": (0, 0), "per_second": 50, "channels": True, "servers": 0}
        await self.do("set_up", **(usual | settings))

    async def wait_connected(self, lives: Callable[[], bool] = lambda: True) -> None:
        """Wait until a bot is on the gateway and knows of its servers, as long as it lives."""
        async with asyncio.timeout(CONNECTED_WITHIN):
            while not (await self.do("report", since=0))["connected"]:
                if not lives():
                    raise RuntimeError("the bot's process ended")
                await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(SETTLING)

    async def wait_arrived(self, count: int, within: float) -> dict[str, Any]:
        """Wait for so many requests, or so long; tell what arrived."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + within
        seen = 0
        while seen < count and loop.time() < ends:
            await asyncio.sleep(LOOK_EVERY)
            seen += len((await self.do("report", since=seen))["arrived"])
        return await self.do("report", since=0)


@asynccontextmanager
async def open_wire() -> AsyncIterator[Wire]:
    """Begin a lean Discord, and let discord.py in this process speak to it."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.loopback", stdin=pipe, stdout=pipe
    )
    assert process.stdin is not None
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    try:
        async with aiohttp.ClientSession() as session:
            yield Wire(port, session)
    finally:
        process.stdin.close()
        await process.wait()


# ---------------------------------------------------------------- clients


class BareClient(AftercareClient):
    """Our client without its doors."""

    async def setup_hook(self) -> None:
        quicken(self.http, LONGEST_WAIT)


@asynccontextmanager
async def our_client(pacer: Pacer) -> AsyncIterator[DiscordTransport]:
    """Log our client in and give its transport."""
    transport = DiscordTransport()
    client = BareClient(SimpleNamespace(pacer=pacer, transport=transport, features={}))
    async with client:
        await client.login("token")
        yield transport


@asynccontextmanager
async def plain_client() -> AsyncIterator[discord.Client]:
    """Log discord.py in as it is shipped."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login("token")
        yield client


# ---------------------------------------------------------------- owing and sending


@asynccontextmanager
async def open_database(folder: Path) -> AsyncIterator[Database]:
    """Make a database and open it."""
    await asyncio.to_thread(make_store, folder)
    db = open_store(folder, SystemClock())
    await db.start()
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def sending(db: Database) -> AsyncIterator[Delivery]:
    """Run the engine on this database until the end of the block."""
    pacer = Pacer()
    async with our_client(pacer) as transport:
        handlers = Handlers(renders={KIND: say})
        engine = Delivery(db, SystemClock(), transport, handlers, pacer)
        async with asyncio.TaskGroup() as group:
            settle_now()  # as the bot does when it starts
            group.create_task(engine.run())
            try:
                yield engine
            finally:
                await engine.stop(GRACE)


async def say(_tx: Tx | None, ref: str) -> Message:
    """Word a row, as long as a reminder is."""
    text = f"**Evening circle** starts <t:1767225600:R>.\nA quiet hour, everybody may come. ({ref})"
    return Message(text, rows=((Button("I'll be there", "meetings", "going", ref),),))


async def say_plainly(transport: DiscordTransport, channel_id: int) -> None:
    """Send one such message without an engine."""
    message = await say(None, f"{channel_id}")
    await transport.send(channel_id, message, nonce=f"{channel_id}")


def make_owed(name: str, channel_id: int, due: datetime, lane: Lane = Lane.CHECKIN) -> Owed:
    """Owe one message; a channel's number decides its server."""
    return Owed(
        key=f"{KIND}.{name}",
        kind=KIND,
        ref=name,
        channel_id=channel_id,
        server_id=channel_id % 200 + 1,
        lane=lane,
        due=due,
        not_after=due + timedelta(hours=2),
    )


async def owe(db: Database, some: Sequence[Owed]) -> None:
    """Put rows into the outbox, some hundreds in a transaction."""
    for first in range(0, len(some), AT_ONCE):
        async with db.begin(BATCH) as tx:
            await post(tx, some[first : first + AT_ONCE])


def point_elsewhere(port: int) -> dict[str, str]:
    """What a bot process needs to find a lean Discord."""
    return {
        **os.environ,
        "AFTERCARE_TOKEN": "token",
        "AFTERCARE_DISCORD_API": f"http://127.0.0.1:{port}",
        "AFTERCARE_DISCORD_GATEWAY": f"ws://127.0.0.1:{port}/gateway",
    }
