"""Private messages. Their rows and timers name nobody: who and what is sealed in the vault."""

from datetime import datetime, timedelta
from typing import Final

from bot.delivery.outbox import insert_rows, make_nonce
from bot.delivery.owed import Lane, Note, Verb, Via
from bot.delivery.timers import NOTE, clear_timer, set_timer
from bot.storage.database import Tx

REPLY_LIVES: Final = timedelta(minutes=14, seconds=30)  # Discord: 15 minutes


async def post_note(
    tx: Tx,
    note: Note,
    *,
    lane: Lane,
    due: datetime,
    not_after: datetime,
    verb: Verb = Verb.SEND,
    target: str | None = None,
) -> str:
    """Owe a private message and return its key; the same note a second time changes nothing."""
    key = await name_note(tx, note, verb)
    if note.reply_token:
        not_after = min(not_after, tx.now + REPLY_LIVES)
    row = {
        "key": key,
        "kind": NOTE,
        "ref": "",
        "verb": verb.value,
        "address_kind": Via.NOTE.value,
        "address_id": None,
        "server_id": None,
        "target": target,
        "lane": int(lane),
        "due": due,
        "not_after": not_after,
        "state": "waiting",
        "try_after": due,
        "nonce": make_nonce(key),
        "cancel_group": None,
    }
    if await insert_rows(tx, [row]):
        await tx.vault.put_entry(key, note.member_id, pack_note(note))
    return key


async def name_note(tx: Tx, note: Note, verb: Verb = Verb.SEND) -> str:
    """Work out the key of a note's row, to cancel it or to name it as a target."""
    return await tx.vault.name(note.member_id, f"{verb}:{note.feature}:{note.what}:{note.ref}")


async def set_note_timer(tx: Tx, note: Note, due: datetime) -> None:
    """Arm, or move, the one private timer of this note."""
    subject_id = await _name_timer(tx, note)
    await tx.vault.put_entry(subject_id, note.member_id, pack_note(note))
    await set_timer(tx, NOTE, subject_id, due)


async def clear_note_timer(tx: Tx, note: Note) -> None:
    """Forget the private timer of this note; none is fine too."""
    subject_id = await _name_timer(tx, note)
    await clear_timer(tx, NOTE, subject_id)
    await tx.vault.drop_entries([subject_id])


async def open_notes(tx: Tx, subject_ids: list[str]) -> dict[str, Note]:
    """Open what rows and timers are about; whoever was erased is missing from the answer."""
    if not subject_ids:
        return {}
    entries = await tx.vault.open_entries(subject_ids)
    return {subject_id: _unpack_note(entry) for subject_id, entry in entries.items()}


def pack_note(note: Note) -> dict[str, str | int]:
    """Lay a note out for the vault, which adds whose it is."""
    packed: dict[str, str | int] = {"feature": note.feature, "what": note.what, "ref": note.ref}
    return packed | ({"reply_token": note.reply_token} if note.reply_token else {})


def _unpack_note(entry: dict[str, str | int]) -> Note:
    return Note(
        int(entry["member_id"]),
        str(entry["feature"]),
        str(entry["what"]),
        str(entry["ref"]),
        str(entry.get("reply_token", "")),
    )


async def _name_timer(tx: Tx, note: Note) -> str:
    return await tx.vault.name(note.member_id, f"timer:{note.feature}:{note.what}:{note.ref}")
