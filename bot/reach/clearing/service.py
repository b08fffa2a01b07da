"""When it is over for somebody who was asked: what they read about it in private is taken away.

Their messages named who asked, and what was written for them. Those words are theirs only while
they are asked or with that person. What greets two people in a private thread of their own names
both; it turns into a sentence without names, and where they are kept apart, one is taken out.
"""

from datetime import timedelta
from typing import Final

from bot.core.language import choose_language
from bot.core.message import Message
from bot.delivery.notes import OwedNote, name_note, post_note, post_notes
from bot.delivery.outbox import find_known, message_of, post, refs_of, state_of, targets_of
from bot.delivery.owed import Lane, Note, Owed, Verb, Via
from bot.delivery.private import dm_of
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.clearing import messages
from bot.reach.corners.rules import JOIN, LEAVE, MOST_ROUNDS, OVER, Ref, name_thread, read_ref
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Person, Request
from bot.reach.minding.rules import FEATURE, NEWS, QUESTION, note_ref
from bot.reach.rooms import service as rooms
from bot.reach.together.store import find_last
from bot.servers import service as servers
from bot.storage.database import Tx

ASKED, CLEARED = "asked", "asked_cleared"
# The ladder's own words in its place.
NOT_NEEDED: Final = ("asked_taken", "asked_closed", "asked_over")
LAST: Final = "reach.last_words"
LAST_WITHIN: Final = timedelta(hours=1)
MOST_SAID: Final = 20  # looked for where it is not known any more how many messages there were
OUT: Final = ("sending", "unknown", "sent")


async def clear_question(tx: Tx, person: Person) -> None:
    """Take away what somebody read when they were asked, in private or in a thread of theirs."""
    await rooms.reword(tx, person.id)
    await _clear(tx, _questions(person))


def _questions(person: Person) -> list[Note]:
    asked = person.member_id and person.asked_at
    return [Note(person.member_id, FEATURE, ASKED, person.note)] if asked else []


async def clear_talk(tx: Tx, request: Request) -> None:
    """Take away what whoever came last read after that, in private and in the two's thread."""
    await _clear_threads(tx, request.id)
    talk = await find_last(tx, request)
    person_id = talk.person_id if talk else request.taker
    person = await store.find_person(tx, person_id) if person_id else None
    if person is not None and person.member_id:
        await _clear(tx, _news(person, talk.said if talk else MOST_SAID))


def _news(person: Person, said: int) -> list[Note]:
    refs = [note_ref(person.request_id, number) for number in range(1, said + 1)]
    return [Note(person.member_id, FEATURE, what, ref) for ref in refs for what in (NEWS, QUESTION)]


async def _clear(tx: Tx, notes: list[Note]) -> None:
    keys = [await name_note(tx, note) for note in notes]
    edits = [
        OwedNote(
            note=Note(note.member_id, FEATURE, CLEARED, note.ref),
            lane=Lane.ESCALATION,
            due=tx.now,
            not_after=tx.now + rules.NOTES_LAST,
            verb=Verb.EDIT,
            target=key,
        )
        for note, key in zip(notes, keys, strict=True)
        if await state_of(tx, key) in OUT
    ]
    await post_notes(tx, edits)


async def render(tx: Tx, note: Note) -> Message:
    """Say in a message from before that it is over for them."""
    member = await privacy.member_of(tx, note.member_id)
    return messages.cleared(choose_language(member.language, ""))


# ---------------------------------------------------------------- somebody is about to be erased


async def clear_before_erasing(tx: Tx, member_id: int) -> None:
    """Take what somebody read about others out of our private chat, while it can still be found.

    Their key is about to go, and with it every private note to them. So this is owed to the chat
    itself, for an hour at most, and names nobody.
    """
    chat, member = await dm_of(tx, member_id), await privacy.member_of(tx, member_id)
    if chat.channel_id is None:
        return
    read = [note for one in await store.asked_of(tx, member_id) for note in _all_of(one)]
    keys = {await name_note(tx, note) for note in read}
    keys |= set(await targets_of(tx, await _owed_already(tx, member_id)))
    for key in sorted(await find_known(tx, sorted(keys))):
        if await state_of(tx, key) in OUT:
            await post(tx, _last(tx, key, chat.channel_id, choose_language(member.language, "")))


