"""The outbox: what must be said is a row before it is a message."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, text, update

from bot.delivery.owed import Lane, Owed, Verb, Via
from bot.delivery.timers import NOTE
from bot.delivery.transport import Sent
from bot.storage.database import Tx
from bot.storage.tables import outbox

OUTBOX: Final = "outbox"  # the channel that wakes the dispatcher
URGENT: Final = "urgent"  # the channel on which a call for help lets the next message go at once
ASK_AT_ONCE: Final = 500  # keys in one statement
WORDS: Final = {one: one.value for kind in (Verb, Via) for one in kind}  # `.value` is slow
OPEN: Final = text("outbox.state IN ('waiting', 'unknown')")  # the words of the partial indexes


async def post(tx: Tx, owed: Owed | Sequence[Owed]) -> None:
    """Owe something. The same key a second time changes nothing."""
    everything = [owed] if isinstance(owed, Owed) else owed
    await insert_rows(tx, [_row_of(one) for one in everything])


async def insert_rows(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Insert rows that are not there yet, and wake the dispatcher."""
    if rows:
        await tx.insert_missing(outbox, rows, index_elements=["key"])
        tx.mark(OUTBOX)
        if any(row["lane"] == Lane.HELP for row in rows):
            tx.mark(URGENT)


async def find_known(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Tell which of these keys were posted before, whatever became of them."""
    known: set[str] = set()
    for first in range(0, len(keys), ASK_AT_ONCE):
        part = outbox.c.key.in_(keys[first : first + ASK_AT_ONCE])
        known |= {row["key"] for row in await tx.rows(select(outbox.c.key).where(part))}
    return known


def make_nonce(key: str) -> str:
    """Make the nonce and marker of a row: the same for the same key, 24 characters."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


async def cancel(tx: Tx, cancel_group: str) -> None:
    """Cancel what still waits of a group; what is being sent can only be edited afterwards."""
    await _cancel_where(tx, outbox.c.cancel_group == cancel_group)


async def cancel_keys(tx: Tx, keys: Iterable[str]) -> None:
    """Cancel what still waits under these keys, notes included."""
    await _cancel_where(tx, outbox.c.key.in_(list(keys)))


async def hasten(tx: Tx, keys: Iterable[str]) -> None:
    """Let what waits under these keys be sent now instead of later."""
    mine = (outbox.c.key.in_(list(keys)), outbox.c.state == "waiting", outbox.c.due > tx.now)
    await tx.execute(update(outbox).where(*mine).values(due=tx.now, try_after=tx.now))
    tx.mark(OUTBOX)


async def state_of(tx: Tx, key: str) -> str | None:
    """Tell how far a row has come ("waiting", "sending", "sent", …); None: there is none."""
    state: str | None = await tx.scalar(select(outbox.c.state).where(outbox.c.key == key))
    return state


async def revive(tx: Tx, cancel_group: str) -> None:
    """Let what was cancelled or skipped of a group wait again, as far as it is still of use.

    What was once on its way to Discord, however that ended, stays closed.
    """
    chosen = (outbox.c.cancel_group == cancel_group) & (outbox.c.not_after > tx.now)
    closed = outbox.c.state.in_(("cancelled", "skipped")) & (outbox.c.kind != NOTE)
    unsent = closed & outbox.c.first_tried.is_(None)
    waiting = {"state": "waiting", "closed_at": None, "try_after": tx.now}
    await tx.execute(update(outbox).where(chosen, unsent).values(**waiting))
    tx.mark(OUTBOX)


async def refs_of(tx: Tx, keys: Sequence[str]) -> dict[str, str]:
    """Tell what the rows under these keys are about; keys without a row are left out."""
    found = select(outbox.c.key, outbox.c.ref).where(outbox.c.key.in_(keys))
    return {row["key"]: row["ref"] for row in await tx.rows(found)}


async def targets_of(tx: Tx, keys: Sequence[str]) -> list[str]:
    """List whose messages the open rows under these keys would change."""
    meant = (outbox.c.key.in_(keys), outbox.c.target.is_not(None), outbox.c.closed_at.is_(None))
    return [row["target"] for row in await tx.rows(select(outbox.c.target).where(*meant))]


async def message_of(tx: Tx, key: str) -> Sent | None:
    """Tell where the message of a row is; None for notes, whose chat the row does not name."""
    row = await tx.row(
        select(outbox.c.channel_id, outbox.c.message_id).where(
            outbox.c.key == key, outbox.c.state == "sent"
        )
    )
    if row is None or row["channel_id"] is None or row["message_id"] is None:
        return None
    return Sent(row["channel_id"], row["message_id"])


async def keep(tx: Tx, keys: Sequence[str]) -> None:
    """Keep the rows of sent messages for another 35 days, so that those can still be edited."""
    for first in range(0, len(keys), ASK_AT_ONCE):
        part = outbox.c.key.in_(keys[first : first + ASK_AT_ONCE])
        sent = update(outbox).where(part, outbox.c.state == "sent")
        await tx.execute(sent.values(closed_at=tx.now))


async def next_row(tx: Tx) -> datetime | None:
    """Tell when the earliest open row may be tried, past or ahead."""
    found: datetime | None = await tx.scalar(select(func.min(outbox.c.try_after)).where(OPEN))
    return found


async def _cancel_where(tx: Tx, condition: ColumnElement[bool]) -> None:
    closing = (
        update(outbox)
        .where(condition, outbox.c.state == "waiting")
        .values(state="cancelled", closed_at=tx.now)
        .returning(outbox.c.key, outbox.c.kind)
    )
    closed = (await tx.execute(closing)).all()
    notes = [row.key for row in closed if row.kind == NOTE]
    if notes:
        await tx.vault.drop_entries(notes)


def _row_of(owed: Owed) -> dict[str, Any]:
    return {
        "key": owed.key,
        "kind": owed.kind,
        "ref": owed.ref,
        "verb": WORDS[owed.verb],
        "address_kind": WORDS[owed.via],
        "address_id": owed.channel_id,
        "server_id": owed.server_id,
        "target": owed.target,
        "lane": int(owed.lane),
        "due": owed.due,
        "not_after": owed.not_after,
        "state": "waiting",
        "try_after": owed.due,
        "nonce": make_nonce(owed.key),
        "cancel_group": owed.cancel_group,
    }
