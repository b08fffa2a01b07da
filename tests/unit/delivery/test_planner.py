"""Timers become rows a set at a time; what fails stands alone in the end."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import Unavailable
from bot.delivery import planner as planning
from bot.delivery.notes import set_note_timer
from bot.delivery.outbox import post
from bot.delivery.timers import set_timer, set_timers
from bot.storage.database import BATCH
from tests.support.clock import START
from tests.unit.delivery.stage import HOUR, SERVER, make_note, make_owed


async def arm(stage, *subjects, kind="talk", due=START):
    async with stage.db.begin(BATCH) as tx:
        await set_timers(tx, kind, [(subject, due) for subject in subjects])


def plans_of(stage, *, failing=(), kind="talk"):
    """Let the feature post a row for each timer, and raise for some; return the set sizes."""
    sizes = []

    async def plan(tx, dues):
        sizes.append(len(dues))
        await post(tx, [make_owed(f"{kind}.{due.subject_id}") for due in dues])
        if any(due.subject_id in failing for due in dues):
            raise ValueError("a bug of the feature")

    stage.plans[kind] = plan
    return sizes


async def test_due_timers_come_as_one_set_and_are_gone(stage):
    sizes = plans_of(stage)
    await arm(stage, "1", "2", "3")
    await arm(stage, "later", due=START + HOUR)
    assert await stage.engine.planner.plan_some()
    assert sizes == [3]
    assert len(await stage.rows()) == 3
    assert await stage.timers() == {"later": START + HOUR}
    assert not await stage.engine.planner.plan_some()


async def test_at_most_500_in_one_transaction(stage):
    sizes = plans_of(stage)
    await arm(stage, *(str(n) for n in range(1100)))
    while await stage.engine.planner.plan_some():
        pass
    assert sizes == [500, 500, 100]
    assert len(await stage.rows()) == 1100


async def test_few_in_one_transaction_while_people_press(stage):
    sizes = plans_of(stage)
    await arm(stage, *(str(n) for n in range(700)))
    async with stage.db.begin():
        pass
    assert await stage.engine.planner.plan_some()
    assert await stage.engine.planner.plan_some()
    stage.clock.advance(seconds=1)
    assert await stage.engine.planner.plan_some()
    async with stage.db.begin():
        pass
    assert await stage.engine.planner.plan_some()
    assert sizes == [50, 50, 500, 50]


async def test_the_earliest_come_first(stage):
    seen = []

    async def plan(_tx, dues):
        seen.extend(due.subject_id for due in dues)

    stage.plans["talk"] = plan
    for n, minutes in enumerate((3, 1, 2)):
        await arm(stage, str(n), due=START - timedelta(minutes=minutes))
    await stage.step()
    assert seen == ["0", "2", "1"]


async def test_a_timer_set_again_stays(stage):
    async def plan(tx, dues):
        for due in dues:
            await set_timer(tx, due.kind, due.subject_id, tx.now + HOUR)

    stage.plans["talk"] = plan
    await arm(stage, "1")
    await stage.step()
    assert await stage.timers() == {"1": START + HOUR}


async def test_a_timer_set_again_to_the_past_is_a_bug(stage):
    async def plan(tx, dues):
        for due in dues:
            await set_timer(tx, due.kind, due.subject_id, tx.now)

    stage.plans["talk"] = plan
    await arm(stage, "1")
    await stage.step()
    assert await stage.timers() == {"1": START + timedelta(minutes=1)}


@pytest.mark.parametrize("failing", [{"7"}, {"0", "499"}, {"3", "4", "5"}])
async def test_the_failing_timer_is_found_by_halving(stage, failing):
    sizes = plans_of(stage, failing=failing)
    await arm(stage, *(str(n) for n in range(500)))
    await stage.engine.planner.plan_some()
    assert len(sizes) <= 1 + 2 * 9 * len(failing)
    assert len(await stage.rows()) == 500 - len(failing)
    assert await stage.timers() == dict.fromkeys(failing, START + timedelta(minutes=1))
    assert await stage.incidents() == [("talk", "failed", None, None)] * len(failing)


async def test_a_failing_timer_is_put_off_longer_each_time_and_then_daily(stage):
    plans_of(stage, failing={"1"})
    await arm(stage, "1")
    waits = []
    for _ in range(5):
        await stage.step()
        due = (await stage.timers())["1"]
        waits.append((due - stage.clock.now()) / timedelta(minutes=1))
        stage.clock.move_to(due)
    assert waits == [1, 5, 30, 1440, 1440]


async def test_a_timer_that_works_again_begins_anew(stage):
    failing = {"1"}
    plans_of(stage, failing=failing)
    await arm(stage, "1")
    await stage.step()
    await arm(stage, "1")
    await stage.step()
    assert await stage.timers() == {"1": START + timedelta(minutes=1)}


async def test_a_failing_feature_leaves_the_others(stage):
    plans_of(stage, failing={"1"})
    other = plans_of(stage, kind="walk")
    await arm(stage, "1", "2")
    await arm(stage, "1", "2", kind="walk")
    await stage.step()
    assert [row["key"] for row in await stage.rows()] == ["talk.2", "walk.1", "walk.2"]
    assert other[-1] == 2


async def test_a_timer_nobody_knows_is_put_off_and_reported(stage):
    sizes = plans_of(stage)
    await arm(stage, "1")
    await arm(stage, "x", kind="removed_feature")
    await stage.step()
    assert sizes[-1] == 1
    assert await stage.timers() == {"x": START + timedelta(minutes=1)}
    assert await stage.incidents() == [("removed_feature", "failed", None, None)]


@pytest.mark.parametrize("answer", [SERVER, None, ValueError("a bug")])
async def test_the_moderators_of_its_server_are_told(stage, answer):
    async def find(_tx, subject_id):
        assert subject_id == "1"
        if isinstance(answer, Exception):
            raise answer
        return answer

    plans_of(stage, failing={"1"})
    stage.find_servers["talk"] = find
    await arm(stage, "1")
    await stage.step()
    expected = answer if answer == SERVER else None
    assert await stage.incidents() == [("talk", "failed", expected, None)]


async def test_failing_private_timers_name_nobody(stage):
    async def plan(_tx, pairs):
        if any(note.ref == "1" for note, _ in pairs):
            raise ValueError("a bug")

    stage.plan_notes["talk"] = plan
    async with stage.db.begin() as tx:
        await set_note_timer(tx, make_note("1"), START)
        await set_note_timer(tx, make_note("2"), START)
    await stage.step()
    assert await stage.incidents() == [("note", "failed", None, None)]
    assert list((await stage.timers()).values()) == [START + timedelta(minutes=1)]
    assert await stage.entries() == 1


async def test_a_database_that_is_gone_is_not_the_features_fault(stage):
    async def plan(_tx, _dues):
        raise Unavailable

    stage.plans["talk"] = plan
    await arm(stage, "1")
    with pytest.raises(Unavailable):
        await stage.engine.planner.plan_some()
    assert await stage.timers() == {"1": START}
    assert await stage.incidents() == []


async def test_a_bug_of_the_planner_itself_is_not_swallowed(stage, monkeypatch):
    async def take(_tx, _only, _most):
        raise LookupError

    monkeypatch.setattr(planning, "_take", take)
    with pytest.raises(LookupError):
        await stage.engine.planner.plan_some()


@pytest.mark.parametrize("db_kind", ["postgresql"])
async def test_two_planners_share_the_work(stage):
    """The second skips what the first has locked, and does not wait for it."""
    holding, go = asyncio.Event(), asyncio.Event()
    sizes = []

    async def plan(_tx, dues):
        sizes.append(len(dues))
        if not holding.is_set():
            holding.set()
            await go.wait()

    stage.plans["talk"] = plan
    await arm(stage, *(str(n) for n in range(600)))
    first, second = stage.engine.planner, stage.start_engine().planner
    async with asyncio.TaskGroup() as group:
        group.create_task(first.plan_some())
        await holding.wait()
        assert await second.plan_some()
        assert not await second.plan_some()
        go.set()
    assert sizes == [500, 100]
    assert await stage.timers() == {}
