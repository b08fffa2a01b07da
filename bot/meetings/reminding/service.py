"""Reminders: a meeting's timer comes, rows are posted, and their words are found when they go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.message import Message
from bot.delivery.notes import OwedNote
from bot.delivery.notes import post_notes as post_all_notes
from bot.delivery.outbox import message_of, post
from bot.delivery.owed import Lane, Note, Owed, Skip, Verb
from bot.delivery.timers import Due, set_timers
from bot.meetings import rules, store
from bot.meetings.clocks.service import owe_notices
from bot.meetings.messages import MEETINGS
from bot.meetings.private import store as reminders
from bot.meetings.reminding import messages
from bot.meetings.reminding import rules as due_rules
from bot.meetings.rules import Meeting, Ref, Reminder
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

TIMER = "meetings.next"
REMINDER = "meetings.reminder"
AT_A_TIME = 50  # meetings worked out in one go: the database answers between, and so can others
EDIT_FOR = timedelta(days=1)  # how long a button may be taken off a message after the end


async def wake(tx: Tx, meeting_ids: Iterable[int]) -> None:
    """Have the planner look at these meetings at once; it arms their next moment.

    Called before a meeting's own row is changed: the planner takes the timer first and the row
    after it, and whoever took them the other way round would block it (PostgreSQL).
    """
    await set_timers(tx, TIMER, [(str(one), tx.now) for one in sorted(meeting_ids)])


# ---------------------------------------------------------------- what is due


async def plan(tx: Tx, dues: Sequence[Due]) -> None:
    """Post what came due since the last planning, and arm each meeting's next moment."""
    meetings = await store.find_meetings(tx, [int(due.subject_id) for due in dues])
    live = [meeting for meeting in meetings if not meeting.off]
    personal = await reminders.reminders_for(tx, live)
    for part in (live[first : first + AT_A_TIME] for first in range(0, len(live), AT_A_TIME)):
        await post(tx, [row for meeting in part for row in _reminders_due(meeting, tx.now)])
        notes = [one for m in part for one in _notes_due(m, personal[m.id], tx.now)]
        await post_notes(tx, "soon", notes)
        for meeting in part:
            await _post_ends(tx, meeting)
        ended = {m.id: max(ends) for m in part if (ends := due_rules.ends_due(m, tx.now))}
        await owe_notices(tx, ended, part, personal)
        planned = [replace(meeting, planned_until=tx.now) for meeting in part]
        moments = [(str(m.id), due_rules.next_moment(m, personal[m.id])) for m in planned]
        await set_timers(tx, TIMER, [(one, at) for one, at in moments if at is not None])
    await store.move_planned(tx, [meeting.id for meeting in live])


def _reminders_due(meeting: Meeting, now: datetime) -> list[Owed]:
    """Make the reminders that came due; each takes the place of the one before."""
    rows = []
    for start, lead in due_rules.reminders_due(meeting, now):
        ref, until = Ref(meeting.id, start, lead), due_rules.last_use(meeting, start)
        due = start - timedelta(minutes=lead)
        row = owe(meeting, ref, REMINDER, rules.reminder_key(ref), due, until)
        rows.append(replace(row, cancel_group=rules.group_key(ref)))
        rows += _earlier_gone(meeting, ref, now) if now < until else []
    return rows


def _earlier_gone(meeting: Meeting, shown: Ref, now: datetime) -> list[Owed]:
    """Make the removals of the reminders of this date that came before the one shown.

    One that still waits is never sent then; one that never was costs nothing.
    """
    earlier = [lead for lead in meeting.leads if lead > (shown.lead or 0)]
    keys = [rules.reminder_key(replace(shown, lead=lead)) for lead in earlier]
    until = now + EDIT_FOR
    gone = [owe(meeting, shown, REMINDER, f"{key}.gone", now, until) for key in keys]
    return [replace(row, verb=Verb.DELETE, target=key) for row, key in zip(gone, keys, strict=True)]


async def _post_ends(tx: Tx, meeting: Meeting) -> None:
    """Owe the last reminder of each date that ended its new words, without buttons."""
    for start in due_rules.ends_due(meeting, tx.now):
        await post_edits(tx, meeting, start, "meetings.over", rules.end_of(meeting, start))


