"""Messages to the one who came, in private; where that is closed, in the thread they were asked in.

They name nobody: who it is about stands behind a button. `move_on` lets them go and has the next
asked.
"""

from dataclasses import replace

from bot.core.language import choose_language
from bot.core.message import Message
from bot.delivery.notes import name_note, post_note
from bot.delivery.outbox import post, state_of
from bot.delivery.owed import End, Lane, Note, Outcome, Owed, Skip, Verb, Via
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.clearing.service import take_out
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Request
from bot.reach.ladder.store import find_person, find_request
from bot.reach.minding import messages, rules
from bot.reach.minding.rules import FEATURE, IN_ROOM, MOVED, NEWS, PAGE, QUESTION
from bot.reach.rooms import service as rooms
from bot.reach.telling.service import tell
from bot.reach.together.rules import Talk
from bot.reach.together.service import helper_page, taker_id
from bot.reach.together.store import find_last, find_talk, keep_talk
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. they are told


async def tell_helper(tx: Tx, request: Request, talk: Talk, what: str) -> Talk:
    """Owe a message to the one who came, and remember how many there were."""
    talk = replace(talk, said=talk.said + 1)
    await keep_talk(tx, request, talk)
    await _post(tx, await taker_id(tx, request), what, rules.note_ref(request.id, talk.said))
    return talk


async def _post(tx: Tx, helper_id: int, what: str, ref: str) -> None:
    if helper_id:
        note, ends = Note(helper_id, FEATURE, what, ref), tx.now + rules.NOTES_LAST
        await post_note(tx, note, lane=Lane.HELP, due=tx.now, not_after=ends)


async def move_on(
    tx: Tx, request: Request, talk: Talk, why: str, *, by_helper: bool = False
) -> None:
    """Let the one who came go, and have the next asked; both read it."""
    helper_id = await taker_id(tx, request)
    await ladder.climb(tx, request.id, why)
    if helper_id and why in rules.APART:
        await take_out(tx, request.id, helper_id)
    if not by_helper:
        await _post(tx, helper_id, MOVED, rules.note_ref(request.id, talk.said + 1, why))


async def part_silently(tx: Tx, request: Request, helper_id: int) -> None:
    """Tell the one who came, whom the asker blocked, what they would read after "Not any more"."""
    talk = await find_last(tx, request)
    if talk is not None:
        await _post(tx, helper_id, MOVED, rules.note_ref(request.id, talk.said + 1, "asker_no"))


async def show_thread(tx: Tx, request: Request, talk: Talk) -> None:
    """Lead the one who came to their thread: on their page, or by a message where that is gone."""
    person = await find_person(tx, talk.person_id)
    if person is None or not person.member_id:
        return
    page = await name_note(tx, ladder.question_for(person))
    if not person.note or await state_of(tx, page) != "sent":
        await tell_helper(tx, request, talk, NEWS)
        return
    await post_note(
        tx,
        Note(person.member_id, FEATURE, PAGE, f"{request.id}.{talk.round}"),
        lane=Lane.HELP,
        due=tx.now,
        not_after=tx.now + rules.NOTES_LAST,
        verb=Verb.EDIT,
        target=page,
    )


# ---------------------------------------------------------------- 2. what it says


async def render(tx: Tx, note: Note) -> Message | Skip:
    """Word a message to the one who came, if it still is about them."""
    member = await privacy.member_of(tx, note.member_id)
    lang = choose_language(member.language, "")
    request_id, why = rules.read_ref(note.ref)
    if note.what == MOVED:
        return messages.moved_on(lang, why)
    request = await find_request(tx, request_id)
    if request is None or note.member_id != await taker_id(tx, request):
        return Skip("over")
    return await _word(tx, request, note.what, lang)


async def _word(tx: Tx, request: Request, what: str, lang: str) -> Message | Skip:
    talk = await find_talk(tx, request)
    if talk is not None and what == PAGE:
        return await helper_page(tx, request, talk, lang)
    if talk is None or (what == QUESTION and talk.phase not in ("asked", "warned")):
        return Skip("over")
    ask = messages.question if what == QUESTION else messages.news
    return ask(lang, talk.person_id)


# ---------------------------------------------------------------- 3. their chat is closed


async def settle(tx: Tx, outcome: Outcome) -> None:
    """Say it in the thread in which they were asked, where their private chat is closed."""
    what = outcome.kind.partition(".")[2]
    request = await find_request(tx, rules.read_ref(outcome.ref)[0])
    if outcome.end is not End.REFUSED or request is None or request.taker is None:
        return
    await _offer_others(tx, request)
    thread_id = await rooms.thread_of(tx, request.taker)
    if thread_id is None or what == MOVED:
        return
    ref = f"{what}.{outcome.ref}"
    await post(
        tx,
        Owed(
            key=f"{IN_ROOM}:{ref}",
            kind=IN_ROOM,
            ref=ref,
            channel_id=thread_id,
            server_id=request.server_id,
            lane=Lane.HELP,
            due=tx.now,
            not_after=tx.now + rules.NOTES_LAST,
            via=Via.THREAD,
        ),
    )


async def _offer_others(tx: Tx, request: Request) -> None:
    """Whoever's chat is closed to us can hardly be written to: offer the asker another way."""
    talk = await find_talk(tx, request)
    if talk and talk.way == "me" and talk.phase == "meeting" and talk.others and not talk.choosing:
        await keep_talk(tx, request, replace(talk, choosing=True))
        await tell(tx, request.id)


async def render_in_room(tx: Tx, ref: str) -> Message | Skip:
    """Word the same for their thread."""
    what, _, rest = ref.partition(".")
    request = await find_request(tx, rules.read_ref(rest)[0])
    if request is None:
        return Skip("over")
    return await _word(tx, request, what, request.lang)


JOURNEY = Journey(
    renders={IN_ROOM: render_in_room},
    render_notes=dict.fromkeys((NEWS, QUESTION, MOVED, PAGE), render),
    settles={f"{FEATURE}.{what}": settle for what in (NEWS, QUESTION)},
)
