"""Keeps an erasure and whoever is about to write for the same member apart (PostgreSQL).

SQLite has one writer, so nothing can come between. On PostgreSQL a planner that had read what a
member asked for could write on for them while their key is being destroyed, and make a new one.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from bot.storage.transaction import Tx

KEEP: Final = text("""
    SELECT id FROM unnest(CAST(:ids AS bigint[])) AS id WHERE pg_try_advisory_xact_lock_shared(id)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))


async def keep_members(tx: Tx, member_ids: Collection[int]) -> set[int]:
    """Let nobody be erased until this transaction ends; leave out who is being erased now."""
    if tx.dialect == "sqlite" or not member_ids:
        return set(member_ids)
    return set((await tx.execute(KEEP, {"ids": sorted(member_ids)})).scalars())


async def wait_for_writers(tx: Tx, member_id: int) -> None:
    """Wait until nobody writes for this member, and keep others from it until the end."""
    await wait_alone(tx, member_id)


async def wait_alone(tx: Tx, number: int) -> None:
    """Let only one transaction at a time go on that waits for this number."""
    if tx.dialect == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(number)))
