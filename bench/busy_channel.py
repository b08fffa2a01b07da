"""One channel with 1,000 messages queued, at its own limit, while the others want the rate.

A channel takes five messages in five seconds. The baseline is a plain queue, first in, first out:
ten tasks that send through discord.py, which waits for the channel.
"""

import asyncio
import tempfile
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import pace
from bench.figures import rate
from bench.table import Line
from bench.wire import (
    Wire,
    make_owed,
    open_database,
    open_wire,
    owe,
    plain_client,
    sending,
)

QUEUED = 1_000
SECONDS, SECONDS_QUICK = 15, 3
LEAST = 0.97
BUSY, FIRST_CHANNEL = 900_000, 1_000_000
OTHERS = "/channels/1"
TASKS = 10


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the rate of the others with their rate when that channel wants nothing."""
    return asyncio.run(_measure(SECONDS_QUICK if quick else SECONDS))


async def _measure(seconds: float) -> list[Line]:
    async with open_wire() as wire:
        alone = await _send(wire, seconds, queued=0)
        beside = await _send(wire, seconds, queued=QUEUED)
        plain = await _send_in_order(wire, seconds)
    line = Line(
        f"the others' rate while one channel has {QUEUED:,} queued (baseline: nothing queued there;"
        f" a plain queue sends {plain:.1f}/s)",
        f"{beside:.2f}/s",
        f"{alone:.2f}/s",
        beside / alone,
        f">= {LEAST}",
        beside >= LEAST * alone,
    )
    return [line]


async def _send(wire: Wire, seconds: float, queued: int) -> float:
    count = int(50 * (seconds + 3))
    due = datetime.now(UTC) - timedelta(seconds=1)
    rows = [make_owed(f"busy{n}", BUSY, due) for n in range(queued)]
    rows += [make_owed(f"{n}", FIRST_CHANNEL + n, due) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder, "db")) as db:
            await owe(db, rows)
            await wire.set_up()
            async with sending(db):
                sent = int(50 * (seconds + pace.WARM))
                report = await wire.wait_arrived(sent, within=3 * seconds + 5)
    return rate(pace.after_start(report, OTHERS))


async def _send_in_order(wire: Wire, seconds: float) -> float:
    """Send with discord.py alone; how many messages a second the others get."""
    await wire.set_up()
    waiting = deque([BUSY] * QUEUED + list(range(FIRST_CHANNEL, FIRST_CHANNEL + int(50 * seconds))))

    async def send_in_order() -> None:
        while waiting:
            await client.get_partial_messageable(waiting.popleft()).send("Soon.")

    async with plain_client() as client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(send_in_order()) for _ in range(TASKS)]
        await asyncio.sleep(seconds)
        while not all(task.done() for task in tasks):
            for task in tasks:  # told once, discord.py waits for the channel's limit all the same
                task.cancel()
            await asyncio.sleep(0)
    report = await wire.do("report", since=0)
    return sum(OTHERS in path for _, path, _ in report["arrived"]) / seconds
