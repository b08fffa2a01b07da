"""One line of the result, and how it is printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = ("what", "ours", "baseline", "ratio", "target", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement. `ratio` is ours to the baseline's, where one makes sense."""

    what: str
    ours: str
    baseline: str
    ratio: float | None
    target: str
    met: bool


def fail(what: str, why: str) -> Line:
    """Make the line of a measurement that came to no result."""
    return Line(what, why, "", None, "a result", met=False)


def show(lines: Iterable[Line]) -> str:
    """Lay the lines out in columns."""
    rows = [HEAD, *map(_cells, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def show_markdown(lines: Iterable[Line]) -> str:
    """Lay the lines out as a table in Markdown."""
    ruler = ("---", "---:", "---:", "---:", "---", "---")
    return "\n".join(_piped(row) for row in [HEAD, ruler, *map(_cells, lines)])


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _cells(one: Line) -> tuple[str, ...]:
    ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
    return one.what, one.ours, one.baseline, ratio, one.target, "yes" if one.met else "MISSED"
