"""Telling people a week before that a meeting comes at another time by their own clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.errors import Refused
from bot.core.message import Answer, Message
from bot.core.press import Press, Who
from bot.delivery.notes import OwedNote, post_notes
from bot.delivery.owed import Lane, LookFirst, Note, Skip
from bot.delivery.sightings import sighting
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.clocks import messages
from bot.meetings.clocks.rules import WEEK, before_date, find_shift, last_date, shift
from bot.meetings.messages import MEETINGS
from bot.meetings.private import store as reminders
from bot.meetings.rules import Meeting, Ref, Reminder
from bot.privacy import service as privacy
from bot.privacy.service import Member
from bot.storage.database import Tx

WHAT = "clocks"

# ---------------------------------------------------------------- when a date has ended


async def owe_notices(
    tx: Tx, ended: Mapping[int, datetime], meetings: Sequence[Meeting],
    personal: Mapping[int, Sequence[Reminder]],
) -> None:  # fmt: skip
    """Owe a note to whose clock the next dates shift on; `ended` is by meeting the date just over.

    Members whose zone is not known are left out: Discord shows them the right time anyway.
    """
    over = [meeting for meeting in meetings if meeting.id in ended]
    if not over:
        return
    coming = await store.coming_members(tx, [meeting.id for meeting in over])
    awake = {m.id: {r.member_id for r in personal[m.id] if not r.is_muted(tx.now)} for m in over}
    told = {m.id: awake[m.id] | coming[m.id] for m in over}
    members = await privacy.members_of(tx, {one for some in told.values() for one in some})
    notes = [
        _note(meeting, members[one], ended[meeting.id], tx.now)
        for meeting in over
        for one in sorted(told[meeting.id])
    ]
    await post_notes(tx, [note for note in notes if note is not None])


async def owe_late_notice(tx: Tx, member_id: int, meetings: Sequence[Meeting]) -> None:
    """Owe it to somebody who comes, or is reminded, only after the last date has ended."""
    member = await privacy.member_of(tx, member_id)
    last = [(one, last_date(one, tx.now)) for one in meetings if not one.off]
    found = [_note(one, member, ended, tx.now) for one, ended in last if ended is not None]
    await post_notes(tx, [note for note in found if note is not None])


def _note(meeting: Meeting, member: Member, ended: datetime, now: datetime) -> OwedNote | None:
    found = find_shift(meeting, member.zone, ended, now) if member.zone else None
    if found is None or found[1] <= now:
        return None
    start = found[1]
    due = rules.wait_for_morning(max(now, start - WEEK), member.quiet, start)
    note = Note(member.member_id, MEETINGS, WHAT, str(Ref(meeting.id, start)))
    return OwedNote(note=note, lane=Lane.MEETING, due=due, not_after=start)


# ---------------------------------------------------------------- the words, when they go out


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word the notice, if the date still stands, still shifts, and is still wanted."""
    ref = rules.parse_ref(note.ref)
    meeting = await store.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None or ref.start is None:
        return Skip("gone")
    member = await privacy.member_of(tx, note.member_id)
    said = _word(member.language or "en", meeting, member, ref.start)
    if said is None or rules.why_not(meeting, ref, tx.now) is not None:
        return Skip("moved")
    covering = await reminders.reminder_covering(tx, meeting, note.member_id)
    coming = (await store.coming_members(tx, [meeting.id]))[meeting.id]
    if (covering is None or covering.is_muted(tx.now)) and note.member_id not in coming:
        return Skip("stopped")
    seen = await sighting(tx, meeting.place, note.member_id)
    if not seen:
        return LookFirst(meeting.place) if seen is None else Skip("unseen")
    target = covering.target if covering else f"m{meeting.id}"
    return said if member.text_at_once else messages.neutral(member.language or "en", ref, target)


def _word(lang: str, meeting: Meeting, member: Member, start: datetime) -> Message | None:
    before = before_date(meeting, start)
    if before is None or member.zone is None:
        return None
    if not shift(meeting.rule.zone, member.zone, before, start):
        return None
    return messages.shifted(lang, meeting, member.zone, before, start)


async def open_notice(tx: Tx, who: Who, press: Press) -> Answer:
    """Tell it, to the member and only while they can see the channel."""
    lang = await privacy.language_for(tx, who)
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await store.find_meeting(tx, ref.meeting_id)
    place = meeting.place if meeting else None
    if meeting is None or place is None or place.server_id != who.server_id:
        raise Refused(shared.no_such_meeting(lang))
    if not who.rights.sees(place.channel_id):
        raise Refused(shared.no_such_meeting(lang))
    if ref.start is None or rules.is_cancelled(meeting, ref):
        raise Refused(shared.was_moved(lang))
    said = _word(lang, meeting, await privacy.member_of(tx, who.member_id), ref.start)
    if said is None:
        raise Refused(shared.was_moved(lang))
    return said
