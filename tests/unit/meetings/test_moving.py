"""One date moved or left out, a series that pauses: carried out, told once, undone."""

import pytest

from bot.core.errors import Refused
from bot.storage.tables import meeting_edits, occurrence_changes
from bot.storage.tables import meetings as saved
from tests.support.who import ANA, BEN, CHANNEL, HIDDEN, buttons_of, mona, somebody
from tests.unit.meetings import steps

FIRST, SECOND, THIRD = 1795543200, 1796148000, 1796752800  # Tuesdays, 18:00 UTC
MOVED = FIRST + 86400 + 3600  # Wednesday, 20:00 in Berlin


async def test_a_date_is_left_out_after_asking(stage):
    meeting = await stage.plan()
    asked = await steps.ask(stage, "ask_to_skip", meeting, FIRST)
    assert asked.body == (
        f"Leave out **Circle** on <t:{FIRST}:F> (<t:{FIRST}:R>)? The other dates stay. "
        "Or leave out all after it too: then the meeting ends there."
    )
    asked_for = ["Leave this date out", "This date and all after it", "Keep it"]
    assert list(buttons_of(asked)) == asked_for
    done = await stage.press_on(mona(), asked, "Leave this date out")
    assert done.title == "Changed: Circle"
    assert f"**Next:** <t:{SECOND}:F>" in done.body
    assert list(buttons_of(done)) == ["Undo"]
    with pytest.raises(Refused, match="That date has changed"):
        await stage.press_on(mona(), asked, "Leave this date out")
    await stage.run_until("2026-11-25 12:00")
    [said] = stage.channel()
    assert said.body.split("\n") == [
        f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>).",
        f"**Next:** <t:{SECOND}:F> (<t:{SECOND}:R>)",
    ]


