"""When it is over for somebody who was asked: what they read about it in private is taken away.

Their messages named who asked, and what was written for them. Those words are theirs only while
they are asked or with that person.
"""

from typing import Final

from bot.core.language import choose_language
from bot.core.message import Message
from bot.delivery.notes import OwedNote, name_note, post_notes
from bot.delivery.outbox import state_of
from bot.delivery.owed import Lane, Note, Verb
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.clearing import messages
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Person, Request
from bot.reach.minding.rules import FEATURE, NEWS, QUESTION, note_ref
from bot.reach.together.store import find_last
from bot.storage.database import Tx

ASKED, CLEARED = "asked", "asked_cleared"
MOST_SAID: Final = 20  # looked for where it is not known any more how many messages there were
OUT: Final = ("sending", "unknown", "sent")


async def clear_question(tx: Tx, person: Person) -> None:
    """Take away what somebody read when they were asked."""
    if person.member_id and person.asked_at:
        await _clear(tx, [Note(person.member_id, FEATURE, ASKED, person.note)])


async def clear_talk(tx: Tx, request: Request) -> None:
    """Take away what whoever came last read after that, in messages of their own."""
    talk = await find_last(tx, request)
    person_id = talk.person_id if talk else request.taker
    person = await store.find_person(tx, person_id) if person_id else None
    if person is None or not person.member_id:
        return
    numbers = range(1, (talk.said if talk else MOST_SAID) + 1)
    refs = [note_ref(request.id, number) for number in numbers]
    notes = [
        Note(person.member_id, FEATURE, what, ref) for ref in refs for what in (NEWS, QUESTION)
    ]
    await _clear(tx, notes)


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


JOURNEY = Journey(render_notes={CLEARED: render})
