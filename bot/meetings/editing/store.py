"""The SQL of changes: what a meeting was before each, and everything that a change writes."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from bot.meetings.editing.rules import Dated, Edit
from bot.meetings.rules import ANSWERS_KEPT, Meeting, Own
from bot.meetings.store import OWN
from bot.storage.database import Tx
from bot.storage.tables import answers, meeting_edits, meetings, occurrence_changes, reminders

# ---------------------------------------------------------------- the meeting itself


async def write_meeting(tx: Tx, meeting: Meeting) -> None:
    """Write everything that a change may touch; its sequence goes up."""
    values = {
        **columns_of(meeting),
        "planned_until": meeting.planned_until,
        "paused_at": meeting.paused_at,
        "paused_until": meeting.paused_until,
        "cancelled_at": meeting.cancelled_at,
        "sequence": meetings.c.sequence + 1,
    }
    await tx.execute(update(meetings).where(meetings.c.id == meeting.id).values(**values))
    await write_changes(tx, meeting)


def columns_of(meeting: Meeting) -> dict[str, object]:
    """Lay a meeting out as its row holds it."""
    return {
        "title": meeting.title,
        "zone": meeting.rule.zone,
        "rule": meeting.rule.to_json(),
        "minutes": meeting.minutes,
        "place": meeting.where,
        "place_in_public": meeting.where_in_public,
        "note": meeting.note,
        "leads": ",".join(str(lead) for lead in meeting.leads),
    }


async def write_changes(tx: Tx, meeting: Meeting) -> None:
    """Replace the changed dates of a meeting."""
    mine = occurrence_changes.c.meeting_id == meeting.id
    await tx.execute(delete(occurrence_changes).where(mine))
    days = sorted({*meeting.changes, *meeting.own})
    rows = [{**_changed(meeting, day), "changed_at": tx.now} for day in days]
    if rows:
        await tx.execute(insert(occurrence_changes), rows)


def _changed(meeting: Meeting, day: date) -> dict[str, object]:
    change, own = meeting.changes.get(day), meeting.own.get(day, Own())
    what = OWN if change is None else "skipped" if change.skipped else "moved"
    return {
        "meeting_id": meeting.id,
        "date": day.isoformat(),
        "change": what,
        "moved_to": change.moved_to if change else None,
        "title": own.title,
        "minutes": own.minutes,
        "place": own.where,
        "place_in_public": own.where_in_public,
        "note": own.note,
    }


async def drop_reminders(tx: Tx, meeting_id: int) -> None:
    """Forget who is reminded of a series of which nothing is ahead."""
    await tx.execute(delete(reminders).where(reminders.c.meeting_id == meeting_id))


async def remove_meeting(tx: Tx, meeting_id: int) -> None:
    """Remove a series that was begun and taken back; nothing may point to it any more."""
    for table in (occurrence_changes, reminders, answers):
        await tx.execute(delete(table).where(table.c.meeting_id == meeting_id))
    await tx.execute(delete(meeting_edits).where(meeting_edits.c.meeting_id == meeting_id))
    await tx.execute(delete(meetings).where(meetings.c.id == meeting_id))


# ---------------------------------------------------------------- those who come


async def answered_starts(tx: Tx, meeting_id: int) -> list[datetime]:
    """List the starts ahead to which somebody said that they come."""
    ahead = (answers.c.meeting_id == meeting_id) & (answers.c.start > tx.now)
    rows = await tx.rows(select(answers.c.start).where(ahead).distinct().order_by(answers.c.start))
    return [row["start"] for row in rows]


async def move_answers(tx: Tx, moves: Sequence[tuple[Dated, Dated]]) -> None:
    """Carry answers from one date to another, all at once, so that dates may trade places."""
    found = [
        (to, row)
        for source, to in moves
        for row in await tx.rows(select(answers).where(_at(source)))
    ]
    for source, _ in moves:
        await tx.execute(delete(answers).where(_at(source)))
    rows = [{**row, "meeting_id": to[0], "start": to[1]} for to, row in found]
    if rows:
        keys = ["meeting_id", "start", "member_id"]
        await tx.insert_missing(answers, rows, index_elements=keys)


def _at(dated: Dated) -> ColumnElement[bool]:
    return (answers.c.meeting_id == dated[0]) & (answers.c.start == dated[1])


async def copy_reminders(tx: Tx, source: int, to: int) -> None:
    """Have those who are reminded of one series reminded of another too."""
    named = ("member_id", "group_id", "lead_minutes", "muted_until")
    columns = [reminders.c[name] for name in named]
    rows = await tx.rows(select(*columns).where(reminders.c.meeting_id == source))
    copies = [{**row, "meeting_id": to, "since": tx.now} for row in rows]
    if copies:
        keys = ["member_id", "group_id", "meeting_id"]
        await tx.insert_missing(reminders, copies, index_elements=keys)


# ---------------------------------------------------------------- the changes


async def add_edit(
    tx: Tx, before: Meeting, packed: str, made_id: int | None,
    by: int | None, *, undone: bool = False,
) -> int:  # fmt: skip
    """Write down what a meeting was before it is changed."""
    values = {
        "meeting_id": before.id,
        "made_id": made_id,
        "before": packed,
        "changed_by": by,
        "changed_at": tx.now,
        "undone_at": tx.now if undone else None,
    }
    added = await tx.execute(insert(meeting_edits).values(**values).returning(meeting_edits.c.id))
    return int(added.scalar_one())


async def close_before(tx: Tx, before: Meeting, packed: str, by: int | None) -> None:
    """Let nothing from before this change be undone; what it is, was told by itself."""
    edit = await add_edit(tx, before, packed, None, by)
    chosen = meeting_edits.c.id == edit
    await tx.execute(update(meeting_edits).where(chosen).values(told_as=edit))
    one = meetings.c.id == before.id
    await tx.execute(update(meetings).where(one).values(sequence=meetings.c.sequence + 1))


async def find_edit(tx: Tx, edit_id: int) -> Edit | None:
    found = await _edits(tx, meeting_edits.c.id == edit_id)
    return found[0] if found else None


async def last_edit(tx: Tx, meeting_id: int) -> Edit | None:
    """Find the newest change of a meeting that was not undone."""
    mine = meeting_edits.c.meeting_id == meeting_id
    found = await _edits(tx, mine & meeting_edits.c.undone_at.is_(None))
    return found[-1] if found else None


async def edits_after(tx: Tx, meeting_id: int, edit_id: int) -> list[Edit]:
    """List the changes of a meeting after one, oldest first."""
    mine = meeting_edits.c.meeting_id == meeting_id
    return await _edits(tx, mine & (meeting_edits.c.id > edit_id))


async def made_from(tx: Tx, meeting_id: int) -> int | None:
    """Find the series that goes on after this one was split."""
    mine = (meeting_edits.c.meeting_id == meeting_id) & meeting_edits.c.made_id.is_not(None)
    found = await _edits(tx, mine & meeting_edits.c.undone_at.is_(None))
    return found[-1].made_id if found else None


async def close_edit(tx: Tx, edit_id: int) -> None:
    """Write down that a change was taken back."""
    chosen = meeting_edits.c.id == edit_id
    await tx.execute(update(meeting_edits).where(chosen).values(undone_at=tx.now))


async def forget_old_edits(tx: Tx) -> None:
    """Forget changes after 35 days."""
    old = meeting_edits.c.changed_at < tx.now - ANSWERS_KEPT
    await tx.execute(delete(meeting_edits).where(old))


# ---------------------------------------------------------------- telling


async def root_of(tx: Tx, meeting_id: int) -> int:
    """Find whose news tell of this meeting: its own, or those of the series it was split off."""
    made = (meeting_edits.c.made_id == meeting_id) & meeting_edits.c.told_as.is_(None)
    found: int | None = await tx.scalar(select(meeting_edits.c.meeting_id).where(made))
    return meeting_id if found is None else found


async def untold_edits(tx: Tx, root: int) -> list[Edit]:
    """List what nobody was told of yet: of a meeting, and of the series split off it."""
    untold = meeting_edits.c.told_as.is_(None)
    found = await _edits(tx, untold & (meeting_edits.c.meeting_id == root))
    made = {edit.made_id for edit in found if edit.made_id is not None}
    if made:
        found += await _edits(tx, untold & meeting_edits.c.meeting_id.in_(made))
    return found


async def mark_told(tx: Tx, edits: Sequence[Edit], told_as: int) -> None:
    chosen = meeting_edits.c.id.in_([edit.id for edit in edits])
    await tx.execute(update(meeting_edits).where(chosen).values(told_as=told_as))


async def edits_told_as(tx: Tx, told_as: int) -> list[Edit]:
    return await _edits(tx, meeting_edits.c.told_as == told_as)


async def _edits(tx: Tx, chosen: ColumnElement[bool]) -> list[Edit]:
    rows = await tx.rows(select(meeting_edits).where(chosen).order_by(meeting_edits.c.id))
    return [_edit(row) for row in rows]


def _edit(row: RowMapping) -> Edit:
    return Edit(
        id=row["id"], meeting_id=row["meeting_id"], made_id=row["made_id"], before=row["before"],
        changed_by=row["changed_by"], changed_at=row["changed_at"],
        undone=row["undone_at"] is not None, takes_back=row["undone_at"] == row["changed_at"],
    )  # fmt: skip