async def test_a_date_moves_with_its_answers_and_reminders(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    await stage.press(somebody(BEN), "remind", f"m{meeting}")
    stage.let_see(BEN)
    await stage.run_until("2026-11-24 17:30")
    form = await steps.ask(stage, "start_move", meeting, FIRST)
    assert [field.value for field in form.fields] == ["2026-11-24", "19:00"]
    preview = await stage.send(mona(), form, days="25 Nov", time="8pm")
    assert f"**From:** <t:{FIRST}:F>" in preview.body
    assert f"**To:** <t:{MOVED}:F>" in preview.body
    assert "Wednesday 25 November 2026, 20:00 (Europe/Berlin)" in preview.body
    await stage.press_on(mona(), preview, "Save")
    assert [(r["start"].timestamp(), r["member_id"]) for r in await stage.answers()] == [
        (MOVED, ANA)
    ]
    await stage.engine.step()
    [shown] = stage.channel()
    assert shown.body.startswith(f"**Moved:** the meeting on <t:{FIRST}:F>")
    assert buttons_of(shown)["I'll be there"].ref == f"{meeting}.{MOVED}"
    await stage.run_until("2026-11-24 17:40")
    assert f"is now on <t:{MOVED}:F>" in stage.channel()[1].body
    for member in (ANA, BEN):
        note = stage.chat(member)[-1]
        assert note.body == "A note you asked for."
        opened = await stage.press_on(somebody(member), note, "Open")
        assert f"is now on <t:{MOVED}:F>" in opened.body
    await stage.run_until("2026-11-25 18:55")
    assert f"**Starts:** <t:{MOVED}:F>" in stage.channel()[-1].body


async def test_undo_puts_everything_back(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 17:30")
    before = [dict(row) for row in await stage.rows(saved)]
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    reminder = stage.channel()
    done = await steps.move(stage, meeting, FIRST, "25 Nov", "8pm")
    await stage.engine.step()
    assert stage.channel() != reminder
    stage.clock.advance(minutes=1)
    undone = await steps.undo(stage, done)
    assert undone.title == "Undone: Circle"
    assert (await steps.undo(stage, done)).title == "Undone: Circle"
    await stage.engine.step()
    assert stage.channel() == reminder
    assert await stage.rows(occurrence_changes) == []
    after = [dict(row) for row in await stage.rows(saved)]
    for row in (*before, *after):
        row.pop("sequence"), row.pop("planned_until")
    assert after == before
    assert [row["start"].timestamp() for row in await stage.answers()] == [FIRST]
    await stage.run_until("2026-11-24 17:45")
    assert stage.channel() == reminder, "what was taken back in time is no news"
    await stage.run_until("2026-11-24 17:55")
    assert f"**Starts:** <t:{FIRST}:F>" in stage.channel()[-1].body


async def test_a_reminder_that_came_due_while_a_date_was_out_is_made_up_for(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 16:58")
    done = await steps.skip(stage, meeting, FIRST)
    await stage.run_until("2026-11-24 17:03")
    assert all("Starts" not in one.body for one in stage.channel())
    await steps.undo(stage, done)
    await stage.run_until("2026-11-24 17:04")
    starts = [one for one in stage.channel() if "**Starts:**" in one.body]
    assert len(starts) == 1


async def test_undo_is_for_ten_minutes_and_the_last_change(stage):
    meeting = await stage.plan()
    first = await steps.skip(stage, meeting, FIRST)
    second = await steps.skip(stage, meeting, SECOND)
    with pytest.raises(Refused, match="Please undo that first"):
        await steps.undo(stage, first)
    await steps.undo(stage, second)
    stage.clock.advance(minutes=10)
    with pytest.raises(Refused, match="they are over"):
        await steps.undo(stage, first)


async def test_who_may(stage):
    group = await stage.make_group(facilitators=[BEN])
    meeting = await stage.plan(group=group)
    for door, *words in (
        ("ask_to_skip", meeting, FIRST),
        ("start_move", meeting, FIRST),
        ("start_edit", meeting, "series"),
        ("ask_to_pause", meeting, ""),
    ):
        with pytest.raises(Refused, match="Only moderators and the facilitators"):
            await steps.ask(stage, door, *words, who=somebody(ANA))
        with pytest.raises(Refused, match="no meeting here"):
            await steps.ask(stage, door, *words, who=somebody(BEN, sees=(HIDDEN,)))
        assert await steps.ask(stage, door, *words, who=somebody(BEN))
    with pytest.raises(Refused, match="No meeting here that you may change is paused"):
        await steps.resume(stage, meeting, who=somebody(ANA))
    for action, ref in (("skip", f"{meeting}.{FIRST}"), ("pause", meeting)):
        with pytest.raises(Refused, match="Only moderators"):
            await stage.press(somebody(ANA), action, ref)
    done = await steps.skip(stage, meeting, FIRST, who=somebody(BEN))
    with pytest.raises(Refused, match="Only moderators"):
        await steps.undo(stage, done, who=somebody(ANA))


async def test_a_move_to_where_it_cannot_be_is_refused(stage):
    meeting = await stage.plan()
    for day, time, said in (
        ("24 Nov", "19:00", "is on .* already"),
        ("1 Dec", "19:00", "has a date on .* already"),
        ("2026-11-20", "08:00", "is over"),
        ("2040-01-01", "08:00", "is very far away"),
        ("blursday", "19:00", "do not understand the days"),
    ):
        form = await steps.ask(stage, "start_move", meeting, FIRST)
        with pytest.raises(Refused, match=said):
            await stage.send(mona(), form, days=day, time=time)


async def test_a_series_pauses_until_it_is_resumed(stage):
    meeting = await stage.plan()
    done = await steps.pause(stage, meeting)
    assert "No date is ahead." in done.body
    await stage.run_until("2026-11-20 12:05")
    assert stage.channel()[-1].body.startswith("**Paused:** no meetings until somebody")
    await stage.run_until("2026-12-05 12:00")
    assert len(stage.channel()) == 1
    async with stage.db.read() as tx:
        offered = await steps.meetings.suggest_paused(tx, mona(), "")
    assert offered == [("Circle · Tuesday circle", str(meeting))]
    resumed = await steps.resume(stage, meeting)
    assert f"**Next:** <t:{THIRD}:F>" in resumed.body
    await stage.run_until("2026-12-05 12:05")
    assert stage.channel()[-1].body.startswith("**It goes on again** as planned.")
    await stage.run_until("2026-12-08 17:55")
    assert f"**Starts:** <t:{THIRD}:F>" in stage.channel()[-1].body
    assert stage.moments()[2].isoformat() == "2026-12-07T18:00:00+00:00", "nothing is made up for"


async def test_a_pause_until_a_day_ends_by_itself(stage):
    meeting = await stage.plan()
    done = await steps.pause(stage, meeting, "2 Dec")
    assert f"**Next:** <t:{THIRD}:F>" in done.body
    await stage.run_until("2026-12-08 17:55")
    assert "no meetings before Wednesday 2 December 2026" in stage.channel()[0].body
    assert f"**Starts:** <t:{THIRD}:F>" in stage.channel()[-1].body
    undone = await stage.rows(meeting_edits)
    assert len(undone) == 1


async def test_several_quick_changes_are_told_once(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.engine.step()
    before = len(stage.chat(ANA))
    await steps.skip(stage, meeting, FIRST)
    await stage.run_until("2026-11-20 12:01")
    await steps.move(stage, meeting, SECOND, "2 Dec", "20:00")
    await stage.run_until("2026-11-20 12:02")
    assert stage.channel() == []
    await stage.run_until("2026-11-20 12:10")
    [said] = stage.channel(CHANNEL)
    assert "**Cancelled:** the meeting on" in said.body
    assert "**Moved:**" in said.body
    assert len(stage.chat(ANA)) == before + 1
