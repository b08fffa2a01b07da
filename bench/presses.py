"""A press that reads and writes while the planner works through a burst.

Presses come every 20 ms, whether the last one is done or not, and count from the moment they came.
Ours is one writer behind a gate where people go first. The baseline is the same with two
connections, one for presses and one for the planner, and SQLite's own waiting.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from sqlalchemy import select

from bench import planner
from bench.figures import percentile
from bench.store import make_store, open_store
from bench.table import Line
from bot.core.clock import SystemClock
from bot.core.errors import Busy, Unavailable
from bot.delivery.handlers import Handlers
from bot.delivery.planner import Planner
from bot.ops.memory import settle_now
from bot.storage.database import Database
from bot.storage.tables import servers

PRESSES, PRESSES_QUICK = 300, 70
TURNS, TURNS_QUICK = 3, 1
EVERY = 0.020  # seconds
DUE = 50_000  # of timers that are due again at once
MOST, TIMES = 0.050, 3
GIVEN_UP = 2.0  # seconds: what a press counts that got no turn


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the slowest presses, idle, beside the planner, and with two connections."""
    presses, turns = (PRESSES_QUICK, TURNS_QUICK) if quick else (PRESSES, TURNS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "db")
        make_store(path, _rows(DUE))
        runs = [asyncio.run(_measure(path, presses)) for _ in range(turns)]
    idle, ours, two = (statistics.median(column) for column in zip(*runs, strict=True))
    return [
        Line(
            "a press (read and write) beside the planner, p99 (baseline: two connections)",
            f"{ours * 1000:.1f} ms",
            f"{two * 1000:.0f} ms",
            ours / two,
            f"<= {MOST * 1000:.0f} ms",
            ours <= MOST,
        ),
        Line(
            "the same (baseline: idle)",
            f"{ours * 1000:.1f} ms",
            f"{idle * 1000:.1f} ms",
            ours / idle,
            f"<= {TIMES}",
            ours <= TIMES * idle,
        ),
    ]


async def _measure(folder: Path, presses: int) -> tuple[float, float, float]:
    async with AsyncExitStack() as stack:
        db, other = (open_store(folder, SystemClock()) for _ in range(2))
        for one in (db, other):
            await one.start()
            stack.push_async_callback(one.close)
        settle_now()  # as the bot does when it starts
        idle = await _press(db, presses)
        ours = await _press_beside(db, db, presses)
        two = await _press_beside(db, other, presses)
    return tuple(percentile(waits, 99) for waits in (idle, ours, two))


async def _press_beside(db: Database, planning: Database, presses: int) -> list[float]:
    mill = Planner(planning, Handlers(plans={planner.KIND: planner.fire_again_soon}))
    pressing = True

    async def plan() -> None:
        while pressing:
            try:
                if not await mill.plan_some():
                    raise RuntimeError("the planner ran out of timers")
            except Unavailable:  # the other connection had the lock for too long
                continue

    async with asyncio.TaskGroup() as group:
        group.create_task(plan())
        waits = await _press(db, presses)
        pressing = False
    return waits


async def _press(db: Database, presses: int) -> list[float]:
    """Press so often; in how many seconds each was done."""
    waits: list[float] = []
    came = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(presses):
            await asyncio.sleep(max(0.0, came - time.perf_counter()))
            group.create_task(_press_once(db, number, came, waits.append))
            came += EVERY
    return waits


async def _press_once(
    db: Database, number: int, came: float, note: Callable[[float], None]
) -> None:
    server_id, values = number % 50 + 1, {"zone": "UTC"}
    try:
        async with db.begin() as tx:
            await tx.row(select(servers).where(servers.c.server_id == server_id))
            await tx.upsert(
                servers,
                {"server_id": server_id, **values},
                index_elements=["server_id"],
                update=list(values),
            )
    except (Busy, Unavailable):
        note(GIVEN_UP)
    else:
        note(time.perf_counter() - came)


def _rows(due: int) -> Iterator[tuple[str, str, int]]:
    moment = int(time.time() * 1000) - 1000
    for number in range(due):
        yield planner.KIND, f"{number}", moment
