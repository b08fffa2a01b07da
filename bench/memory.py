"""What the bot's process holds in memory with 2,500 small servers and a million timers.

The whole program, `python -m bot run`, on a lean Discord. The baseline is discord.py alone with
its default settings, in the same servers, without a timer.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bench.figures import memory_of
from bench.store import OPERATOR_KEY, make_store
from bench.table import Line
from bench.wire import Wire, open_wire, point_elsewhere

SERVERS = 2_500
TIMERS, TIMERS_QUICK = 1_000_000, 100_000
FAR = 4_000_000_000_000  # milliseconds since 1970
MOST = 165  # MB
LOOKS, BETWEEN = 3, 0.5  # after it is ready


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the memory of two processes that are connected and idle."""
    timers = TIMERS_QUICK if quick else TIMERS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "db")
        make_store(home, (("bench", f"{n:x}", FAR + n * 7919 % timers) for n in range(timers)))
        ours, plain = asyncio.run(_measure(home))
    line = Line(
        f"memory with {SERVERS:,} servers and {timers:,} timers (baseline: discord.py, no timer)",
        f"{ours:.0f} MB",
        f"{plain:.0f} MB",
        ours / plain,
        f"<= {MOST} MB",
        ours <= MOST,
    )
    return [line]


async def _measure(home: Path) -> tuple[float, float]:
    async with open_wire() as wire:
        address = f"sqlite+aiosqlite:///{home / 'aftercare.db'}"
        ours = {
            "AFTERCARE_DATABASE_URL": address,
            "AFTERCARE_KEY": b64encode(OPERATOR_KEY).decode(),
        }
        command = (sys.executable, "-m", "bot", "run")
        alone = (sys.executable, "-m", "bench.memory", str(wire.port))
        return await _weigh(wire, command, home, ours), await _weigh(wire, alone, home, {})


async def _weigh(wire: Wire, command: Sequence[str], home: Path, more: dict[str, str]) -> float:
    """Run a process until all servers are known to it; tell how many MB it holds."""
    await wire.set_up(servers=SERVERS)
    root = str(Path(__file__).parents[1])
    environment = point_elsewhere(wire.port) | {"PYTHONPATH": root} | more
    with subprocess.Popen(  # noqa: ASYNC220 - begun in an instant
        command, cwd=home, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            await wire.wait_connected(lambda: process.poll() is None)
            return await asyncio.to_thread(_look, process.pid)
        finally:
            process.kill()


def _look(pid: int) -> float:
    """Look a few times, from when it has become quiet: the first seconds need more."""
    looks = []
    for _ in range(LOOKS):
        time.sleep(BETWEEN)
        looks.append(memory_of(pid))
    return statistics.median(looks)


async def _run_plainly(port: int) -> None:
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{port}/gateway")
    intents = discord.Intents.default()
    async with discord.Client(intents=intents, chunk_guilds_at_startup=False) as client:
        await client.start("token")


if __name__ == "__main__":
    asyncio.run(_run_plainly(int(sys.argv[1])))
