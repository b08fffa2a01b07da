"""Again in ten minutes: one private note comes once more, never after the meeting began."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.errors import Refused
from bot.core.message import Answer
from bot.core.press import Press, Who
from bot.delivery.notes import OwedNote, post_notes, set_note_timer
from bot.delivery.owed import Lane, Note
from bot.delivery.timers import Due
from bot.meetings import rules
from bot.meetings.messages import MEETINGS
from bot.meetings.reading.service import visible_date
from bot.meetings.rules import Ref
from bot.meetings.snoozing import messages
from bot.meetings.snoozing.rules import AGAIN, WAIT, can_come_again
from bot.privacy import service as privacy
from bot.storage.database import Tx


async def snooze(tx: Tx, who: Who, press: Press) -> Answer:
    """Have the note of one date come again; a sealed timer, so that a restart forgets nothing."""
    meeting, start = await visible_date(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    if not can_come_again(start, tx.now):
        raise Refused(messages.too_late(lang, start))
    note = Note(who.member_id, MEETINGS, AGAIN, str(Ref(meeting.id, start)))
    await set_note_timer(tx, note, tx.now + WAIT)
    return messages.comes_again(lang, tx.now + WAIT, start)


async def plan_notes(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """Owe the notes whose ten minutes are over; each is named by the minutes that are left."""
    owed = []
    for note, one in due:
        ref = rules.parse_ref(note.ref)
        if ref is None or ref.start is None or ref.start <= tx.now:
            continue
        left = int((ref.start - one.due).total_seconds() // 60)
        named = replace(note, ref=str(replace(ref, lead=left)))
        owed.append(OwedNote(note=named, lane=Lane.MEETING, due=tx.now, not_after=ref.start))
    await post_notes(tx, owed)
