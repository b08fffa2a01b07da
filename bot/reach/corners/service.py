"""A corner for two: the private thread in which they meet, where they chose that.

It is made empty, says who it is for, and lets in the two, each by a step of its own. If it cannot
be made, or one of them cannot come in, the other ways are offered to both.
"""

from bot.core.language import choose_language
from bot.core.message import Message
from bot.delivery.notes import OwedNote, post_notes
from bot.delivery.outbox import post
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
from bot.reach.corners import rules
from bot.reach.corners.rules import FEATURE, GREETING, JOIN, THREAD, Ref, read_ref
from bot.reach.ladder.rules import Request
from bot.reach.ladder.store import find_request
from bot.reach.minding import service as minding
from bot.reach.minding.rules import NEWS
from bot.reach.telling.service import tell
from bot.reach.together import messages
from bot.reach.together import rules as together_rules
from bot.reach.together import service as together
from bot.reach.together.rules import Talk
from bot.reach.together.store import find_talk, keep_talk
from bot.servers import service as servers
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. it is made


async def open_corner(tx: Tx, request: Request, talk: Talk) -> bool:
    """Owe the thread of this round; False where there is no place for one."""
    server = await servers.server_of(tx, request.server_id)
    place = await together.thread_place(tx, server)
    if place is None:
        return False
    corner = Ref(request.id, talk.round, place)
    await post(tx, _owed(tx, corner, corner.key, THREAD, place.channel_id))
    return True


def _owed(tx: Tx, corner: Ref, key: str, kind: str, channel_id: int) -> Owed:
    opens = kind == THREAD
    return Owed(
        key=key,
        kind=kind,
        ref=str(corner),
        channel_id=channel_id,
        server_id=corner.place.server_id,
        lane=Lane.HELP,
        due=tx.now,
        not_after=tx.now + rules.MADE_WITHIN,
        verb=Verb.OPEN_THREAD if opens else Verb.SEND,
        via=Via.CHANNEL if opens else Via.THREAD,
    )


async def _find(tx: Tx, corner: Ref) -> tuple[Request, Talk] | None:
    """Find the talk whose thread this is, while the two still meet there."""
    request = await find_request(tx, corner.request_id)
    talk = await find_talk(tx, request) if request else None
    if request is None or talk is None:
        return None
    here = talk.way == "thread" and talk.round == corner.number
    return (request, talk) if here else None


async def render_thread(tx: Tx, ref: str) -> Thread | Skip:
    """Make it only while they meet there."""
    corner = read_ref(ref)
    if await _find(tx, corner) is None:
        return Skip("over")
    server = await servers.server_of(tx, corner.place.server_id)
    return Thread(messages.thread_title(choose_language(server.language, "")))


async def settle_thread(tx: Tx, outcome: Outcome) -> None:
    """It is there: greet the two and let them in. Or it cannot be made."""
    corner = read_ref(outcome.ref)
    found = await _find(tx, corner)
    if found is None or outcome.end in (End.SKIPPED, End.CANCELLED):
        return
    request, talk = found
    if outcome.sent is None:
        await _fail(tx, request, talk)
        return
    thread_id = outcome.sent.channel_id
    talk = together_rules.find_thread(talk, thread_id)
    await keep_talk(tx, request, talk)
    await post(tx, _owed(tx, corner, corner.greeting, GREETING, thread_id))
    await _let_in(tx, request, corner)
    await minding.show_thread(tx, request, talk)


# ---------------------------------------------------------------- 2. the two come in


async def _let_in(tx: Tx, request: Request, corner: Ref) -> None:
    both = (request.asker_id, await together.taker_id(tx, request))
    notes = [Note(member_id, FEATURE, JOIN, str(corner)) for member_id in both if member_id]
    ends = tx.now + rules.MADE_WITHIN
    owed = [
        OwedNote(
            note=note,
            lane=Lane.HELP,
            due=tx.now,
            not_after=ends,
            verb=Verb.ADD_MEMBER,
            target=corner.key,
        )
        for note in notes
    ]
    await post_notes(tx, owed)


async def render_join(tx: Tx, note: Note) -> Admit | LookFirst | Skip:
    """Let them in while they meet there, if they see the channel: Discord would let in anybody."""
    corner = read_ref(note.ref)
    if await _find(tx, corner) is None:
        return Skip("over")
    seen = await sighting(tx, corner.place, note.member_id)
    return Admit() if seen else LookFirst(corner.place)


async def render_greeting(tx: Tx, ref: str) -> Message | Skip:
    """Say in the thread who it is for."""
    found = await _find(tx, read_ref(ref))
    if found is None:
        return Skip("over")
    request, talk = found
    server = await servers.server_of(tx, request.server_id)
    lang = choose_language(server.language, request.lang)
    return messages.in_thread(lang, request, talk, await together.taker_id(tx, request))


async def settle_step(tx: Tx, outcome: Outcome) -> None:
    """Somebody cannot come in, or nothing can be said there: it is no place to meet."""
    failed = outcome.end in (End.REFUSED, End.EXPIRED) or outcome.code == "unseen"
    found = await _find(tx, read_ref(outcome.ref))
    if failed and found is not None:
        await _fail(tx, *found)


# ---------------------------------------------------------------- 3. it does not work


async def _fail(tx: Tx, request: Request, talk: Talk) -> None:
    """Offer the other ways to both, or have the next asked when there is none."""
    lost = together_rules.lose_thread(talk)
    if not lost.others:
        await minding.move_on(tx, request, lost, "unreachable")
        return
    await minding.tell_helper(tx, request, lost, NEWS)
    await tell(tx, request.id)


JOURNEY = Journey(
    renders={THREAD: render_thread, GREETING: render_greeting},
    render_notes={JOIN: render_join},
    settles={
        THREAD: settle_thread,
        GREETING: settle_step,
        f"{FEATURE}.{JOIN}": settle_step,
    },
)
