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

from bench.store import make_store, open_store
from bench.table import Line
from bot.core.clock import SystemClock
from bot.delivery.timers import next_timer

TIMERS = 1_000_000
TURNS = 7
FAR = 4_000_000_000_000  # milliseconds since 1970


def measure() -> list[Line]:
    """Compare the time and the memory of a start."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder, "full"), Path(folder, "empty")
        make_store(full, (("bench", f"{n:x}", FAR + n * 7919 % TIMERS) for n in range(TIMERS)))
        make_store(empty)
        runs = [(_open(full), _open(empty)) for _ in range(TURNS)]
    seconds, none = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
    memory, little = (statistics.median(run[side][1] for run in runs) for side in (0, 1))
    return [
        Line(
            "open, find the next of 1,000,000 timers (baseline: empty)",
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


def _memory() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell how much memory a process uses")


if __name__ == "__main__":
    taken = asyncio.run(_find(Path(sys.argv[1])))
    print(json.dumps([taken, _memory()]))
