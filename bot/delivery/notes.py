"""Private messages. Their rows and timers name nobody: who and what is sealed in the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.delivery.outbox import cancel_keys, find_known, insert_rows, make_nonce
from bot.delivery.owed import Lane, Note, Verb, Via
from bot.delivery.timers import NOTE, armed_among, clear_timer, due_of, set_timers
from bot.storage.database import Tx
from bot.storage.keeping import keep_members

REPLY_LIVES: Final = timedelta(minutes=14, seconds=30)  # Discord: 15 minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNote:
    """A note with when and how. `target` is the key of the row whose message is meant."""

    note: Note
    lane: Lane
    due: datetime
    not_after: datetime
    verb: Verb = Verb.SEND
    target: str | None = None


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
    owed = OwedNote(note=note, lane=lane, due=due, not_after=not_after, verb=verb, target=target)
    return (await post_notes(tx, [owed]))[0]


async def post_notes(tx: Tx, owed: Sequence[OwedNote]) -> list[str]:
    """Owe many private messages at once, for a planner's set, and return their keys."""
    await tx.vault.learn({one.note.member_id for one in owed})
    keys = [await name_note(tx, one.note, one.verb) for one in owed]
    known = await find_known(tx, keys)
    new = {key: one for key, one in zip(keys, owed, strict=True) if key not in known}
    await insert_rows(tx, [_row_of(tx, key, one) for key, one in new.items()])
    entries = [(key, one.note.member_id, _pack(one.note)) for key, one in new.items()]
    await tx.vault.put_entries(entries)
    return keys


async def name_note(tx: Tx, note: Note, verb: Verb = Verb.SEND) -> str:
    """Work out the key of a note's row, to cancel it or to name it as a target."""
    return await tx.vault.name(note.member_id, f"{verb}:{note.feature}:{note.what}:{note.ref}")


async def set_note_timer(tx: Tx, note: Note, due: datetime) -> None:
    """Arm, or move, the one private timer of this note."""
    await set_note_timers(tx, [(note, due)])


async def set_note_timers(tx: Tx, armed: Sequence[tuple[Note, datetime]]) -> None:
    """Arm many private timers at once, for a planner's set."""
    await tx.vault.learn({note.member_id for note, _ in armed})
    subjects = [await _name_timer(tx, note) for note, _ in armed]
    pairs = list(zip(subjects, armed, strict=True))
    await tx.vault.put_entries([(s, note.member_id, _pack(note)) for s, (note, _) in pairs])
    await set_timers(tx, NOTE, [(subject, due) for subject, (_, due) in pairs])


async def due_of_note(tx: Tx, note: Note) -> datetime | None:
    """Tell when the private timer of this note is due; None: it has none."""
    return await due_of(tx, NOTE, await _name_timer(tx, note))


async def clear_note_timer(tx: Tx, note: Note) -> None:
    """Forget the private timer of this note; none is fine too."""
    subject_id = await _name_timer(tx, note)
    await clear_timer(tx, NOTE, subject_id)
    await tx.vault.drop_entries([subject_id])


async def keep_notes(tx: Tx, subject_ids: list[str]) -> dict[str, Note]:
    """Open notes whose members cannot be erased until this transaction ends."""
    notes = await open_notes(tx, subject_ids)
    kept = await keep_members(tx, {note.member_id for note in notes.values()})
    if tx.dialect == "postgresql":  # whoever was erased before we kept them has no key any more
        notes = await open_notes(tx, list(notes))
    return {subject: note for subject, note in notes.items() if note.member_id in kept}


async def are_armed(tx: Tx, member_id: int, feature: str, what: str) -> bool:
    """Tell whether one member has a private timer that is about this."""
    return bool(await armed_among(tx, NOTE, await _subjects_of(tx, member_id, feature, what)))


async def end_notes(tx: Tx, member_id: int, feature: str, what: str) -> bool:
    """Clear one member's private timers about this and take back what waits to be sent.

    Tells whether a timer was armed.
    """
    subjects = await _subjects_of(tx, member_id, feature, what)
    armed = await armed_among(tx, NOTE, subjects)
    await cancel_keys(tx, subjects)
    for subject_id in armed:
        await clear_timer(tx, NOTE, subject_id)
    await tx.vault.drop_entries(list(armed))
    return bool(armed)


async def _subjects_of(tx: Tx, member_id: int, feature: str, what: str) -> list[str]:
    entries = await tx.vault.entries_of(member_id)
    wanted = (feature, what)
    return [key for key, one in entries.items() if (one.get("feature"), one.get("what")) == wanted]


async def open_notes(tx: Tx, subject_ids: list[str]) -> dict[str, Note]:
    """Open what rows and timers are about; whoever was erased is missing from the answer."""
    if not subject_ids:
        return {}
    entries = await tx.vault.open_entries(subject_ids)
    return {subject_id: _unpack(entry) for subject_id, entry in entries.items()}


def _row_of(tx: Tx, key: str, owed: OwedNote) -> dict[str, Any]:
    reply_ends = tx.now + REPLY_LIVES if owed.note.reply_token else owed.not_after
    return {
        "key": key,
        "kind": NOTE,
        "ref": "",
        "verb": owed.verb.value,
        "address_kind": Via.NOTE.value,
        "address_id": None,
        "server_id": None,
        "target": owed.target,
        "lane": int(owed.lane),
        "due": owed.due,
        "not_after": min(owed.not_after, reply_ends),
        "state": "waiting",
        "try_after": owed.due,
        "nonce": make_nonce(key),
        "cancel_group": None,
    }


def _pack(note: Note) -> dict[str, str | int]:
    """Lay a note out for the vault, which adds whose it is."""
    packed: dict[str, str | int] = {"feature": note.feature, "what": note.what, "ref": note.ref}
    return packed | ({"reply_token": note.reply_token} if note.reply_token else {})


def _unpack(entry: Mapping[str, Any]) -> Note:
    return Note(
        int(entry["member_id"]),
        str(entry["feature"]),
        str(entry["what"]),
        str(entry["ref"]),
        str(entry.get("reply_token", "")),
    )


async def _name_timer(tx: Tx, note: Note) -> str:
    return await tx.vault.name(note.member_id, f"timer:{note.feature}:{note.what}:{note.ref}")
