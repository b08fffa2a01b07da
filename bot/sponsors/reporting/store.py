"""The SQL of open reports, and of the moderators whom a report can reach."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from bot.sponsors.store import ASK_AT_ONCE
from bot.storage.database import Tx
from bot.storage.tables import known_moderators, servers, sponsor_reports, vault_entries


async def wait_in_line(tx: Tx, server_id: int) -> None:
    """Let one report of a server be written after the other: each counts those before it."""
    await tx.row(select(servers).where(servers.c.server_id == server_id).with_for_update())


async def add_report(tx: Tx, values: dict[str, Any]) -> None:
    await tx.execute(insert(sponsor_reports).values(**values))


async def find_report(tx: Tx, report_id: str) -> RowMapping | None:
    return await tx.row(select(sponsor_reports).where(sponsor_reports.c.report_id == report_id))


async def reports_in(tx: Tx, server_id: int) -> list[RowMapping]:
    query = select(sponsor_reports).where(sponsor_reports.c.server_id == server_id)
    return list(await tx.rows(query.order_by(sponsor_reports.c.report_id)))


async def open_about(tx: Tx, about: str) -> list[RowMapping]:
    """List the open reports about somebody, by their mark."""
    return list(await tx.rows(select(sponsor_reports).where(sponsor_reports.c.about == about)))


async def count_telling(tx: Tx, report_id: str) -> None:
    ours = sponsor_reports.c.report_id == report_id
    told = sponsor_reports.c.told + 1
    await tx.execute(update(sponsor_reports).where(ours).values(told=told))


async def set_pausing(tx: Tx, report_id: str) -> bool:
    """Let a report pause whom it is about; False when it does already, or is closed."""
    waiting = (sponsor_reports.c.report_id == report_id, sponsor_reports.c.pausing.is_(False))
    done = await tx.execute(update(sponsor_reports).where(*waiting).values(pausing=True))
    return bool(done.rowcount)


async def drop_report(tx: Tx, report_id: str) -> None:
    await tx.execute(delete(sponsor_reports).where(sponsor_reports.c.report_id == report_id))


async def drop_reports_under(tx: Tx, key_ids: list[str]) -> None:
    """Forget the reports that were sealed with one of these keys: nobody can read them now."""
    for first in range(0, len(key_ids), ASK_AT_ONCE):
        some = vault_entries.c.key_id.in_(key_ids[first : first + ASK_AT_ONCE])
        entries = select(vault_entries.c.subject_id).where(some)
        await tx.execute(delete(sponsor_reports).where(sponsor_reports.c.entry_key.in_(entries)))


# ---------------------------------------------------------------- moderators


async def remember_moderator(tx: Tx, server_id: int, member_id: int) -> None:
    await tx.upsert(
        known_moderators,
        {"server_id": server_id, "member_id": member_id, "seen_at": tx.now},
        index_elements=["server_id", "member_id"],
        update=["seen_at"],
    )


async def forget_moderator(tx: Tx, server_id: int, member_id: int) -> None:
    ours = (known_moderators.c.server_id == server_id, known_moderators.c.member_id == member_id)
    await tx.execute(delete(known_moderators).where(*ours))


async def moderator_seen(tx: Tx, server_id: int, member_id: int) -> datetime | None:
    ours = (known_moderators.c.server_id == server_id, known_moderators.c.member_id == member_id)
    seen: datetime | None = await tx.scalar(select(known_moderators.c.seen_at).where(*ours))
    return seen


async def moderators_of(tx: Tx, server_id: int) -> list[int]:
    query = select(known_moderators.c.member_id).where(known_moderators.c.server_id == server_id)
    return sorted(row["member_id"] for row in await tx.rows(query))


async def forget_old_moderators(tx: Tx, lasts: timedelta) -> None:
    old = known_moderators.c.seen_at < tx.now - lasts
    await tx.execute(delete(known_moderators).where(old))
