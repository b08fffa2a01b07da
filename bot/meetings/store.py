"""The SQL of meetings, of their changed dates, and of who said that they will be there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from bot.core.press import Place
from bot.core.recurrence import Change, Rule
from bot.meetings.rules import ANSWERS_KEPT, Meeting, Own
from bot.storage.database import Tx
from bot.storage.tables import answers, groups, meetings, occurrence_changes

OWN = "own"  # a changed date that takes place when the rule says

# ---------------------------------------------------------------- meetings


async def add_meeting(tx: Tx, values: Mapping[str, Any]) -> int:
    added = await tx.execute(insert(meetings).values(**values).returning(meetings.c.id))
    return int(added.scalar_one())


async def lock_group(tx: Tx, group_id: int) -> None:
    """Let one transaction at a time look for a meeting and add it."""
    await tx.row(select(groups.c.id).where(groups.c.id == group_id).with_for_update())


async def find_same(tx: Tx, group_id: int, title: str, rule: Rule) -> Meeting | None:
    """Find a meeting of the group that has the same name and the same dates."""
    found = await meetings_of_groups(tx, [group_id])
    return next((one for one in found if (one.title, one.rule) == (title, rule)), None)


async def find_meeting(tx: Tx, meeting_id: int) -> Meeting | None:
    """Find a meeting, also a cancelled one, without looking at anybody's rights."""
    found = await _load(tx, meetings.c.id == meeting_id)
    return found[0] if found else None


async def find_meetings(tx: Tx, ids: Iterable[int]) -> list[Meeting]:
    return await _load(tx, meetings.c.id.in_(list(ids)))


async def meetings_of_groups(tx: Tx, group_ids: Iterable[int]) -> list[Meeting]:
    """List the meetings of these groups that were not cancelled, over or not."""
    chosen = meetings.c.group_id.in_(list(group_ids)) & meetings.c.cancelled_at.is_(None)
    return await _load(tx, chosen)


async def _load(tx: Tx, chosen: ColumnElement[bool]) -> list[Meeting]:
    rows = await tx.rows(
        select(meetings, groups.c.name, groups.c.server_id, groups.c.channel_id, groups.c.closed_at)
        .join(groups, groups.c.id == meetings.c.group_id)
        .where(chosen)
        .order_by(meetings.c.id)
    )
    changed = await _changed_dates(tx, [row["id"] for row in rows])
    return [_meeting(row, changed[row["id"]]) for row in rows]


async def _changed_dates(tx: Tx, ids: Sequence[int]) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = defaultdict(list)
    query = select(occurrence_changes).where(occurrence_changes.c.meeting_id.in_(ids))
    for row in await tx.rows(query) if ids else ():
        found[row["meeting_id"]].append(row)
    return found


def _own(row: RowMapping) -> Own:
    return Own(
        row["title"], row["minutes"], row["place"], row["place_in_public"], row["note"]
    )  # fmt: skip


def _meeting(row: RowMapping, changed: Sequence[RowMapping]) -> Meeting:
    days = [(date.fromisoformat(one["date"]), one) for one in changed]
    return Meeting(
        id=row["id"],
        group_id=row["group_id"],
        group_name=row["name"],
        place=Place(row["server_id"], row["channel_id"]),
        title=row["title"],
        rule=Rule.from_json(row["rule"]),
        minutes=row["minutes"],
        where=row["place"],
        where_in_public=bool(row["place_in_public"]),
        note=row["note"],
        leads=tuple(int(lead) for lead in row["leads"].split(",") if lead),
        planned_until=row["planned_until"],
        cancelled_at=row["cancelled_at"],
        group_closed=row["closed_at"] is not None,
        sequence=row["sequence"],
        paused_at=row["paused_at"],
        paused_until=row["paused_until"],
        changes={day: Change(one["moved_to"]) for day, one in days if one["change"] != OWN},
        own={day: own for day, one in days if (own := _own(one))},
    )


