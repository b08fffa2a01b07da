"""How fast messages leave, against a Discord that counts 50 in any second, wherever it begins.

Ours is the whole engine: outbox, pacer, transport, discord.py's HTTP client. The baseline is
discord.py alone, as shipped: ten tasks that send one message after another.
"""

import asyncio
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord

from bench.figures import rate
from bench.table import Line
from bench.wire import Wire, make_owed, open_database, open_wire, owe, plain_client, sending

PER_SECOND = 50
LEAST = 0.98
SECONDS, SECONDS_QUICK = 20, 3
JITTER = (0.010, 0.070)  # seconds each way
BASELINE_SENDS, BASELINE_QUICK = 600, 80
TASKS = 10
WARM = 1.0  # seconds
FIRST_CHANNEL = 1_000_000


def measure(*, quick: bool = False) -> list[Line]:
    """Compare rates and refused requests, without and with a slow network."""
    return asyncio.run(_measure(SECONDS_QUICK if quick else SECONDS, quick=quick))


async def _measure(seconds: int, *, quick: bool) -> list[Line]:
    async with open_wire() as wire:
        near = await send_ours(wire, seconds, (0, 0))
        far = await send_ours(wire, seconds, JITTER)
        plain = await _send_plainly(wire, BASELINE_QUICK if quick else BASELINE_SENDS)
    most = PER_SECOND / (1 + far["network"])
    refused = near["refused"] + far["refused"]
    return [
        _line("loopback", near, PER_SECOND, plain),
        _line("10 to 70 ms of network each way", far, most, plain),
        Line(
            "requests refused with 429 during these (baseline: discord.py's own limiter)",
            f"{refused}",
            f"{plain['refused']} of {len(plain['arrived'])}",
            None,
            "0",
            refused == 0,
        ),
    ]


def _line(where: str, ours: dict[str, Any], most: float, plain: dict[str, Any]) -> Line:
    fast = rate_of(ours)
    return Line(
        f"sends, strict 50 in any second, {where} (baseline: the most possible)",
        f"{fast:.2f}/s",
        f"{most:.2f}/s",
        fast / most,
        f">= {LEAST}",
        fast >= LEAST * most and bool(plain["arrived"]),
    )


def rate_of(report: dict[str, Any]) -> float:
    """Count messages a second, but for the first one: a start may be quicker than the rest."""
    return rate(after_start(report, "/messages"))


def after_start(report: dict[str, Any], path: str) -> list[float]:
    """List when these requests arrived, without those of the first second."""
    arrived = [(at, where) for at, where, _ in report["arrived"] if where.endswith("/messages")]
    begins = arrived[0][0] + WARM if arrived else 0.0
    return [at for at, where in arrived if at >= begins and path in where]


async def send_ours(wire: Wire, seconds: int, network: tuple[float, float]) -> dict[str, Any]:
    """Let the engine send for so long, each message to a channel of its own."""
    count = PER_SECOND * seconds
    due = datetime.now(UTC) - timedelta(seconds=1)
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder, "db")) as db:
            await owe(db, [make_owed(f"{n}", FIRST_CHANNEL + n, due) for n in range(count)])
            await wire.set_up(network=network)
            async with sending(db):
                return await wire.wait_arrived(count, within=3 * seconds + 5)


async def _send_plainly(wire: Wire, count: int) -> dict[str, Any]:
    await wire.set_up()
    numbers = iter(range(count))

    async def send_one_by_one(client: discord.Client) -> None:
        for number in numbers:
            with suppress(discord.HTTPException):  # after five times 429 discord.py gives up
                await client.get_partial_messageable(FIRST_CHANNEL + number).send("Soon.")

    async with plain_client() as client, asyncio.TaskGroup() as group:
        for _ in range(TASKS):
            group.create_task(send_one_by_one(client))
    return await wire.do("report", since=0)
