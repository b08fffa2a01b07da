"""What a member lets the bot keep: one sealed entry, with one timer under the same random name.

The entry is also what the planner opens when the timer comes: a note of this feature and kind. An
entry whose timer is not set again is gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.coping.messages import COPING
from bot.delivery.timers import NOTE, clear_timer, set_timers
from bot.storage.database import Tx
from bot.storage.tables import vault_entries

Packed = Mapping[str, str | int]
Alter = Callable[[dict[str, Any]], tuple[Packed, datetime]]  # what it holds → that, and when due


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its name, and what it is in words for its member."""

    what: str
    means: str

    @property
    def entry(self) -> dict[str, str | int]:
        return {"feature": COPING, "what": self.what, "ref": "", "means": self.means}


async def find_entry(tx: Tx, kind: Kind, member_id: int) -> dict[str, Any] | None:
    """Open what a member lets the bot keep; who keeps nothing gets no key by this either."""
    for packed in (await tx.vault.entries_of(member_id)).values():
        if all(packed.get(key) == value for key, value in kind.entry.items()):
            return packed
    return None


async def change_entry(tx: Tx, kind: Kind, member_id: int, alter: Alter) -> bool:
    """Change it, if it is there; nobody else does until this is committed.

    The timer comes before the entry, as in the planner, so that neither waits for the other.
    """
    if await find_entry(tx, kind, member_id) is None:
        return False
    subject = await _subject(tx, kind, member_id)
    await set_timers(tx, NOTE, [(subject, tx.now)])
    packed = (await open_entries(tx, kind, [member_id])).get(member_id)
    if packed is None:
        await clear_timer(tx, NOTE, subject)
        return False
    await put_entries(tx, kind, [(member_id, *alter(packed))])
    return True


async def open_entries(tx: Tx, kind: Kind, member_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Open the entries of a set of members to change them, for who has their timers."""
    chosen = sorted(set(member_ids))
    await tx.vault.learn(chosen)
    subjects = {await _subject(tx, kind, member_id): member_id for member_id in chosen}
    mine = vault_entries.c.subject_id.in_(list(subjects))
    locking = select(vault_entries.c.subject_id).where(mine)
    await tx.rows(locking.order_by(vault_entries.c.subject_id).with_for_update())
    found = await tx.vault.open_entries(list(subjects))
    return {subjects[subject]: packed for subject, packed in found.items()}


async def put_entries(tx: Tx, kind: Kind, entries: Sequence[tuple[int, Packed, datetime]]) -> None:
    """Seal them, in place of what stood there, each with the moment its timer comes."""
    named = [(await _subject(tx, kind, one), one, packed, due) for one, packed, due in entries]
    await set_timers(tx, NOTE, [(subject, due) for subject, _, _, due in named])
    await tx.vault.put_entries(
        [(subject, one, {**kind.entry, **packed}) for subject, one, packed, _ in named]
    )


async def drop_entry(tx: Tx, kind: Kind, member_id: int) -> None:
    """Forget it at once; none is fine too."""
    if await find_entry(tx, kind, member_id) is None:
        return
    subject = await _subject(tx, kind, member_id)
    await clear_timer(tx, NOTE, subject)
    await tx.vault.drop_entries([subject])


async def _subject(tx: Tx, kind: Kind, member_id: int) -> str:
    return await tx.vault.name(member_id, f"{COPING}.{kind.what}")
