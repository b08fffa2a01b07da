"""One measurement in a process of its own, so that none finds what another left in memory.

`python -m bench.one NAME [quick]` prints the lines as JSON; whatever else is said goes to stderr.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module

import structlog

from bench.table import Line


def main(name: str, *, quick: bool) -> None:
    """Measure and print."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries and processes print is no result
    be_quiet()
    measure: Callable[..., list[Line]] = import_module(f"bench.{name}").measure
    answer.write(json.dumps([asdict(line) for line in measure(quick=quick)]))
    answer.close()


def be_quiet() -> None:
    """Let only errors be logged; discord.py's own limiter, which we measure, logs hundreds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("discord").setLevel(logging.CRITICAL)


if __name__ == "__main__":
    main(sys.argv[1], quick=sys.argv[2:] == ["quick"])
