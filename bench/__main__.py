"""`python -m bench [NAME …]`: measure everything, or what is named, and print one table."""

import sys
from collections.abc import Callable

from bench import next_timer, planner
from bench.table import Line, show

ALL: dict[str, Callable[[], list[Line]]] = {
    "next_timer": next_timer.measure,
    "planner": planner.measure,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"There is no measurement {unknown[0]}; there are: {', '.join(ALL)}.")
        return 2
    lines = []
    for name in names or ALL:
        print(f"measuring {name} …", flush=True)
        lines += ALL[name]()
    print(show(lines))
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
