"""Looks up, at the last moment, what a row says, where it goes and whether it is still true."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.core.language import speaks_others
from bot.core.message import Message
from bot.core.press import Place
from bot.delivery.claim import Row
from bot.delivery.handlers import Handlers
from bot.delivery.notes import open_notes
from bot.delivery.owed import Admit, End, LookFirst, Note, Skip, Thread, Verb
from bot.delivery.private import dm_of
from bot.delivery.results import Closed, Erased, Later
from bot.delivery.sightings import sighting
from bot.delivery.timers import NOTE
from bot.storage.database import Tx
from bot.storage.tables import outbox

SOON: Final = timedelta(seconds=2)
OVER: Final = {"skipped", "cancelled", "refused", "expired"}
TAKES_BACK: Final = {Verb.DELETE, Verb.DROP_MEMBER}  # what was not done yet is cancelled instead
OF_THREADS: Final = {Verb.ADD_MEMBER, Verb.DROP_MEMBER}  # a private chat has no part in it


@dataclass(frozen=True, slots=True)
class Look:
    """First find out whether this member sees this place."""

    place: Place
    member_id: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """The message that should be removed still waits to be sent, under this key."""

    key: str
    note: Note | None


@dataclass(frozen=True, slots=True)
class Ready:
    """What to do. With a `verdict` it must not be done any more, and the verdict is why not.

    `channel_id` None: the private chat must be opened first. `message_id` and `marker` (the nonce
    it was sent with) belong to the message that is edited or deleted. For what is done
    to the members of a thread, `channel_id` is the thread.
    """

    note: Note | None = None
    channel_id: int | None = None
    message_id: int = 0
    marker: str = ""
    said: Message | Thread | Admit | None = None
    verdict: Closed | None = None


Step = Ready | Look | Unsent | Later | Erased


async def prepare(tx: Tx, handlers: Handlers, row: Row) -> Step:
    """Say what is to be done with a row now."""
    if row.kind != NOTE:
        return await _prepare(tx, handlers, row, Ready(channel_id=row.channel_id))
    note = (await open_notes(tx, [row.key])).get(row.key)
    if note is None:
        return Erased()
    if note.reply_token or row.verb in OF_THREADS:
        return await _prepare(tx, handlers, row, Ready(note))
    chat = await dm_of(tx, note.member_id)
    closed = Closed(End.REFUSED, "closed") if chat.closed_at else None
    return await _prepare(tx, handlers, row, Ready(note, chat.channel_id, verdict=closed))


def judge_late(row: Row, note: Note | None) -> Closed:
    """Close a row whose time is over: loudly, unless an answer to a press just grew too old."""
    if note is not None and note.reply_token:
        return Closed(End.SKIPPED, "late")
    return Closed(End.EXPIRED, "expired")


async def _prepare(tx: Tx, handlers: Handlers, row: Row, ready: Ready) -> Step:
    reply = ready.note is not None and ready.note.reply_token
    if tx.now >= row.not_after:
        return _with(ready, verdict=judge_late(row, ready.note))
    if ready.verdict is not None:
        return ready
    if (row.verb is Verb.EDIT or row.verb in TAKES_BACK | OF_THREADS) and not reply:
        found = await _find_target(tx, row, ready)
        if not isinstance(found, Ready) or found.verdict is not None:
            return found
        ready = found
    if row.verb in TAKES_BACK | {Verb.OPEN_DM} and not reply:
        return ready
    return await _word(tx, handlers, row, ready)


async def _find_target(tx: Tx, row: Row, ready: Ready) -> Step:
    """Find the message to edit or delete, or the thread whose members change."""
    target = await tx.row(select(outbox).where(outbox.c.key == row.target))
    if target is None or target["state"] in OVER:
        return _with(ready, verdict=Closed(End.SKIPPED, "no_message"))
    if target["state"] == "waiting" and row.verb is not Verb.ADD_MEMBER:
        if row.verb in TAKES_BACK:
            return Unsent(target["key"], ready.note)
        return _with(ready, verdict=Closed(End.SKIPPED, "unsent"))  # it will be worded late
    if target["state"] != "sent":
        until = max(tx.now, target["try_after"]) + SOON
        return Later("waiting", min(until, row.not_after), counts=False)
    if target["message_id"] is None:
        return _with(ready, verdict=Closed(End.SKIPPED, "gone"))
    channel_id = target["channel_id"] or ready.channel_id
    if row.verb is Verb.DROP_MEMBER:
        channel_id = target["message_id"]  # a thread has the id of its first message
    return Ready(ready.note, channel_id, target["message_id"], target["nonce"])


async def _word(tx: Tx, handlers: Handlers, row: Row, ready: Ready) -> Step:
    """Ask the feature for the words, unless it is no longer true or nobody may see it."""
    note = ready.note
    said: Message | Thread | Admit | Skip | LookFirst
    if note is None:
        said = await handlers.renders[row.kind](tx, row.ref)
    else:
        said = await handlers.render_notes[note.feature](tx, note)
    if isinstance(said, Skip):
        return _with(ready, verdict=Closed(End.SKIPPED, said.why))
    if isinstance(said, LookFirst):
        return await _look(tx, ready, said.place)
    if isinstance(said, Message) and not said.lang and speaks_others():
        member_id = note.member_id if note else None
        lang = await handlers.tell_language(tx, row.server_id, member_id)
        said = replace(said, lang=lang)
    return _with(ready, said=said)


async def _look(tx: Tx, ready: Ready, place: Place) -> Step:
    assert ready.note is not None
    sees = await sighting(tx, place, ready.note.member_id)
    if sees is None:
        return Look(place, ready.note.member_id)
    if sees:
        raise RuntimeError("asked to look first although the member was seen there")
    return _with(ready, verdict=Closed(End.SKIPPED, "unseen"))


def _with(
    ready: Ready, *, verdict: Closed | None = None, said: Message | Thread | Admit | None = None
) -> Ready:
    return Ready(
        ready.note, ready.channel_id, ready.message_id, ready.marker, said=said, verdict=verdict
    )
