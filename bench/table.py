"""One line of the result, and how it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement. `ratio` is ours to the baseline's; `target` says what it should be."""

    what: str
    ours: str
    baseline: str
    ratio: float
    target: str
    met: bool


def show(lines: Iterable[Line]) -> str:
    """Lay the lines out in columns."""
    rows = [("what", "ours", "baseline", "ratio", "target", "")]
    rows += [
        (
            one.what,
            one.ours,
            one.baseline,
            f"{one.ratio:.2f}",
            one.target,
            "" if one.met else "MISSED",
        )
        for one in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(one: Line) -> tuple[str, ...]:
    verdict = "" if one.met else "MISSED"
    return one.what, one.ours, one.baseline, f"{one.ratio:.2f}", one.target, verdict
