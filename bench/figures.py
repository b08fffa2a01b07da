"""Figures out of many: percentiles, rates; and what a process holds."""

import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

PAGE, PAGES = bytes(4096), 300


def percentile(values: Sequence[float], percent: float) -> float:
    """Find the smallest value that so many percent of all do not exceed."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def rate(times: Sequence[float]) -> float:
    """Count events a second, from the first to the last of these moments in order."""
    if len(times) < 2 or times[-1] <= times[0]:
        raise ValueError("fewer than two moments have no rate")
    return (len(times) - 1) / (times[-1] - times[0])


def memory_of(pid: int | str = "self") -> float:
    """Tell how many MB of memory a process holds (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell how much memory a process uses")


def time_the_disk() -> list[float]:
    """Tell in how many seconds the disk keeps a page, each of some hundred times."""
    seconds = []
    with tempfile.NamedTemporaryFile() as file:
        for number in range(PAGES):
            began = monotonic()
            os.pwrite(file.fileno(), PAGE, number % 50 * len(PAGE))
            os.fsync(file.fileno())
            seconds.append(monotonic() - began)
    return seconds
