"""Private reminders that pause: for a while, or until they are turned on again."""

from sqlalchemy import select

from bot.storage.tables import reminders
from tests.support.who import ANA, mona, selects_of, somebody
from tests.unit.meetings import steps

FIRST, THIRD = 1795543200, 1796752800  # Tuesdays, 18:00 UTC


async def switch_on(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    page = await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.engine.step()
    return meeting, page


async def test_a_pause_of_a_week_ends_by_itself(stage):
    _, page = await switch_on(stage)
    await stage.at("2026-11-24 12:00")
    paused = await stage.pick(somebody(ANA), page, "rest", "7")
    assert "**They pause** until <t:1796126400:f>." in paused.body
    before = len(stage.chat(ANA))
    await stage.run_until("2026-11-30 12:00")
    assert len(stage.chat(ANA)) == before
    await stage.run_until("2026-12-01 18:00")
    assert len(stage.chat(ANA)) == before + 1


async def test_paused_notes_say_nothing_of_changes_and_can_be_turned_on(stage):
    meeting, page = await switch_on(stage)
    paused = await stage.pick(somebody(ANA), page, "rest", "36500")
    assert "**They pause** until you turn them on again." in paused.body
    before = len(stage.chat(ANA))
    await steps.skip(stage, meeting, FIRST)
    await stage.press(mona(), "cancel", f"{meeting}.{FIRST + 7 * 86400}")
    await stage.run_until("2026-12-08 12:00")
    assert len(stage.chat(ANA)) == before
    shown = await stage.pick(somebody(ANA), paused, "rest", "0")
    assert "pause" not in shown.body
    assert f"<t:{THIRD - 3600}:F>" in shown.body
    await stage.run_until("2026-12-08 18:00")
    assert len(stage.chat(ANA)) == before + 1
    async with stage.db.read() as tx:
        assert await tx.scalar(select(reminders.c.muted_until)) is None
    assert next(one.chosen for one in selects_of(shown)["rest"].options)
