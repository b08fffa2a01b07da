"""Inserts that are built once, and whole sets of rows for SQLite, laid out column by column.

SQLAlchemy works out the values of every row anew, which for a set takes longer than SQLite needs
to store it. What it says of a statement is kept, because the same ones come again and again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

DIALECT: Final = dialect()
KEPT: Final = 200  # statements, many times more than the program has

Dialect = Literal["sqlite", "postgresql"]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """An insert as SQL, and for each of its values the column and how it is converted."""

    sql: str
    columns: tuple[tuple[str, Convert | None], ...]

    def fill(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Turn rows into the values of the statement."""
        columns = [_convert([row[name] for row in rows], how) for name, how in self.columns]
        return list(zip(*columns, strict=True))


@lru_cache(KEPT)
def insert_missing(
    database: Dialect, table: Table, keys: tuple[str, ...], where: ColumnElement[bool] | None = None
) -> Any:
    """Build an insert that leaves alone the rows that are there already."""
    return _insert(database, table).on_conflict_do_nothing(index_elements=keys, index_where=where)


@lru_cache(KEPT)
def insert_or_change(
    database: Dialect, table: Table, keys: tuple[str, ...], update: tuple[str, ...]
) -> Any:
    """Build an insert that changes the `update` columns of the rows that are there already."""
    insert = _insert(database, table)
    changes = {name: insert.excluded[name] for name in update}
    return insert.on_conflict_do_update(index_elements=keys, set_=changes)


@lru_cache(KEPT)
def lay_out(statement: Insert, names: tuple[str, ...]) -> Layout | None:
    """Work out how rows of these columns are inserted by one of these.

    None: something in it is not simply a column's value, so that is SQLAlchemy's to do.
    """
    compiled = statement.compile(dialect=DIALECT, column_keys=list(names))
    order = list(compiled.positiontup or ())
    if set(order) != set(names):
        return None
    kinds = ((name, statement.table.c[name].type.dialect_impl(DIALECT)) for name in order)
    return Layout(
        str(compiled), tuple((name, kind.bind_processor(DIALECT)) for name, kind in kinds)
    )


def _insert(database: Dialect, table: Table) -> Any:
    return sqlite.insert(table) if database == "sqlite" else postgresql.insert(table)


def _convert(values: list[Any], how: Convert | None) -> list[Any]:
    return values if how is None else [how(value) for value in values]
