"""A help message that is posted while 20,000 others wait: how long until it is on the wire.

Counted from before its transaction begins until the request arrives. The baseline is a plain
queue, first in, first out, at the same pace: what stands before the message is counted, and how
fast it goes. How long the disk itself takes to keep a page stands beside it, because on its way
such a message waits for that twice, and often for one that is being written when it comes.
"""

import asyncio
import tempfile
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

from bench.figures import percentile, time_the_disk
from bench.table import Line
from bench.wire import (
    Wire,
    make_owed,
    open_database,
    open_wire,
    our_client,
    owe,
    say_plainly,
    sending,
)
from bot.delivery.outbox import post
from bot.delivery.owed import Lane
from bot.delivery.pacer import Pacer
from bot.storage.database import Database

QUEUED, QUEUED_QUICK = 20_000, 5_000
HELPS, HELPS_QUICK = 200, 20
TOKEN = 1 / 50  # seconds
MORE = 0.015
FIRST_CHANNEL, HELP_CHANNEL = 1_000_000, 5_000_000
WARM, LAST = 1.5, 1.0  # seconds of sending before and after
WATCHED = 1.0  # seconds of the baseline
TASKS = 10


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the wait of a help message with that in a plain queue."""
    queued, helps = (QUEUED_QUICK, HELPS_QUICK) if quick else (QUEUED, HELPS)
    return asyncio.run(_measure(queued, helps))


async def _measure(queued: int, helps: int) -> list[Line]:
    async with open_wire() as wire:
        disk = await asyncio.to_thread(time_the_disk)
        waits = await _wait_for_help(wire, queued, helps)
        disk += await asyncio.to_thread(time_the_disk)
        plain = await _wait_in_a_queue(wire, queued)
    worst, most = percentile(waits, 99), TOKEN + MORE
    line = Line(
        f"a help message behind {queued:,} rows, to the wire, p99 (baseline: FIFO)",
        f"{worst * 1000:.1f} ms (p50 {percentile(waits, 50) * 1000:.1f}; the disk keeps a page in"
        f" {percentile(disk, 50) * 1000:.1f}, p99 {percentile(disk, 99) * 1000:.1f})",
        f"{plain:,.0f} s",
        worst / plain,
        f"<= {most * 1000:.0f} ms",
        worst <= most,
    )
    return [line]


async def _wait_for_help(wire: Wire, queued: int, helps: int) -> list[float]:
    due = datetime.now(UTC) - timedelta(seconds=1)
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder, "db")) as db:
            await owe(db, [make_owed(f"{n}", FIRST_CHANNEL + n, due) for n in range(queued)])
            await wire.set_up()
            async with sending(db):
                await asyncio.sleep(WARM)
                posted = await _ask_for_help(db, helps)
                await asyncio.sleep(LAST)
            arrived = (await wire.do("report", since=0))["arrived"]
    came = {path: at for at, path, _ in arrived}
    return [came[f"/channels/{channel}/messages"] - at for channel, at in posted.items()]


async def _ask_for_help(db: Database, helps: int) -> dict[int, float]:
    """Post help messages at moments that nobody expects."""
    chance, posted = Random(11), dict[int, float]()
    for number in range(helps):
        await asyncio.sleep(chance.uniform(0.05, 0.25))
        channel = HELP_CHANNEL + number
        posted[channel] = monotonic()
        one = make_owed(f"help{number}", channel, datetime.now(UTC), Lane.HELP)
        async with db.begin() as tx:
            await post(tx, one)
    return posted


async def _wait_in_a_queue(wire: Wire, queued: int) -> float:
    """Watch a plain queue for a while; seconds until what was put in last would be sent."""
    await wire.set_up()
    waiting = deque(range(FIRST_CHANNEL, FIRST_CHANNEL + queued))
    sent = 0

    async def send_in_order() -> None:
        nonlocal sent
        while waiting:
            await say_plainly(transport, waiting.popleft())
            sent += 1

    async with our_client(Pacer()) as transport:
        began = monotonic()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(send_in_order()) for _ in range(TASKS)]
            await asyncio.sleep(WATCHED)
            for task in tasks:
                task.cancel()
        return queued / sent * (monotonic() - began)