async def move_planned(tx: Tx, ids: Iterable[int]) -> None:
    """Write down that everything up to now is planned."""
    chosen = meetings.c.id.in_(list(ids))
    await tx.execute(update(meetings).where(chosen).values(planned_until=tx.now))


async def cancel_meeting(tx: Tx, meeting_id: int) -> None:
    chosen = meetings.c.id == meeting_id
    await tx.execute(update(meetings).where(chosen).values(cancelled_at=tx.now))


# ---------------------------------------------------------------- who will be there


async def put_answer(tx: Tx, meeting_id: int, start: datetime, member_id: int) -> None:
    row = {"meeting_id": meeting_id, "start": start, "member_id": member_id, "notify": True}
    await tx.insert_missing(answers, row, index_elements=["meeting_id", "start", "member_id"])


async def find_answer(tx: Tx, meeting_id: int, start: datetime, member_id: int) -> bool | None:
    """Tell whether they want to be told of changes; None when they did not say they come."""
    notify: bool | None = await tx.scalar(
        select(answers.c.notify).where(_answer(meeting_id, start, member_id))
    )
    return notify


async def set_notify(
    tx: Tx, meeting_id: int, start: datetime, member_id: int, notify: bool
) -> None:
    chosen = _answer(meeting_id, start, member_id)
    await tx.execute(update(answers).where(chosen).values(notify=notify))


async def drop_answer(tx: Tx, meeting_id: int, start: datetime, member_id: int) -> None:
    await tx.execute(delete(answers).where(_answer(meeting_id, start, member_id)))


def _answer(meeting_id: int, start: datetime, member_id: int) -> ColumnElement[bool]:
    return (
        (answers.c.meeting_id == meeting_id)
        & (answers.c.start == start)
        & (answers.c.member_id == member_id)
    )


async def count_answers(tx: Tx, meeting_id: int, start: datetime) -> int:
    chosen = (answers.c.meeting_id == meeting_id) & (answers.c.start == start)
    return int(await tx.scalar(select(func.count()).where(chosen)))


async def who_wants_to_know(tx: Tx, meeting_id: int, start: datetime | None) -> set[int]:
    """List who said that they come on this date (None: any date ahead) and wants to be told."""
    when = answers.c.start > tx.now if start is None else answers.c.start == start
    rows = await tx.rows(
        select(answers.c.member_id).where(
            answers.c.meeting_id == meeting_id, when, answers.c.notify.is_(True)
        )
    )
    return {row["member_id"] for row in rows}


async def coming_members(tx: Tx, meeting_ids: Sequence[int]) -> dict[int, set[int]]:
    """List by meeting who comes to a date ahead and wants to be told of changes."""
    rows = await tx.rows(
        select(answers.c.meeting_id, answers.c.member_id).where(
            answers.c.meeting_id.in_(list(meeting_ids)),
            answers.c.start > tx.now,
            answers.c.notify.is_(True),
        )
    )
    found: dict[int, set[int]] = {one: set() for one in meeting_ids}
    for row in rows:
        found[row["meeting_id"]].add(row["member_id"])
    return found


async def answers_of_member(tx: Tx, member_id: int) -> list[tuple[int, datetime]]:
    """List what somebody said they come to and that is still ahead, soonest first."""
    rows = await tx.rows(
        select(answers.c.meeting_id, answers.c.start)
        .where(answers.c.member_id == member_id, answers.c.start > tx.now)
        .order_by(answers.c.start)
    )
    return [(row["meeting_id"], row["start"]) for row in rows]


async def mute_answers(tx: Tx, member_id: int, meeting_ids: Iterable[int] | None) -> None:
    """Stop telling somebody of changes: of these meetings, or (None) of all."""
    query = update(answers).where(answers.c.member_id == member_id).values(notify=False)
    if meeting_ids is not None:
        query = query.where(answers.c.meeting_id.in_(list(meeting_ids)))
    await tx.execute(query)


async def forget_old_answers(tx: Tx) -> None:
    await tx.execute(delete(answers).where(answers.c.start < tx.now - ANSWERS_KEPT))
