"""A series changed through the preview: all of it, or from a date on; who hangs on it follows."""

from itertools import islice

import pytest

from bot.core.errors import Refused
from bot.meetings import rules, store
from bot.storage.tables import meetings as saved
from bot.storage.tables import reminders
from tests.support.who import ANA, BEN, CHANNEL, mona, selects_of, somebody
from tests.unit.meetings import steps

FIRST, SECOND, THIRD = 1795543200, 1796148000, 1796752800  # Tuesdays, 18:00 UTC
HOUR, DAY = 3600, 86400


async def starts(stage, *ids, n=4):
    """The next starts of these meetings, in seconds."""
    async with stage.db.read() as tx:
        found = await store.find_meetings(tx, ids)
        ahead = [o.start for one in found for o in islice(rules.coming(one, tx.now), n)]
    return sorted(int(start.timestamp()) for start in ahead)[:n]


async def test_the_form_is_filled_in_and_the_preview_says_what_changes(stage):
    meeting = await stage.plan(note="Bring tea.", minutes="90")
    form = await steps.ask(stage, "start_edit", meeting, "series")
    assert form.title == "Change a meeting"
    assert [field.value for field in form.fields] == [
        "Circle", "Tuesday", "19:00", "90", "Bring tea.",
    ]  # fmt: skip
    preview = await stage.send(mona(), form)
    assert preview.body.startswith("**This changes all dates ahead.**")
    assert "**Every Tuesday at 19:00 (Europe/Berlin)**" in preview.body
    form = await steps.ask(stage, "start_edit", meeting, SECOND)
    preview = await stage.send(mona(), form)
    assert preview.body.startswith("**Only Tuesday 1 December 2026 changes. The other")
    preview = await stage.pick(mona(), preview, "scope", "later")
    assert "changes the date Tuesday 1 December 2026 and all after it" in preview.body


async def test_a_series_is_changed(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "there", f"{meeting}.{SECOND}")
    done = await steps.edit(stage, meeting, time="8pm", title="Tea")
    assert done.title == "Changed: Tea"
    assert "Every Tuesday at 20:00" in done.body
    assert await starts(stage, meeting, n=2) == [FIRST + HOUR, SECOND + HOUR]
    assert [row["start"].timestamp() for row in await stage.answers()] == [SECOND + HOUR]
    await stage.run_until("2026-11-20 12:05")
    [said] = stage.channel()
    assert said.title == "Tea"
    assert "**New times:** Every Tuesday at 20:00 (Europe/Berlin)" in said.body
    assert "**New name:** Tea (before: Circle)" in said.body
    opened = await stage.press_on(somebody(ANA), stage.chat(ANA)[-1], "Open")
    assert "**New times:**" in opened.body


async def test_saved_once_however_often_it_is_pressed(stage):
    meeting = await stage.plan()
    form = await steps.ask(stage, "start_edit", meeting, "series")
    preview = await stage.send(mona(), form, time="8pm")
    done = await stage.press_on(mona(), preview, "Save")
    assert await stage.press_on(mona(), preview, "Save") == done
    [row] = await stage.rows(saved)
    assert row["sequence"] == 1


async def test_two_who_change_at_once_do_not_overwrite_each_other(stage):
    meeting = await stage.plan()
    forms = [await steps.ask(stage, "start_edit", meeting, "series") for _ in range(2)]
    pairs = zip(forms, ("8pm", "9pm"), strict=True)
    previews = [await stage.send(mona(), form, time=t) for form, t in pairs]
    await stage.press_on(mona(), previews[0], "Save")
    with pytest.raises(Refused, match="changed since you opened it"):
        await stage.press_on(mona(), previews[1], "Save")


