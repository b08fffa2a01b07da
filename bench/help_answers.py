"""How long the bot takes to acknowledge /help, idle and while it sends.

The whole bot answers: its client, its doors, its help cards. Counted in its process, from when the
gateway's frame was read to when the answer was written; what the lean Discord saw stands beside it
and holds a trip each way. The baseline is discord.py alone with a command of one sentence, idle.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from yarl import URL

from bench.figures import percentile
from bench.payloads import make_help
from bench.store import make_store, open_store
from bench.table import Line
from bench.watching import watching_answers
from bench.wire import KIND, Wire, make_owed, open_wire, owe, say
from bot.app import App
from bot.core.clock import SystemClock
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.pacer import Pacer
from bot.gateway.client import AftercareClient
from bot.gateway.run import serve
from bot.gateway.transport import DiscordTransport
from bot.ops.memory import settle_now

TIMES, TIMES_QUICK = 300, 20
WARM = 5  # answers that do not count
READY_SOON = 0.2  # seconds without another server, after which discord.py is ready
EVERY = 0.05  # seconds between an answer and the next question
QUEUED, QUEUED_QUICK = 20_000, 2_000
IDLE_MOST, SENDING_MOST = 0.005, 0.050
FIRST_CHANNEL = 1_000_000


Waits = tuple[float, float]  # seconds: in the bot's process, and from Discord to Discord


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the slowest answers."""
    times, queued = (TIMES_QUICK, QUEUED_QUICK) if quick else (TIMES, QUEUED)
    return asyncio.run(_measure(times, queued))


async def _measure(times: int, queued: int) -> list[Line]:
    async with open_wire() as wire:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{wire.port}/gateway")
        async with _plain_bot(wire):
            plain = await _ask(wire, times)
        async with _bot(wire, queued=0):
            idle = await _ask(wire, times)
        async with _bot(wire, queued=queued):
            busy = await _ask(wire, times)
            sent = len((await wire.do("report", since=0))["arrived"])
    if sent < times * EVERY * 40:
        raise RuntimeError(f"the bot was not sending: only {sent} requests")
    return [
        _line("idle", idle, plain, IDLE_MOST),
        _line("while 50 messages a second leave", busy, plain, SENDING_MOST),
    ]


def _line(when: str, ours: Waits, plain: Waits, most: float) -> Line:
    return Line(
        f"/help acknowledged by the bot, {when}, p99 (baseline: discord.py alone, idle)",
        f"{ours[0] * 1000:.1f} ms (with trips {ours[1] * 1000:.1f})",
        f"{plain[0] * 1000:.1f} ms (with trips {plain[1] * 1000:.1f})",
        ours[0] / plain[0],
        f"<= {most * 1000:.0f} ms",
        ours[0] <= most,
    )


async def _ask(wire: Wire, times: int) -> Waits:
    """Let somebody use /help so often; the 99th percentile as the bot and as Discord see it."""
    with watching_answers() as answers:
        told = await wire.do("ask", times=times + WARM, every=EVERY, interaction=make_help())
    if None in told or len(answers.waits) != len(told):
        raise RuntimeError("a /help was not answered at all")
    return percentile(answers.waits[WARM:], 99), percentile(told[WARM:], 99)


@asynccontextmanager
async def _bot(wire: Wire, queued: int) -> AsyncIterator[None]:
    """Run the whole bot, with messages owed that need no feature to be worded."""
    await wire.set_up(servers=1)
    due = datetime.now(UTC) - timedelta(seconds=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "db")
        await asyncio.to_thread(make_store, path)
        db, clock, pacer = open_store(path, SystemClock()), SystemClock(), Pacer()
        app = await App(db, clock, DiscordTransport(), pacer).start()
        app.delivery = Delivery(db, clock, app.transport, Handlers(renders={KIND: say}), pacer)
        await owe(db, [make_owed(f"{n}", FIRST_CHANNEL + n, due) for n in range(queued)])
        client = AftercareClient(app, guild_ready_timeout=READY_SOON)
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(serve(app, client, "token", stopping))
            await wire.wait_connected()
            await client.wait_until_ready()
            settle_now()
            try:
                yield
            finally:
                stopping.set()
        await app.stop()


@asynccontextmanager
async def _plain_bot(wire: Wire) -> AsyncIterator[None]:
    await wire.set_up(servers=1)
    client = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=READY_SOON)
    tree = app_commands.CommandTree(client)

    @tree.command(name="help", description="Say one sentence")
    async def show_help(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Call somebody.", ephemeral=True)

    async with client, asyncio.TaskGroup() as group:
        await client.login("token")
        group.create_task(client.connect())
        await wire.wait_connected()
        try:
            yield
        finally:
            await client.close()
