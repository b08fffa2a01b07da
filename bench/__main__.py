"""`python -m bench [--quick] [NAME …]`: measure everything, or what is named.

Everything in full is written to bench/RESULTS.md. The exit code is 1 when a target is missed.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic

from bench.results import describe_machine, write_results
from bench.table import Line, fail, show

# Each is a module of this folder with `measure(*, quick)`, and how many seconds it may take.
ALL = {
    "next_timer": 120,
    "planner": 240,
    "stall": 120,
    "pace": 120,
    "urgent": 120,
    "busy_channel": 90,
    "presses": 150,
    "help_answers": 120,
    "many_channels": 90,
    "memory": 120,
    "kills": 270,
}
UNTIMED = {"memory", "kills"}  # figures that do not mind company
ROOT = Path(__file__).parents[1]
LAST_WORDS = 400  # characters of what a measurement said before it failed


def main(words: Sequence[str]) -> int:
    given = _read(words)
    unknown = [name for name in given.names if name not in ALL]
    if unknown:
        print(f"There is no measurement {unknown[0]}; there are: {', '.join(ALL)}.")
        return 2
    began = monotonic()
    lines = measure(given.names or list(ALL), quick=given.quick)
    seconds = monotonic() - began
    print(show(lines))
    print(f"{describe_machine()}; {seconds:.0f} s")
    if not given.names and not given.quick:
        write_results(ROOT / "bench" / "RESULTS.md", lines, seconds)
    return 0 if all(line.met for line in lines) else 1


def measure(names: Sequence[str], *, quick: bool) -> list[Line]:
    """Measure one after another, and at the end side by side what needs no quiet."""
    lines = [line for name in names if name not in UNTIMED for line in run(name, quick=quick)]
    with ThreadPoolExecutor() as side_by_side:
        rest = side_by_side.map(partial(run, quick=quick), (one for one in names if one in UNTIMED))
        return lines + [line for found in rest for line in found]


def run(name: str, *, quick: bool) -> list[Line]:
    """Run one measurement in a process of its own; one that fails is a target that is missed."""
    print(f"measuring {name} …", flush=True)
    began = monotonic()
    command = command_of(name, quick=quick)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as process:
        try:
            told, said = process.communicate(timeout=ALL[name])
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # and what it began
            return [fail(name, f"not done within {ALL[name]} s")]
    if process.returncode:
        print(said[-LAST_WORDS:], file=sys.stderr)
        return [fail(name, (said.strip().splitlines() or ["no word"])[-1][:80])]
    lines = [Line(**facts) for facts in json.loads(told)]
    print(f"  {name}: {monotonic() - began:.0f} s", flush=True)
    return lines


def command_of(name: str, *, quick: bool) -> list[str]:
    """Make the command that measures this one alone."""
    return [sys.executable, "-m", "bench.one", name, *(["quick"] if quick else [])]


def _read(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--quick", action="store_true", help="smaller and less exact")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