async def test_this_and_following_parts_the_series(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    stage.let_see(BEN)
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    await stage.press(somebody(ANA), "there", f"{meeting}.{THIRD}")
    await stage.press(somebody(BEN), "remind", f"m{meeting}")
    await steps.skip(stage, meeting, THIRD + 7 * DAY)
    done = await steps.edit_from(stage, meeting, SECOND, time="20:00")
    old, new = await stage.ids()
    assert await starts(stage, old) == [FIRST]
    assert await starts(stage, new) == [
        SECOND + HOUR, THIRD + HOUR, THIRD + 14 * DAY + HOUR, THIRD + 21 * DAY + HOUR,
    ]  # fmt: skip
    given = {(row["meeting_id"], row["start"].timestamp()) for row in await stage.answers()}
    assert given == {(old, FIRST), (new, THIRD + HOUR)}
    assert {row["meeting_id"] for row in await stage.rows(reminders)} == {old, new}
    await stage.run_until("2026-11-20 12:05")
    [said] = stage.channel(CHANNEL)
    assert "**From Tuesday 1 December 2026 on:**" in said.body
    await stage.run_until("2026-11-20 12:06")
    undone = await steps.undo(stage, done)
    assert "Every Tuesday at 19:00" in undone.body
    assert await stage.ids() == [old]
    assert await starts(stage, old, n=3) == [FIRST, SECOND, THIRD]
    given = {(row["meeting_id"], row["start"].timestamp()) for row in await stage.answers()}
    assert given == {(old, FIRST), (old, THIRD)}
    assert {row["meeting_id"] for row in await stage.rows(reminders)} == {old}
    await stage.run_until("2026-12-08 18:55")
    assert f"**Starts:** <t:{THIRD}:F>" in stage.channel()[-1].body


async def test_every_second_week_stays_in_its_weeks(stage):
    meeting = await stage.plan(picks=[("repeat", "weekly2")])
    await stage.at("2026-11-26 12:00")
    assert await starts(stage, meeting, n=2) == [THIRD, THIRD + 14 * DAY]
    await steps.edit(stage, meeting, time="20:00")
    assert await starts(stage, meeting, n=2) == [THIRD + HOUR, THIRD + 14 * DAY + HOUR]
    await steps.edit(stage, meeting, days="Wed")
    assert await starts(stage, meeting, n=2) == [THIRD + HOUR + DAY, THIRD + 15 * DAY + HOUR]


async def test_what_is_left_of_a_count_stays(stage):
    meeting = await stage.plan(picks=[("end", "4")])
    await stage.run_until("2026-11-26 12:00")
    form = await steps.ask(stage, "start_edit", meeting, "series")
    preview = await stage.send(mona(), form, time="20:00")
    chosen = [one.value for one in selects_of(preview)["end"].options if one.chosen]
    assert chosen == ["3"]
    await stage.press_on(mona(), preview, "Save")
    assert await starts(stage, meeting) == [s + HOUR for s in (SECOND, THIRD, THIRD + 7 * DAY)]


async def test_a_meeting_that_is_on_ends_as_it_was(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 18:20")
    await steps.edit(stage, meeting, time="20:00")
    old, new = await stage.ids()
    await stage.run_until("2026-11-24 19:01")
    assert any("This meeting is over." in one.body for one in stage.channel())
    assert await starts(stage, old) == []
    assert await starts(stage, new, n=1) == [SECOND + HOUR]


async def test_a_cancelled_date_cannot_be_undone_away(stage):
    meeting = await stage.plan()
    done = await steps.skip(stage, meeting, FIRST)
    await stage.press(mona(), "cancel", f"{meeting}.{SECOND}")
    with pytest.raises(Refused, match="Please undo that first"):
        await steps.undo(stage, done)


async def test_posted_reminders_say_what_holds_now(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 17:30")
    await steps.edit(stage, meeting, title="Tea", note="Bring cups.")
    await stage.engine.step()
    [shown] = stage.channel()
    assert shown.title == "Tea"
    assert "Bring cups." in shown.body
    assert "I'll be there" in [one.label for one in shown.rows[0]]
