"""Asking somebody whose private chat is closed: a private thread in the helpers' channel.

Only they are let in. Where it cannot be made, or they cannot see the channel, they are not asked
at all. What is said there, and what follows, belongs to whoever asks (`Rooms`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.core.language import choose_language
from bot.core.message import Message
from bot.core.press import Place
from bot.delivery.notes import post_note
from bot.delivery.outbox import message_of, post, refs_of
from bot.delivery.owed import (
    Admit,
    End,
    Lane,
    LookFirst,
    Note,
    Outcome,
    Owed,
    Skip,
    Thread,
    Verb,
    Via,
)
from bot.delivery.sightings import sighting
from bot.journeys import Journey
from bot.reach.rooms import messages, rules
from bot.reach.rooms.rules import FEATURE, JOIN, REWORD, ROOM, SAYS, Ref, read_ref
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.storage.database import Tx

Word = Callable[[Tx, str], Awaitable[Message | Skip]]


class Fail(Protocol):
    """What happens when somebody cannot be asked in a room either."""

    async def __call__(self, tx: Tx, person_id: str, why: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """Whose rooms they are: `word` says what stands in one now, `fail` hears that there is none."""

    word: Word
    fail: Fail

    async def render(self, tx: Tx, ref: str) -> Message | Skip:
        """Word what is said in a room, as it is at this moment."""
        return await self.word(tx, read_ref(ref).person_id)

    async def render_room(self, tx: Tx, ref: str) -> Thread | Skip:
        """Open a room only while there is something to ask in it."""
        room = read_ref(ref)
        said = await self.word(tx, room.person_id)
        if isinstance(said, Skip):
            return said
        server = await servers.server_of(tx, room.place.server_id)
        return Thread(messages.title(choose_language(server.language, "")))

    async def settle(self, tx: Tx, outcome: Outcome) -> None:
        """Go on when a step is done, and say so when it cannot be."""
        room = read_ref(outcome.ref)
        if outcome.end is End.SENT and outcome.kind == ROOM and outcome.sent:
            await _speak(tx, room, outcome.sent.channel_id)
        elif _has_failed(outcome):
            await self.fail(tx, room.person_id, "closed")


def _has_failed(outcome: Outcome) -> bool:
    """Tell whether it was wanted and could not be done; each failure is told once."""
    if outcome.end in (End.REFUSED, End.EXPIRED):
        return True
    return outcome.end is End.SKIPPED and outcome.code == "unseen"


# ---------------------------------------------------------------- 1. a room is opened


async def open_room(tx: Tx, server: Server, person_id: str, member_id: int) -> bool:
    """Owe a room for this person; False where the server has no channel for it."""
    if server.helpers_channel_id is None:
        return False
    room = Ref(person_id, Place(server.server_id, server.helpers_channel_id))
    key, until = rules.room_key(person_id), tx.now + rules.LASTS
    await post(tx, _owed(tx, room, key, ROOM, room.place.channel_id, verb=Verb.OPEN_THREAD))
    await post_note(
        tx,
        Note(member_id, FEATURE, JOIN, str(room)),
        lane=Lane.HELP,
        due=tx.now,
        not_after=until,
        verb=Verb.ADD_MEMBER,
        target=key,
    )
    return True


def _owed(
    tx: Tx,
    room: Ref,
    key: str,
    kind: str,
    channel_id: int,
    *,
    verb: Verb = Verb.SEND,
    target: str | None = None,
) -> Owed:
    return Owed(
        key=key,
        kind=kind,
        ref=str(room),
        channel_id=channel_id,
        server_id=room.place.server_id,
        lane=Lane.HELP,
        due=tx.now,
        not_after=tx.now + rules.LASTS,
        verb=verb,
        via=Via.CHANNEL if verb is Verb.OPEN_THREAD else Via.THREAD,
        target=target,
    )


# ---------------------------------------------------------------- 2. it is there


async def _speak(tx: Tx, room: Ref, thread_id: int) -> None:
    await post(tx, _owed(tx, room, rules.says_key(room.person_id), SAYS, thread_id))


async def render_join(tx: Tx, note: Note) -> Admit | LookFirst:
    """Let them in, if they see the channel: Discord would let in anybody."""
    place = read_ref(note.ref).place
    return Admit() if await sighting(tx, place, note.member_id) else LookFirst(place)


async def thread_of(tx: Tx, person_id: str) -> int | None:
    """Find the thread in which somebody was asked."""
    sent = await message_of(tx, rules.room_key(person_id))
    return sent.channel_id if sent else None


# ---------------------------------------------------------------- 3. what it says changes


async def reword(tx: Tx, person_id: str) -> None:
    """Have what stands in their room worded anew; nothing where there is none."""
    thread_id, target = await thread_of(tx, person_id), rules.says_key(person_id)
    refs = await refs_of(tx, [target])
    if thread_id is None or target not in refs:
        return
    key = f"{target}.{int(tx.now.timestamp() * 1000)}"
    room = read_ref(refs[target])
    await post(tx, _owed(tx, room, key, REWORD, thread_id, verb=Verb.EDIT, target=target))


def make_journey(word: Word, fail: Fail) -> Journey:
    """List what rooms add to the feature."""
    rooms = Rooms(word, fail)
    return Journey(
        renders={ROOM: rooms.render_room, SAYS: rooms.render, REWORD: rooms.render},
        render_notes={JOIN: render_join},
        settles={ROOM: rooms.settle, SAYS: rooms.settle, f"{FEATURE}.{JOIN}": rooms.settle},
    )
