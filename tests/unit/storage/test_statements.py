"""Statements that mean the same on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.storage.tables import facilitators, groups, reminders, servers, timers


async def test_insert_missing_counts_what_was_new(db):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [{"kind": "k", "subject_id": str(n), "due": now} for n in range(1500)]
    async with db.begin() as tx:
        keys = ["kind", "subject_id"]
        assert await tx.insert_missing(timers, [], index_elements=keys) == 0
        assert await tx.insert_missing(timers, rows[0], index_elements=keys) == 1
        assert await tx.insert_missing(timers, rows[0], index_elements=keys) == 0
        assert await tx.insert_missing(timers, rows, index_elements=keys) == 1499


async def test_insert_missing_knows_partial_indexes(db):
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=1))
        row = {"name": "g", "channel_id": 1, "admission": "open", "medicine": "unsaid"}
        await tx.execute(insert(groups).values(id=1, server_id=1, created_at=tx.now, **row))
        row = {
            "member_id": 5,
            "group_id": 1,
            "meeting_id": None,
            "lead_minutes": 60,
            "since": tx.now,
        }
        for expected in (1, 0):
            assert expected == await tx.insert_missing(
                reminders,
                row,
                index_elements=["member_id", "group_id"],
                index_where=reminders.c.meeting_id.is_(None),
            )


async def test_upsert_changes_what_is_there(db):
    first, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    row = {"kind": "k", "subject_id": "1", "due": first, "attempts": 3}
    async with db.begin() as tx:
        for due in (first, later):
            await tx.upsert(
                timers,
                row | {"due": due, "attempts": 0 if due == later else 3},
                index_elements=["kind", "subject_id"],
                update=["due"],
            )
        (timer,) = await tx.rows(select(timers))
    assert (timer["due"], timer["attempts"]) == (later, 3)


async def test_moments_come_back_in_utc_and_naive_ones_are_refused(db):
    moment = datetime(2026, 10, 25, 2, 30, 0, 123000, tzinfo=UTC)
    async with db.begin() as tx:
        await tx.execute(insert(timers).values(kind="k", subject_id="1", due=moment))
        assert await tx.scalar(select(timers.c.due)) == moment
    with pytest.raises(StatementError, match="time zone"):
        async with db.begin() as tx:
            await tx.execute(
                insert(timers).values(kind="k", subject_id="2", due=datetime(2026, 1, 1))  # noqa: DTZ001
            )


async def test_rows_must_point_at_rows_and_errors_name_no_values(db):
    with pytest.raises(IntegrityError) as problem:
        async with db.begin() as tx:
            await tx.execute(insert(facilitators).values(group_id=77, member_id=123456789))
    assert "123456789" not in str(problem.value)


async def test_a_mistake_in_a_statement_is_not_an_outage(db):
    with pytest.raises(Exception, match=r"no such table|does not exist"):
        async with db.begin() as tx:
            await tx.execute(text("SELECT 1 FROM nowhere"))
