"""Where a member's own times stand: in the vault, sealed, under a name that links to nobody."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select

from bot.checkins.messages import CHECKINS
from bot.checkins.times.rules import Times, pack, unpack
from bot.storage.database import Tx
from bot.storage.tables import vault_entries

ENTRY: Final = {"feature": CHECKINS, "what": "times", "means": "your own check-in times"}


async def find_times(tx: Tx, member_id: int) -> Times | None:
    """Open somebody's own times; somebody who has none gets no key by this either."""
    for packed in (await tx.vault.entries_of(member_id)).values():
        if _is_ours(packed):
            return unpack(packed)
    return None


async def change_times(tx: Tx, member_id: int) -> Times | None:
    """Open somebody's own times to change them: nobody else does until this is committed."""
    if await find_times(tx, member_id) is None:
        return None
    return (await open_times(tx, [member_id])).get(member_id)


async def open_times(tx: Tx, member_ids: Iterable[int]) -> Mapping[int, Times]:
    """Open the times of a set of members, for a planner, to change them."""
    chosen = sorted(set(member_ids))
    await tx.vault.learn(chosen)
    subjects = {await _subject(tx, member_id): member_id for member_id in chosen}
    mine = vault_entries.c.subject_id.in_(list(subjects))
    locking = select(vault_entries.c.subject_id).where(mine)
    await tx.rows(locking.order_by(vault_entries.c.subject_id).with_for_update())
    found = await tx.vault.open_entries(list(subjects))
    return {subjects[subject]: unpack(packed) for subject, packed in found.items()}


async def put_times(tx: Tx, member_id: int, times: Times) -> None:
    await put_many(tx, {member_id: times})


async def put_many(tx: Tx, times: Mapping[int, Times]) -> None:
    """Seal them, in place of what stood there."""
    await tx.vault.put_entries(
        [(await _subject(tx, one), one, {**ENTRY, **pack(new)}) for one, new in times.items()]
    )


async def drop_times(tx: Tx, member_id: int) -> None:
    await tx.vault.drop_entries([await _subject(tx, member_id)])


async def _subject(tx: Tx, member_id: int) -> str:
    return await tx.vault.name(member_id, "checkins.times")


def _is_ours(packed: Mapping[str, Any]) -> bool:
    return all(packed.get(key) == value for key, value in ENTRY.items())
