"""The SQL of what moderators say of help lines."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import structlog
from sqlalchemy import RowMapping, delete, insert, select

from bot.reach.confirming.rules import ServerLines, own_id
from bot.reach.rules import Line
from bot.storage.database import Tx
from bot.storage.tables import line_checks, own_lines

log = structlog.get_logger()


async def lines_of(tx: Tx, server_id: int) -> ServerLines:
    """Say what holds in one server."""
    return (await _find(tx, server_id)).get(server_id, ServerLines())


async def all_lines(tx: Tx) -> Mapping[int, ServerLines]:
    """Say what holds in every server that said anything."""
    return await _find(tx, None)


async def _find(tx: Tx, server_id: int | None) -> dict[int, ServerLines]:
    checks, added = select(line_checks), select(own_lines).order_by(own_lines.c.id)
    if server_id is not None:
        checks = checks.where(line_checks.c.server_id == server_id)
        added = added.where(own_lines.c.server_id == server_id)
    said: dict[int, list[RowMapping]] = defaultdict(list)
    own: dict[int, list[Line]] = defaultdict(list)
    for row in await tx.rows(checks):
        said[row["server_id"]].append(row)
    for row in await tx.rows(added):
        if line := _line(row):
            own[row["server_id"]].append(line)
    return {one: _gather(said[one], own[one]) for one in {*said, *own}}


def _gather(said: Sequence[RowMapping], own: Sequence[Line]) -> ServerLines:
    days = {row["line_id"]: _day(row["checked_on"]) for row in said}
    return ServerLines(
        hidden=frozenset(row["line_id"] for row in said if row["hidden"]),
        checked={line_id: day for line_id, day in days.items() if day},
        own=tuple(own),
    )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _line(row: RowMapping) -> Line | None:
    """Read a line; one that cannot be read is left out, for help must open all the same."""
    try:
        content = json.loads(row["line"]) | {"id": own_id(row["country"], row["id"])}
        return Line.model_validate(content)
    except (ValueError, TypeError):
        log.warning("own_line_unreadable", line=row["id"])
        return None


async def checker_of(tx: Tx, server_id: int, line_id: str) -> RowMapping | None:
    """Tell who said the last word on a line, and when."""
    theirs = (line_checks.c.server_id == server_id, line_checks.c.line_id == line_id)
    return await tx.row(select(line_checks).where(*theirs))


async def say(
    tx: Tx, server_id: int, line_id: str, by: int | None, *, hidden: bool, checked_on: date | None
) -> None:
    """Keep the newest word on a line."""
    values = {
        "server_id": server_id,
        "line_id": line_id,
        "hidden": hidden,
        "checked_on": checked_on.isoformat() if checked_on else None,
        "said_by": by,
        "said_at": tx.now,
    }
    changed = ["hidden", "checked_on", "said_by", "said_at"]
    await tx.upsert(line_checks, values, index_elements=["server_id", "line_id"], update=changed)


async def add_line(tx: Tx, server_id: int, country: str, line: Line, by: int) -> str:
    """Keep a line of the server's own and return its id."""
    content: dict[str, Any] = line.model_dump(mode="json", exclude_defaults=True, exclude={"id"})
    values = {
        "server_id": server_id,
        "country": country,
        "line": json.dumps(content, ensure_ascii=False),
        "added_by": by,
        "added_at": tx.now,
    }
    number = await tx.scalar(insert(own_lines).values(values).returning(own_lines.c.id))
    return own_id(country, int(number))


async def remove_line(tx: Tx, server_id: int, line_id: str) -> None:
    """Forget a line of the server's own, and what was said of it."""
    number = int(line_id.rpartition("-")[2])
    await tx.execute(
        delete(own_lines).where(own_lines.c.server_id == server_id, own_lines.c.id == number)
    )
    theirs = (line_checks.c.server_id == server_id, line_checks.c.line_id == line_id)
    await tx.execute(delete(line_checks).where(*theirs))
