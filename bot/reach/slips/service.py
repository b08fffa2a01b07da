"""After a slip: is somebody safe, and what, if anything, would help.

1. The cards come from memory and keep nothing.
2. Whoever wants them asks for notes after 1, 3, 7 and 14 days: sealed, neutral, stopped by a press.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.quiet import end_of_quiet
from bot.delivery.notes import (
    OwedNote,
    are_armed,
    end_notes,
    name_note,
    post_notes,
    set_note_timer,
    set_note_timers,
)
from bot.delivery.owed import Lane, Note, Skip, Verb
from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.meetings import service as meetings
from bot.privacy import service as privacy
from bot.privacy.trying.messages import say_result
from bot.privacy.trying.rules import Result
from bot.privacy.trying.service import send_test
from bot.reach.slips import messages, rules
from bot.reach.slips.rules import GONE, NOTE, Step
from bot.reach.trials.service import Trial
from bot.servers import service as servers
from bot.storage.database import Tx

FEATURE, TARGET = "reach", "after"


async def show_soon(tx: Tx, who: Who, press: Press) -> Answer:
    """Show the meeting that comes next, below the card, which stays as it is."""
    del press
    found = await meetings.offer_next(tx, who)
    private = who.server_id is None
    return found or messages.no_meeting(await privacy.language_for(tx, who), private=private)


# ---------------------------------------------------------------- 1. asked for


async def ask_for_notes(tx: Tx, who: Who, press: Press) -> Answer:
    """Arm the first of the four notes and try at once whether one arrives; again begins anew."""
    del press
    await end_notes(tx, who.member_id, FEATURE, NOTE)
    step = rules.first_step(tx.now)
    first = rules.first_moment(step, await _zone_of(tx, who))
    await set_note_timer(tx, _note(who.member_id, step), first)
    await send_test(tx, who, FEATURE, TARGET)
    lang = await privacy.language_for(tx, who)
    return messages.notes_page(lang, say_result(lang, "sending"))


async def _zone_of(tx: Tx, who: Who) -> str | None:
    own = (await privacy.member_of(tx, who.member_id)).zone
    if own is not None or who.server_id is None:
        return own
    return (await servers.server_of(tx, who.server_id)).zone


def _note(member_id: int, step: Step) -> Note:
    return Note(member_id, FEATURE, NOTE, step.ref)


# ---------------------------------------------------------------- 2. one comes due


async def plan_notes(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """Owe each note that came due, take the one before away, and arm the next."""
    owed: list[OwedNote] = []
    armed = []
    for note, at in due:
        step = rules.read_step(note.ref)
        if step is None:
            continue
        owed += await _owe(tx, note.member_id, step, at)
        if step.following is not None:
            moment = max(at.due + rules.pause_after(step), tx.now)
            armed.append((_note(note.member_id, step.following), moment))
    await post_notes(tx, owed)
    await set_note_timers(tx, armed)


async def _owe(tx: Tx, member_id: int, step: Step, at: Due) -> list[OwedNote]:
    new = OwedNote(
        note=_note(member_id, step), lane=Lane.CHECKIN, due=at.due, not_after=at.due + rules.LATE
    )
    if step.before is None:
        return [new]
    key = await name_note(tx, _note(member_id, step.before))
    gone = Note(member_id, FEATURE, GONE, step.before.ref)
    return [new, replace(new, note=gone, verb=Verb.DELETE, target=key)]


async def render_note(tx: Tx, note: Note) -> Message | Skip:
    """Word it so that it says nothing to others, also to who sees other notes at once."""
    member = await privacy.member_of(tx, note.member_id)
    silent = member.quiet is not None and end_of_quiet(tx.now, member.quiet) is not None
    return replace(messages.neutral(member.language or "en", note.ref), silent=silent)


async def word_test(tx: Tx, note: Note) -> Message:
    """Word the test note like the others; opened, it says what they will be."""
    return messages.neutral((await privacy.member_of(tx, note.member_id)).language or "en", "")


async def show_result(tx: Tx, note: Note, result: Result) -> Message:
    """Say on the page that waited whether the test note arrived."""
    lang = (await privacy.member_of(tx, note.member_id)).language or "en"
    return messages.notes_page(lang, say_result(lang, result))


# ---------------------------------------------------------------- 3. opened, hidden, stopped


async def open_note(tx: Tx, who: Who, press: Press) -> Answer:
    """Show what a note is about."""
    lang, step = await privacy.language_for(tx, who), rules.read_step(press.ref)
    if step is None:
        return Edit(messages.notes_page(lang, ""))
    return Edit(messages.opened(lang, step.number, step.ref))


async def hide_note(tx: Tx, who: Who, press: Press) -> Answer:
    """Make it say nothing again."""
    return Edit(messages.neutral(await privacy.language_for(tx, who), press.ref))


async def stop(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop all of them at once; nothing of them is kept."""
    del press
    await end_notes(tx, who.member_id, FEATURE, NOTE)
    return Edit(messages.stopped(await privacy.language_for(tx, who)))


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page."""
    armed = await are_armed(tx, who.member_id, FEATURE, NOTE)
    return [messages.mine(await privacy.language_for(tx, who))] if armed else []


TRIAL = Trial(word_test, show_result)
JOURNEY = Journey(
    presses={
        "soon": show_soon,
        "after": ask_for_notes,
        "after_open": open_note,
        "after_hide": hide_note,
        "after_stop": stop,
    },
    plan_notes={NOTE: plan_notes},
    render_notes={NOTE: render_note},
)