async def post_edits(
    tx: Tx, meeting: Meeting, start: datetime, kind: str, due: datetime, version: int = 0
) -> None:
    """Owe other words to the reminder of this date that stands in the channel, or is on its way.

    A `version` makes the same words be owed anew.
    """
    begun = [lead for lead in meeting.leads if start - timedelta(minutes=lead) <= tx.now]
    current = [Ref(meeting.id, start, min(begun))] if begun else []
    others = [Ref(meeting.id, start, lead) for lead in sorted(rules.LEADS)]
    shown = dict.fromkeys([*current, *await _first_sent(tx, [*current, *others])])
    await post(tx, [_edit(meeting, ref, kind, due, version) for ref in shown])


async def _first_sent(tx: Tx, refs: Sequence[Ref]) -> list[Ref]:
    for ref in refs:
        if await message_of(tx, rules.reminder_key(ref)) is not None:
            return [ref]
    return []


def owe(
    meeting: Meeting, ref: Ref, kind: str, key: str, due: datetime, not_after: datetime
) -> Owed:
    """Make a row for the meeting's channel."""
    return Owed(
        key=key,
        kind=kind,
        ref=str(ref),
        channel_id=meeting.place.channel_id,
        server_id=meeting.place.server_id,
        lane=Lane.MEETING,
        due=due,
        not_after=not_after,
    )


def _edit(meeting: Meeting, shown: Ref, kind: str, due: datetime, version: int) -> Owed:
    key = rules.reminder_key(shown)
    named = f"{key}.{kind.removeprefix('meetings.')}" + (f".{version}" if version else "")
    row = owe(meeting, shown, kind, named, due, due + meeting.longest + EDIT_FOR)
    return replace(row, verb=Verb.EDIT, target=key)


# ---------------------------------------------------------------- private notes


@dataclass(frozen=True, slots=True)
class Told:
    """Who is to be told about which date, and until when that is of use."""

    member_id: int
    ref: Ref
    until: datetime


def _notes_due(meeting: Meeting, personal: Sequence[Reminder], now: datetime) -> list[Told]:
    """Make the private reminders that came due since the last planning."""
    found = []
    for one in personal:
        if one.is_muted(now):
            continue
        lead, after = timedelta(minutes=one.lead), max(meeting.planned_until, one.since)
        for start in due_rules.starts_due(meeting, lead, after, now):
            ref, until = Ref(meeting.id, start, one.lead), due_rules.last_use(meeting, start)
            found.append(Told(one.member_id, ref, until))
    return found


async def post_notes(tx: Tx, what: str, told: Sequence[Told]) -> None:
    """Owe private notes; for who has quiet hours one waits while it still comes in time."""
    members = await privacy.members_of(tx, {one.member_id for one in told})
    await post_all_notes(
        tx,
        [
            OwedNote(
                note=Note(one.member_id, MEETINGS, what, str(one.ref)),
                lane=Lane.MEETING,
                due=rules.wait_for_morning(
                    tx.now, members[one.member_id].quiet, one.ref.start or one.until
                ),
                not_after=one.until,
            )
            for one in told
        ],
    )


# ---------------------------------------------------------------- the words, when they go out


async def render_reminder(tx: Tx, ref_text: str) -> Message | Skip:
    """Word a reminder from the date its ref names, if that date still stands."""
    ref = rules.parse_ref(ref_text)
    meeting = await store.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None:
        return Skip("gone")
    why = rules.why_not(meeting, ref, tx.now)
    if why is not None:
        return Skip(why)
    shown = rules.on_date(meeting, ref.start)
    return messages.reminder(await language_of(tx, meeting), shown, ref, tx.now)


async def render_over(tx: Tx, ref_text: str) -> Message | Skip:
    """Word the last reminder of a date that has ended."""
    ref = rules.parse_ref(ref_text)
    meeting = await store.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None:
        return Skip("gone")
    ahead = (o.start for o in rules.coming(meeting, tx.now) if o.start != ref.start)
    return messages.over(await language_of(tx, meeting), meeting, next(ahead, None))


async def language_of(tx: Tx, meeting: Meeting) -> str:
    """Choose the language of a meeting's channel: that of its server."""
    return (await servers.server_of(tx, meeting.place.server_id)).language or "en"
