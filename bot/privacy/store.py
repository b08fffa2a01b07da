"""The SQL of what members chose, of unfinished forms, and of everything marked as personal."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import RowMapping, Table, delete, select, update

from bot.core.quiet import Quiet
from bot.privacy.rules import Column, Kept, Member
from bot.storage.database import Tx
from bot.storage.tables import (
    drafts,
    erasures,
    members,
    metadata,
    outbox,
    timers,
    vault_entries,
)

ASK_AT_ONCE = 500  # ids in one statement

# Removes what a feature keeps under random names whose sealed entries these destroyed keys had
# locked, such as the other side of a pair. Called while those entries are still there.
Forget = Callable[[Tx, Sequence[str]], Awaitable[None]]


async def find_member(tx: Tx, member_id: int) -> Member:
    return (await find_members(tx, [member_id]))[member_id]


async def find_members(tx: Tx, member_ids: Iterable[int]) -> dict[int, Member]:
    """Find what many members chose, in a few statements."""
    ids = sorted(set(member_ids))
    found = {member_id: Member(member_id) for member_id in ids}
    for first in range(0, len(ids), ASK_AT_ONCE):
        part = members.c.member_id.in_(ids[first : first + ASK_AT_ONCE])
        for row in await tx.rows(select(members).where(part)):
            found[row["member_id"]] = _member(row)
    return found


def _member(row: RowMapping) -> Member:
    return Member(
        member_id=row["member_id"],
        zone=row["zone"],
        country=row["country"],
        language=row["language"],
        quiet=_quiet_of(row),
        text_at_once=bool(row["text_at_once"]),
    )


def _quiet_of(row: RowMapping) -> Quiet | None:
    if not row["quiet_from"] or not row["quiet_until"]:
        return None
    start, end = time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_until"])
    return Quiet(start, end, row["zone"] or "UTC")


async def change_member(tx: Tx, member_id: int, values: Mapping[str, Any]) -> None:
    await tx.upsert(
        members,
        {"member_id": member_id, **values},
        index_elements=["member_id"],
        update=list(values),
    )


async def add_draft(tx: Tx, values: Mapping[str, Any]) -> None:
    await tx.insert_missing(drafts, dict(values), index_elements=["id"])


async def replace_draft(
    tx: Tx, draft_id: str, member_id: int, sealed: bytes, expires: datetime
) -> bool:
    """Replace what a draft of this member holds; False when there is no such draft of theirs."""
    changed = await tx.execute(
        update(drafts)
        .where(drafts.c.id == draft_id, drafts.c.member_id == member_id)
        .values(sealed=sealed, expires=expires)
    )
    return changed.rowcount == 1


async def find_draft(tx: Tx, member_id: int, feature: str, draft_id: str) -> bytes | None:
    sealed = await tx.scalar(
        select(drafts.c.sealed).where(
            drafts.c.id == draft_id,
            drafts.c.member_id == member_id,
            drafts.c.feature == feature,
            drafts.c.expires > tx.now,
        )
    )
    return None if sealed is None else bytes(sealed)


async def drop_draft(tx: Tx, member_id: int, draft_id: str) -> None:
    await tx.execute(delete(drafts).where(drafts.c.id == draft_id, drafts.c.member_id == member_id))


async def drop_expired_drafts(tx: Tx) -> None:
    await tx.execute(delete(drafts).where(drafts.c.expires <= tx.now))


# ---------------------------------------------------------------- everything about a member


def owned_columns() -> Iterator[tuple[Table, TableColumn[Any]]]:
    """List every column that holds a member's id, tables that point to others first."""
    for table in reversed(metadata.sorted_tables):
        yield from ((table, column) for column in table.columns if column.info.get("member"))


async def rows_about(tx: Tx, member_id: int) -> list[Kept]:
    """Read every row that is a member's, by the marks of the tables; sealed columns are opened."""
    found = []
    for table, owner in owned_columns():
        rows = await tx.rows(select(table).where(owner == member_id))
        if rows:
            columns = _columns_to_show(table, owner)
            kept = [[await _read(tx, member_id, c, row) for c in columns] for row in rows]
            single = list(table.primary_key.columns) == [owner]
            found.append(Kept(table.name, owner.info["personal"], single, kept))
    return found


def _columns_to_show(table: Table, owner: TableColumn[Any]) -> list[TableColumn[Any]]:
    """Show a whole row of theirs; of a row that belongs to the server only that it names them."""
    if owner.info["erase"] == "row":
        return list(table.columns)
    return [*table.primary_key.columns, owner]


async def _read(tx: Tx, member_id: int, column: TableColumn[Any], row: RowMapping) -> Column:
    value = row[column.name]
    if column.info.get("member") and value != member_id:
        value = None  # who else is named in a row is not theirs to take along
    if column.name.endswith("sealed") and value is not None:
        context = f"{column.table.name}:{_key_of(column.table, row)}"
        opened = await tx.vault.open(member_id, bytes(value), context=context)
        value = None if opened is None else opened.decode()
    return Column(column.name, column.info.get("personal", ""), value)


def _key_of(table: Table, row: RowMapping) -> str:
    """Name a row as the vault's contexts do: the values of its primary key, with dots."""
    return ".".join(str(row[column.name]) for column in table.primary_key.columns)


async def all_member_ids(tx: Tx) -> set[int]:
    """List everybody who is named in any row."""
    found: set[int] = set()
    for _table, owner in owned_columns():
        rows = await tx.execute(select(owner).where(owner.is_not(None)).distinct())
        found |= set(rows.scalars())
    return found


async def ask_erasure(tx: Tx, member_id: int) -> None:
    values = {"member_id": member_id, "asked_at": tx.now}
    await tx.insert_missing(erasures, values, index_elements=["member_id"])


async def asked_erasures(tx: Tx) -> list[tuple[int, datetime]]:
    """List who asked to be erased, and when, in that order."""
    rows = await tx.rows(select(erasures).order_by(erasures.c.asked_at))
    return [(row["member_id"], row["asked_at"]) for row in rows]


async def forget_rows(tx: Tx, member_id: int) -> None:
    """Remove every row that is a member's; where the row belongs to the server, only their id."""
    for table, owner in owned_columns():
        if owner.info["erase"] == "row":
            await tx.execute(delete(table).where(owner == member_id))
        else:
            gone = update(table).where(owner == member_id).values({owner.name: None})
            await tx.execute(gone)


async def forget_notes(tx: Tx, key_ids: Sequence[str]) -> None:
    """Remove the private rows and timers whose vault entries these keys had locked."""
    subjects = select(vault_entries.c.subject_id).where(vault_entries.c.key_id.in_(key_ids))
    await tx.execute(delete(outbox).where(outbox.c.key.in_(subjects)))
    await tx.execute(delete(timers).where(timers.c.subject_id.in_(subjects)))
    await tx.execute(delete(vault_entries).where(vault_entries.c.key_id.in_(key_ids)))
