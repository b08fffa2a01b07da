"""Puts one row about a member into every table that can hold one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, insert, select

from bot.delivery.notes import post_note, set_note_timer
from bot.delivery.owed import Lane, Note
from bot.storage.database import Tx
from bot.storage.tables import metadata
from bot.storage.types import Moment


def owned_tables() -> list[Table]:
    """List the tables with a member's id, by the marks alone."""
    return [t for t in metadata.sorted_tables if any(c.info.get("member") for c in t.columns)]


async def fill_everything(tx: Tx, member_id: int, planted: str) -> None:
    """Plant rows about a member everywhere, private rows and timers included.

    The text stands in rows that are theirs; what belongs to the server says "shared". Only
    erasures stays empty, because a row there means that they asked for it.
    """
    made: dict[str, dict[str, Any]] = {}
    wanted = {parent.name for table in owned_tables() for parent in with_parents(table)}
    for table in metadata.sorted_tables:
        if table.name in wanted - {"erasures"}:
            text = planted if is_theirs(table) else "shared"
            made[table.name] = await _plant(tx, table, member_id, text, made)
    note = Note(member_id, "groups", planted, planted)
    due, late = tx.now + timedelta(days=1), tx.now + timedelta(days=2)
    await post_note(tx, note, lane=Lane.MEETING, due=due, not_after=late)
    await set_note_timer(tx, note, due)


def is_theirs(table: Table) -> bool:
    """Tell whether erasing a member removes the rows of this table."""
    return any(c.info.get("member") and c.info["erase"] == "row" for c in table.columns)


def with_parents(table: Table) -> list[Table]:
    parents = [key.column.table for key in table.foreign_keys]
    return [table, *(one for parent in parents for one in with_parents(parent))]


async def _plant(
    tx: Tx, table: Table, member_id: int, planted: str, made: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    row = {c.name: _value(tx, c, member_id, planted, made) for c in table.columns if _needs(c)}
    for column in table.columns:
        if column.name.endswith("sealed"):
            key = ".".join(str(row[c.name]) for c in table.primary_key.columns)
            row[column.name] = await tx.vault.seal(
                member_id, f'{{"typed": "{planted}"}}'.encode(), context=f"{table.name}:{key}"
            )
    keys = list(table.primary_key.columns)
    known = [row[key.name] for key in keys if key.name in row]
    if len(known) == len(keys):
        same = select(table).where(*(key == row[key.name] for key in keys))
        found = await tx.row(same)
        if found is not None:
            return dict(found)
    result = await tx.execute(insert(table).values(row).returning(*table.columns))
    return dict(result.mappings().one())


def _needs(column: Column[Any]) -> bool:
    counted = column.primary_key and isinstance(column.type, BigInteger | Integer)
    return not counted or bool(column.foreign_keys or column.info or column.autoincrement is False)


def _value(
    tx: Tx, column: Column[Any], member_id: int, planted: str, made: dict[str, dict[str, Any]]
) -> Any:
    if column.foreign_keys:
        key = next(iter(column.foreign_keys)).column
        return made[key.table.name][key.name]
    if column.info.get("member"):
        return member_id
    fixed = {Moment: tx.now, Boolean: True, LargeBinary: b"", BigInteger: 5, Integer: 5}
    for kind, value in fixed.items():
        if isinstance(column.type, kind):
            return value
    return _text(column, member_id, planted)


def _text(column: Column[Any], member_id: int, planted: str) -> str:
    length = getattr(column.type, "length", None) or len(planted)
    if length == 5:
        return "22:00"
    own = f"{member_id % 97:02}{planted}" if column.primary_key else planted
    return own[:length]
