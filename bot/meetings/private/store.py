"""The SQL of private reminders: of one meeting, or of every meeting of a group."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, String, cast, delete, select, update

from bot.meetings.rules import ANSWERS_KEPT, Meeting, Reminder, covering
from bot.storage.database import Tx
from bot.storage.tables import meetings, reminders, timers


async def reminders_for(tx: Tx, wanted: Sequence[Meeting]) -> Mapping[int, list[Reminder]]:
    """List, by meeting id, the private reminders that cover these meetings: one a member."""
    ids, group_ids = [m.id for m in wanted], list({m.group_id for m in wanted})
    of_groups = reminders.c.meeting_id.is_(None) & reminders.c.group_id.in_(group_ids)
    found = await _list(tx, reminders.c.meeting_id.in_(ids) | of_groups) if ids else []
    return {
        meeting.id: covering(
            (r for r in found if r.meeting_id == meeting.id or _is_of_group(r, meeting)),
            meeting.id,
        )
        for meeting in wanted
    }


def _is_of_group(reminder: Reminder, meeting: Meeting) -> bool:
    return reminder.meeting_id is None and reminder.group_id == meeting.group_id


async def reminder_covering(tx: Tx, meeting: Meeting, member_id: int) -> Reminder | None:
    """Find this member's private reminder of a meeting: its own before that of its group."""
    of_group = reminders.c.meeting_id.is_(None) & (reminders.c.group_id == meeting.group_id)
    mine = reminders.c.member_id == member_id
    found = await _list(tx, mine & ((reminders.c.meeting_id == meeting.id) | of_group))
    return next(iter(covering(found, meeting.id)), None)


async def find_reminder(
    tx: Tx, member_id: int, group_id: int, meeting_id: int | None
) -> Reminder | None:
    found = await _list(tx, _exactly(member_id, group_id, meeting_id))
    return found[0] if found else None


async def reminders_of_member(tx: Tx, member_id: int) -> list[Reminder]:
    return await _list(tx, reminders.c.member_id == member_id)


async def add_reminder(
    tx: Tx, member_id: int, group_id: int, meeting_id: int | None, lead: int
) -> bool:
    """Add a reminder; False when there is one already."""
    row = {"member_id": member_id, "group_id": group_id, "meeting_id": meeting_id}
    of_group = meeting_id is None
    added = await tx.insert_missing(
        reminders,
        {**row, "lead_minutes": lead, "since": tx.now},
        index_elements=["member_id", "group_id"] + ([] if of_group else ["meeting_id"]),
        index_where=reminders.c.meeting_id.is_(None) if of_group else None,
    )
    return added == 1


async def change_lead(tx: Tx, reminder_id: int, lead: int) -> None:
    """Take another lead from now on; moments that have passed are not made up for."""
    await tx.execute(
        update(reminders)
        .where(reminders.c.id == reminder_id)
        .values(lead_minutes=lead, since=tx.now)
    )


async def mute(tx: Tx, reminder_id: int, until: datetime | None) -> None:
    """Let the notes of a reminder pause until a moment; None ends the pause."""
    chosen = reminders.c.id == reminder_id
    await tx.execute(update(reminders).where(chosen).values(muted_until=until))


async def drop_reminder(
    tx: Tx, member_id: int, *, group_id: int | None = None, meeting_id: int | None = None
) -> None:
    """Stop one reminder of a member: that of a meeting, or that of a group's meetings."""
    of_group = reminders.c.meeting_id.is_(None) & (reminders.c.group_id == group_id)
    chosen = of_group if meeting_id is None else reminders.c.meeting_id == meeting_id
    await tx.execute(delete(reminders).where((reminders.c.member_id == member_id) & chosen))


async def drop_all_reminders(tx: Tx, member_id: int) -> None:
    await tx.execute(delete(reminders).where(reminders.c.member_id == member_id))


async def forget_reminders_of_the_past(tx: Tx) -> None:
    """Remove the reminders of meetings that ended long ago: nothing is ahead, no timer is armed."""
    armed = select(timers.c.id).where(
        timers.c.kind == "meetings.next", timers.c.subject_id == cast(meetings.c.id, String)
    )
    gone = select(meetings.c.id).where(
        meetings.c.planned_until < tx.now - ANSWERS_KEPT, ~armed.exists()
    )
    await tx.execute(delete(reminders).where(reminders.c.meeting_id.in_(gone)))


def _exactly(member_id: int, group_id: int, meeting_id: int | None) -> ColumnElement[bool]:
    meeting = reminders.c.meeting_id
    what = meeting.is_(None) if meeting_id is None else meeting == meeting_id
    return (reminders.c.member_id == member_id) & (reminders.c.group_id == group_id) & what


async def _list(tx: Tx, chosen: ColumnElement[bool]) -> list[Reminder]:
    rows = await tx.rows(select(reminders).where(chosen).order_by(reminders.c.id))
    return [_reminder(row) for row in rows]


def _reminder(row: RowMapping) -> Reminder:
    return Reminder(
        id=row["id"],
        member_id=row["member_id"],
        group_id=row["group_id"],
        meeting_id=row["meeting_id"],
        lead=row["lead_minutes"],
        since=row["since"],
        muted_until=row["muted_until"],
    )
