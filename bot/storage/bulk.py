"""Whole sets of rows for SQLite, laid out column by column.

SQLAlchemy works out the values of every row anew, which for a set takes longer than SQLite needs
to store it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

DIALECT = dialect()


def lay_out(
    statement: Insert, rows: Sequence[Mapping[str, Any]]
) -> tuple[str, list[tuple[Any, ...]]] | None:
    """Turn an insert of rows with the same columns into SQL and its values.

    None: something in it is not simply a column's value, so that is SQLAlchemy's to do.
    """
    compiled = statement.compile(dialect=DIALECT, column_keys=list(rows[0]))
    names = list(compiled.positiontup or ())
    if set(names) != set(rows[0]):
        return None
    columns = [_column(statement, name, rows) for name in names]
    return str(compiled), list(zip(*columns, strict=True))


def _column(statement: Insert, name: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    kind = statement.table.c[name].type.dialect_impl(DIALECT)
    convert = kind.bind_processor(DIALECT)
    values = [row[name] for row in rows]
    return values if convert is None else [convert(value) for value in values]
