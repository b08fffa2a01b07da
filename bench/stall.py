"""How long the event loop stands still while 100,000 timers fire at once.

A task that wants to run every millisecond notes by how much it was late. Ours plans all of them;
the baseline is APScheduler with its MemoryJobStore, and only 5,000 jobs of 10,000.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench import planner
from bench.store import make_store, open_store
from bench.table import Line
from bot.core.clock import SystemClock
from bot.delivery.handlers import Handlers
from bot.delivery.planner import Planner
from bot.ops.memory import settle_now

DUE, DUE_QUICK = 100_000, 15_000
TURNS, TURNS_QUICK = 3, 2
MOST = 0.030  # seconds
TICK = 0.001


class Ticker:
    """Notes the longest time for which nobody else on this loop could run."""

    longest = 0.0

    async def tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, loop.time() - due)


@asynccontextmanager
async def watching() -> AsyncIterator[Ticker]:
    """Watch the loop during the block."""
    ticker = Ticker()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ticker.tick())
        yield ticker
        await asyncio.sleep(2 * TICK)  # a stall at the very end is one too
        task.cancel()


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the longest stalls: medians, because machines stall by themselves too."""
    due, turns = (DUE_QUICK, TURNS_QUICK) if quick else (DUE, TURNS)
    with tempfile.TemporaryDirectory() as folder:
        pairs = [
            (asyncio.run(_plan(Path(folder, f"{turn}"), due)), asyncio.run(_schedule()))
            for turn in range(turns)
        ]
    ours, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    line = Line(
        f"longest stall of the event loop while {due:,} fire (baseline: MemoryJobStore,"
        f" {planner.DUE:,})",
        f"{ours * 1000:.1f} ms",
        f"{plain * 1000:,.0f} ms",
        ours / plain,
        f"<= {MOST * 1000:.0f} ms",
        ours <= MOST,
    )
    return [line]


async def _plan(folder: Path, due: int) -> float:
    await asyncio.to_thread(make_store, folder, _rows(due))
    db = open_store(folder, SystemClock())
    await db.start()
    settle_now()  # as the bot does when it starts
    async with watching() as ticker:
        mill = Planner(db, Handlers(plans={planner.KIND: planner.fire_ours}))
        while await mill.plan_some():
            pass
    await db.close()
    return ticker.longest


def _rows(due: int) -> Iterator[tuple[str, str, int]]:
    moment = int(time.time() * 1000) - 1000
    for number in range(due):
        yield planner.KIND, f"{number}", moment


async def _schedule() -> float:
    async with watching() as ticker:
        await planner.schedule(planner.DUE, planner.lay_in_memory)
    return ticker.longest
