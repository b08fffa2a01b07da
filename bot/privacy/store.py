"""The SQL of what members chose, and of unfinished forms."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, select, update

from bot.core.quiet import Quiet
from bot.privacy.rules import Member
from bot.storage.database import Tx
from bot.storage.tables import drafts, members


async def find_member(tx: Tx, member_id: int) -> Member:
    row = await tx.row(select(members).where(members.c.member_id == member_id))
    if row is None:
        return Member(member_id)
    return Member(
        member_id=member_id,
        zone=row["zone"],
        country=row["country"],
        language=row["language"],
        quiet=_quiet_of(row),
        text_at_once=bool(row["text_at_once"]),
    )


def _quiet_of(row: Mapping[str, Any]) -> Quiet | None:
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
