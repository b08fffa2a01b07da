"""Private notes at a member's own times: owed, worded, counted until somebody answers."""

from collections.abc import Sequence
from dataclasses import replace

from bot.checkins.messages import CHECKINS
from bot.checkins.notes import messages
from bot.checkins.rules import LATE, latest_due
from bot.checkins.times import rules, store
from bot.checkins.times import service as choosing
from bot.checkins.times.rules import Times
from bot.core.message import Message
from bot.core.quiet import end_of_quiet
from bot.delivery.notes import OwedNote, name_note, post_notes, set_note_timers
from bot.delivery.owed import End, Lane, LookFirst, Note, Outcome, Skip, Verb
from bot.delivery.timers import Due
from bot.privacy import service as privacy
from bot.privacy.trying.rules import TEST
from bot.privacy.trying.service import result_of, settle_test
from bot.storage.database import Tx

PROMPT, OFFER, GONE = "prompt", "offer", "gone"  # what the notes are called
PROMPTS = (PROMPT, OFFER)


async def plan_notes(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """1. Owe each member the note that came due, and arm their next moment."""
    times = await store.open_times(tx, [note.member_id for note, _ in due])
    owed: list[OwedNote] = []
    changed: dict[int, Times] = {}
    for member_id, mine in times.items():
        notes, changed[member_id] = await _plan_one(tx, member_id, mine)
        owed += notes
    await post_notes(tx, owed)
    await store.put_many(tx, changed)
    moments = [(choosing.timer_note(one), mine.next_note(tx.now)) for one, mine in changed.items()]
    await set_note_timers(tx, [(note, moment) for note, moment in moments if moment is not None])


async def _plan_one(tx: Tx, member_id: int, times: Times) -> tuple[list[OwedNote], Times]:
    start = latest_due(times.rules, times.planned_until, tx.now)
    times = replace(times, planned_until=tx.now)
    if start is None:
        return [], times
    name = rules.name_note(OFFER if times.should_offer else PROMPT, start)
    owed = OwedNote(
        note=_note(member_id, name), lane=Lane.CHECKIN, due=start, not_after=start + LATE
    )
    earlier = await _take_away(tx, member_id, times.newest, owed)
    return [owed, *earlier], replace(times, newest=name)


def _note(member_id: int, name: str) -> Note:
    what, _, start = name.partition(".")
    return Note(member_id, CHECKINS, what, start)


async def _take_away(tx: Tx, member_id: int, name: str, newer: OwedNote) -> list[OwedNote]:
    """Owe the removal of the note before, so that none of them pile up in the private chat."""
    if not name:
        return []
    before = _note(member_id, name)
    gone = Note(member_id, CHECKINS, GONE, before.ref)
    key = await name_note(tx, before)
    return [replace(newer, note=gone, verb=Verb.DELETE, target=key)]


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """2. Word it when it goes out, if it is still wanted; in quiet hours without a sound."""
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    times = await store.find_times(tx, note.member_id)
    if times is None:
        return Skip("stopped")
    if result_of(note):
        return await choosing.show_state(tx, note.member_id, lang, times, result_of(note))
    if note.what != TEST and times.is_paused(tx.now):
        return Skip("paused")
    silent = member.quiet is not None and end_of_quiet(tx.now, member.quiet) is not None
    said = messages.at_once(lang) if member.text_at_once else messages.neutral(lang)
    said = messages.with_offer(lang, said) if note.what == OFFER else said
    return replace(said, silent=silent)


async def settle(tx: Tx, outcome: Outcome) -> None:
    """3. It has ended: one that arrived counts as unanswered until its member answers."""
    await settle_test(tx, outcome)
    note = outcome.note
    if note is None or note.what not in PROMPTS or outcome.end is not End.SENT:
        return
    times = await store.change_times(tx, note.member_id)
    if times is not None:
        offered = times.offered or note.what == OFFER
        counted = replace(times, unanswered=times.unanswered + 1, offered=offered)
        await store.put_times(tx, note.member_id, counted)
