"""Two at once, and many in one set: nothing is doubled, on either database."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.core.errors import Refused
from bot.meetings.rules import Ref
from bot.storage.tables import outbox, reminders
from tests.support.who import ANA, BEN, mona, somebody

FIRST = 1795543200  # Tuesday 24 November 2026, 18:00 UTC


async def test_saving_twice_makes_one_meeting(stage):
    said = await stage.preview(mona(), await stage.make_group())
    both = await asyncio.gather(*(stage.press_on(mona(), said, "Save") for _ in range(2)))
    assert {one.title for one in both} == {"Saved: Circle"}
    assert len(await stage.ids()) == 1


async def test_two_people_who_plan_the_same_get_one_meeting(stage):
    group = await stage.make_group(facilitators=[BEN])
    ben = somebody(BEN)
    theirs = [(who, await stage.preview(who, group)) for who in (mona(), ben)]
    await asyncio.gather(*(stage.press_on(who, said, "Save") for who, said in theirs))
    assert len(await stage.ids()) == 1
    other = await stage.preview(ben, group, note="Another note")
    with pytest.raises(Refused, match="is planned already, so nothing was added"):
        await stage.press_on(ben, other, "Save")


async def test_many_meetings_are_planned_in_one_set(stage):
    group = await stage.make_group()
    for hour in range(10, 16):
        await stage.plan(group=group, title=f"Circle {hour}", time=f"{hour}:00")
    await stage.at("2026-11-23 09:00")
    await stage.at("2026-11-24 08:00")
    await stage.at("2026-11-24 13:55")
    said = {one.title: one.body.partition(" ")[0] for one in stage.channel()}
    over = {f"Circle {hour}": "This" for hour in range(10, 14)}  # "This meeting is over."
    assert said == {**over, "Circle 14": "**Starts:**", "Circle 15": "**Starts:**"}
    assert {row["state"] for row in await stage.rows(outbox)} <= {"sent", "skipped", "expired"}


@pytest.mark.parametrize("target", ["m1", "g1"])
async def test_two_presses_at_once_switch_on_one_reminder(stage, target):
    await stage.plan()
    await asyncio.gather(*(stage.press(somebody(ANA), "remind", target) for _ in range(3)))
    await stage.engine.step()
    assert len(await stage.rows(reminders)) == 1
    assert len(stage.chat(ANA)) == 1


async def test_people_press_while_the_planner_works(stage):
    """The planner takes timers before meetings, and so do they: nobody blocks anybody."""
    stage.let_see(ANA)
    await stage.plan()
    await stage.plan(group=1, title="Other", time="20:00")
    for hour in range(10, 18):
        stage.clock.move_to(datetime(2026, 11, 24, hour, 0, tzinfo=UTC))
        await asyncio.gather(
            stage.engine.step(),
            stage.press(somebody(ANA), "remind", "g1"),
            stage.press(somebody(BEN), "there", f"1.{FIRST}"),
            stage.press(somebody(900 + hour), "remind", "m1"),
            stage.press(mona(), "cancel", f"2.{FIRST + 3600}"),
        )
        await stage.engine.step()
    await stage.at("2026-11-24 17:00")
    assert await stage.incidents() == []
    assert len(await stage.rows(reminders)) == 9
    others = [one.body for one in stage.channel() if one.title == "Other"]
    assert all(body.startswith("**Cancelled:**") for body in others)
    keys = [row["key"] for row in await stage.rows(outbox)]
    assert len([key for key in keys if key.startswith("meetings.news.")]) == 1


@pytest.mark.parametrize("start", [FIRST, None])
async def test_two_people_cancel_at_once_and_it_is_said_once(stage, start):
    ref = str(Ref(await stage.plan(), start and datetime.fromtimestamp(start, UTC)))
    await asyncio.gather(*(stage.press(mona(), "cancel", ref) for _ in range(2)))
    await stage.hear()
    assert len(stage.channel()) == 1
    again = await stage.press(mona(), "cancel", ref)
    await stage.hear()
    assert "**Cancelled:**" in again.body
    assert len(stage.channel()) == 1