def _all_of(person: Person) -> list[Note]:
    return [*_questions(person), *_news(person, MOST_SAID)]


async def _owed_already(tx: Tx, member_id: int) -> list[str]:
    """Name the rows by which something of theirs is being taken away: those go with the key."""
    entries = await tx.vault.entries_of(member_id)
    return [
        key
        for key, one in entries.items()
        if one.get("feature") == FEATURE and one.get("what") in (CLEARED, *NOT_NEEDED)
    ]


def _last(tx: Tx, target: str, chat_id: int, lang: str) -> Owed:
    return Owed(
        key=f"{LAST}:{target}",
        kind=LAST,
        ref=lang,
        channel_id=chat_id,
        server_id=0,
        lane=Lane.HELP,
        due=tx.now,
        not_after=tx.now + LAST_WITHIN,
        verb=Verb.EDIT,
        via=Via.CHAT,
        target=target,
    )


async def render_last(_tx: Tx, ref: str) -> Message:
    """Word what stays where somebody read about another."""
    return messages.cleared(ref)


# ---------------------------------------------------------------- the private thread of two


async def _clear_threads(tx: Tx, request_id: str) -> None:
    """Take both names and the buttons out of what was said in the threads of a call."""
    for corner in await _corners_of(tx, request_id):
        made = await message_of(tx, corner.key)
        if made is not None and await state_of(tx, corner.greeting) in OUT:
            await post(tx, _bye(tx, corner, made.channel_id))


def _bye(tx: Tx, corner: Ref, thread_id: int) -> Owed:
    return Owed(
        key=f"{corner.greeting}:bye",
        kind=OVER,
        ref=str(corner.place.server_id),
        channel_id=thread_id,
        server_id=corner.place.server_id,
        lane=Lane.ESCALATION,
        due=tx.now,
        not_after=tx.now + rules.NOTES_LAST,
        verb=Verb.EDIT,
        via=Via.THREAD,
        target=corner.greeting,
    )


async def _corners_of(tx: Tx, request_id: str) -> list[Ref]:
    keys = [name_thread(request_id, number) for number in range(1, MOST_ROUNDS + 1)]
    return [read_ref(ref) for ref in (await refs_of(tx, keys)).values()]


async def render_bye(tx: Tx, ref: str) -> Message:
    """Say in their thread that it is looked after no more, and how to leave it."""
    server = await servers.server_of(tx, int(ref))
    return messages.thread_over(choose_language(server.language, ""))


async def take_out(tx: Tx, request_id: str, member_id: int, *, of: int = 0) -> None:
    """Take somebody out of the private threads of a call; `of`: those they share with this one."""
    for corner in await _corners_of(tx, request_id):
        target = await _name_join(tx, corner, member_id)
        apart = not of or await state_of(tx, await _name_join(tx, corner, of)) is not None
        if apart and await state_of(tx, target) in ("waiting", *OUT):
            await post_note(
                tx,
                Note(member_id, FEATURE, LEAVE, str(corner)),
                lane=Lane.HELP,
                due=tx.now,
                not_after=tx.now + rules.NOTES_LAST,
                verb=Verb.DROP_MEMBER,
                target=target,
            )


async def _name_join(tx: Tx, corner: Ref, member_id: int) -> str:
    """Name the row that let somebody in."""
    return await name_note(tx, Note(member_id, FEATURE, JOIN, str(corner)), Verb.ADD_MEMBER)


JOURNEY = Journey(render_notes={CLEARED: render}, renders={OVER: render_bye, LAST: render_last})
