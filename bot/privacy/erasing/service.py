"""Erasing who asked for it, and once more whoever a backup brought back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.delivery.timers import Due
from bot.privacy import store
from bot.privacy.store import Forget
from bot.storage.backup import BACKED_UP_AT
from bot.storage.database import Tx
from bot.storage.installation import forget_fact, read_fact
from bot.storage.keeping import wait_for_writers

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def plan_erasures(tx: Tx, dues: Sequence[Due], *, forgets: Sequence[Forget] = ()) -> None:
    """Erase those who asked: what the timer set by the press does."""
    del dues
    await finish_erasures(tx, forgets)


async def finish_erasures(tx: Tx, forgets: Sequence[Forget] = ()) -> int:
    """Erase everybody who asked and return how many those were. Safe to do again at any point."""
    asked = await store.asked_erasures(tx)
    for member_id, _since in asked:
        await wait_for_writers(tx, member_id)
        await tx.vault.erase_key(member_id)
    if asked:  # notes first: whoever is sending one keeps nothing more about its member after that
        gone = await tx.vault.erased_key_ids(asked[0][1])
        for forget in forgets:
            await forget(tx, gone)
        await store.forget_notes(tx, gone)
    for member_id, _since in asked:
        await store.forget_rows(tx, member_id)
        tx.announce("help", f"member {member_id} -")
    if asked:
        tx.scrub()
    return len(asked)


async def erase_again(tx: Tx, forgets: Sequence[Forget] = ()) -> int:
    """After a backup was put back, remove the rows of everybody who was erased since it was made.

    Data that is a copy says so itself, so it does not matter who put it back, or how. Where it
    does not say when it was made, everybody who was ever erased is looked for.
    """
    made_at = await read_fact(tx, BACKED_UP_AT)
    if made_at is None:
        return 0
    since = datetime.fromisoformat(made_at) if made_at else LONG_AGO
    gone = await tx.vault.erased_among(await store.all_member_ids(tx), since)
    for member_id in gone:
        await store.forget_rows(tx, member_id)
    key_ids = await tx.vault.erased_key_ids(since)
    for forget in forgets:
        await forget(tx, key_ids)
    await store.forget_notes(tx, key_ids)
    await forget_fact(tx, BACKED_UP_AT)
    tx.scrub()
    return len(gone)
