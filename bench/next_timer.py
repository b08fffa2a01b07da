"""Opening the database and finding the next due timer: a million timers against none.

Each opening is a fresh process, as after a restart; the two kinds take turns.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import memory_of
from bench.store import make_store, open_store
from bench.table import Line
from bot.core.clock import SystemClock
from bot.delivery.timers import next_timer

TIMERS, TIMERS_QUICK = 1_000_000, 100_000
TURNS, TURNS_QUICK = 7, 3
FAR = 4_000_000_000_000  # milliseconds since 1970


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the time and the memory of a start."""
    timers, turns = (TIMERS_QUICK, TURNS_QUICK) if quick else (TIMERS, TURNS)
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder, "full"), Path(folder, "empty")
        make_store(full, (("bench", f"{n:x}", FAR + n * 7919 % timers) for n in range(timers)))
        make_store(empty)
        runs = [(_open(full), _open(empty)) for _ in range(turns)]
    seconds, none = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
    memory, little = (statistics.median(run[side][1] for run in runs) for side in (0, 1))
    return [
        Line(
            f"open, find the next of {timers:,} timers (baseline: empty)",
            f"{seconds * 1000:.1f} ms",
            f"{none * 1000:.1f} ms",
            seconds / none,
            "<= 1.5",
            seconds / none <= 1.5,
        ),
        Line(
            "memory after that (baseline: empty)",
            f"{memory:.1f} MB",
            f"{little:.1f} MB",
            memory / little,
            "<= 1.3",
            memory / little <= 1.3,
        ),
    ]


def _open(folder: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.next_timer", str(folder)],
        capture_output=True,
        check=True,
        text=True,
    )
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


async def _find(folder: Path) -> float:
    began = time.perf_counter()
    db = open_store(folder, SystemClock())
    await db.start()
    async with db.read() as tx:
        await next_timer(tx)
    seconds = time.perf_counter() - began
    await db.close()
    return seconds


if __name__ == "__main__":
    taken = asyncio.run(_find(Path(sys.argv[1])))
    print(json.dumps([taken, memory_of()]))
