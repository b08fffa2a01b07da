"""Telling what changed: once for several quick changes, in the channel and to those concerned."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from bot.core.errors import Refused
from bot.core.message import Answer, Message
from bot.core.press import Place, Press, Who
from bot.delivery.notes import OwedNote, post_notes
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, LookFirst, Note, Owed, Skip
from bot.delivery.sightings import sighting
from bot.delivery.timers import Due
from bot.meetings import messages as shared
from bot.meetings import rules
from bot.meetings import store as meetings
from bot.meetings.editing import rules as editing
from bot.meetings.editing import store
from bot.meetings.editing.rules import Edit
from bot.meetings.messages import MEETINGS
from bot.meetings.private import store as reminders
from bot.meetings.reading.service import can_see
from bot.meetings.reminding.service import language_of
from bot.meetings.rules import Meeting
from bot.meetings.telling import messages
from bot.meetings.telling.rules import NEWS, NEWS_FOR, Difference, compare
from bot.privacy import service as privacy
from bot.storage.database import Tx

WHAT = "changed"

# ---------------------------------------------------------------- two minutes later


async def plan_news(tx: Tx, dues: Sequence[Due]) -> None:
    """Owe the news of each meeting that changed; what was taken back in time is no news."""
    for due in dues:
        edits = await store.untold_edits(tx, int(due.subject_id))
        if not edits:
            continue
        told_as = edits[-1].id
        await store.mark_told(tx, edits, told_as)
        found = await _differences(tx, edits)
        if found and not found[0].is_void():
            await _owe_news(tx, told_as, found, edits)


async def _differences(tx: Tx, edits: Sequence[Edit]) -> list[Difference]:
    """Compare each meeting before the first of these changes with what it was after the last."""
    firsts: dict[int, Edit] = {}
    for edit in edits:
        firsts.setdefault(edit.meeting_id, edit)
    made = {edit.meeting_id: edit.made_id for edit in edits if edit.made_id and not edit.undone}
    ids = {*firsts, *made.values()}
    now = {one.id: one for one in await meetings.find_meetings(tx, [i for i in ids if i])}
    found = []
    for meeting_id, edit in firsts.items():
        if meeting_id in made.values() or meeting_id not in now:
            continue  # a series that was split off is told with the one it came from
        before = editing.unpack(now[meeting_id], edit.before)
        part = now.get(made.get(meeting_id) or 0)
        current = part or now[meeting_id]
        then = await _as_it_was_then(tx, current, edits)
        at, parted = edits[-1].changed_at, part is not None
        found.append(compare(before, then, at, parted=parted, current=current))
    return [difference for difference in found if difference]


async def _as_it_was_then(tx: Tx, current: Meeting, edits: Sequence[Edit]) -> Meeting:
    """Give a meeting as it was after the last of these changes; what was taken back is left out."""
    last = max(edit.id for edit in edits)
    later = await store.edits_after(tx, current.id, last)
    next_one = next((edit for edit in later if not edit.takes_back), None)
    return editing.unpack(current, next_one.before) if next_one else current


async def _owe_news(
    tx: Tx, told_as: int, found: Sequence[Difference], edits: Sequence[Edit]
) -> None:
    until = tx.now + NEWS_FOR
    place = found[0].after.place
    row = Owed(
        key=f"{NEWS}.{told_as}", kind=NEWS, ref=str(told_as), channel_id=place.channel_id,
        server_id=place.server_id, lane=Lane.MEETING, due=tx.now, not_after=until,
    )  # fmt: skip
    await post(tx, row)
    concerned = {member for one in found for member in await _concerned(tx, one)}
    by = {edit.changed_by for edit in edits}
    told = sorted(concerned - by if len(by) == 1 else concerned)
    members = await privacy.members_of(tx, told)
    soonest = min((at for one in found for at in _moments(one, tx.now)), default=until)
    notes = [
        OwedNote(
            note=Note(member_id, MEETINGS, WHAT, str(told_as)),
            lane=Lane.MEETING,
            due=rules.wait_for_morning(tx.now, members[member_id].quiet, soonest),
            not_after=until,
        )
        for member_id in told
    ]
    await post_notes(tx, notes)


async def _concerned(tx: Tx, found: Difference) -> set[int]:
    """List who comes to a date that changed (any date, if the series did), or is reminded."""
    both = {found.before.id: found.before, found.after.id: found.after}
    reminded = await reminders.reminders_for(tx, list(both.values()))
    awake = (one for some in reminded.values() for one in some if not one.is_muted(tx.now))
    concerned = {one.member_id for one in awake}
    starts: tuple[datetime | None, ...] = (None,) if found.of_series else found.starts
    for meeting_id in both:
        for start in starts:
            concerned |= await meetings.who_wants_to_know(tx, meeting_id, start)
    return concerned


def _moments(found: Difference, now: datetime) -> Iterable[datetime]:
    """Give the moments before which the news is of use."""
    both = (found.before, found.after)
    ahead = [o.start for one in both for o in islice(rules.coming(one, now), 1)]
    return [at for at in (*found.starts, *ahead) if at > now]


# ---------------------------------------------------------------- the words, when they go out


async def _news_of(tx: Tx, ref: str) -> list[Difference]:
    number = int(ref) if rules.is_small_number(ref) else 0
    return await _differences(tx, await store.edits_told_as(tx, number))


async def render_news(tx: Tx, ref: str) -> Message | Skip:
    """Word what changed, for the channel, as things stand now."""
    found = await _news_of(tx, ref)
    if not found or found[0].is_void():
        return Skip("undone")
    if not any(one.is_ahead(tx.now) for one in found):
        return Skip("over")
    return messages.news(await language_of(tx, found[0].current), found, tx.now)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word the private note: neutral, or with everything for who chose that."""
    found = await _news_of(tx, note.ref)
    if not found or found[0].is_void():
        return Skip("undone")
    if not any(one.is_ahead(tx.now) for one in found):
        return Skip("over")
    meeting = found[0].current
    if note.member_id not in {one for some in found for one in await _concerned(tx, some)}:
        return Skip("stopped")
    seen = await sighting(tx, meeting.place, note.member_id)
    if not seen:
        return LookFirst(meeting.place) if seen is None else Skip("unseen")
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    covering = await reminders.reminder_covering(tx, meeting, note.member_id)
    target = covering.target if covering else f"m{meeting.id}"
    if not member.text_at_once:
        return messages.neutral(lang, note.ref, target)
    return messages.news(lang, found, tx.now, stop=target)


async def open_news(tx: Tx, who: Who, press: Press) -> Answer:
    """Tell what changed, to the member and only while they can see the channel."""
    lang = await privacy.language_for(tx, who)
    edits = await store.edits_told_as(tx, _number(press.ref))
    ids = [edits[0].meeting_id] if edits else []
    known = await meetings.find_meetings(tx, ids)
    if not known or not can_see(who, known[0]):
        raise Refused(shared.no_such_meeting(lang))
    found = await _differences(tx, edits)
    if known[0].group_closed or (known[0].off and not any(one.ended for one in found)):
        raise Refused(shared.was_cancelled(lang))
    if not found:
        return messages.as_before(lang, known[0])
    return messages.news(lang, found, tx.now)


async def find_place(tx: Tx, ref: str) -> Place | None:
    """Tell which channel the news are about."""
    edits = await store.edits_told_as(tx, _number(ref))
    meeting = await meetings.find_meeting(tx, edits[0].meeting_id) if edits else None
    return meeting.place if meeting else None


def _number(ref: str) -> int:
    return int(ref) if rules.is_small_number(ref) else 0
