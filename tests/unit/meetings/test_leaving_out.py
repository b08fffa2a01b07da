"""A date left out with all that come after it: what ends, who reads of it, and undo."""

import pytest

from bot.core.errors import Refused
from tests.support.who import ANA, buttons_of, somebody
from tests.unit.meetings import steps

DAY = 86400
FIRST = 1795543200  # Tuesday 24 November 2026, 19:00 in Berlin
SECOND = FIRST + 7 * DAY


async def test_a_series_ends_before_the_date(stage):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "there", f"{meeting}.{SECOND}")
    done = await steps.skip_rest(stage, meeting, SECOND)
    assert done.title == "Changed: Circle"
    assert list(buttons_of(done)) == ["Undo"]
    await stage.run_until("2026-11-20 12:10")
    [said] = stage.channel()
    assert "**New times:** Every Tuesday at 19:00 (Europe/Berlin), until Monday 30 Nov" in said.body
    assert len(stage.chat(ANA)) == 1
    await stage.run_until("2026-12-09 12:00")
    assert not any(f"**Starts:** <t:{SECOND}" in one.body for one in stage.channel())
    assert "Circle" not in (await stage.press(somebody(ANA), "list")).body


async def test_undo_gives_all_dates_back(stage):
    meeting = await stage.plan()
    done = await steps.skip_rest(stage, meeting, SECOND)
    await steps.undo(stage, done)
    await stage.run_until("2026-12-01 17:30")
    assert f"**Starts:** <t:{SECOND}:F>" in stage.channel()[-1].body


async def test_from_the_next_date_on_the_series_is_cancelled(stage):
    meeting = await stage.plan()
    done = await steps.skip_rest(stage, meeting, FIRST)
    assert list(buttons_of(done)) == ["Undo"]
    with pytest.raises(Refused, match="no meeting here"):
        await steps.ask(stage, "ask_to_skip", meeting, SECOND)
    await stage.run_until("2026-11-20 12:10")
    [said] = stage.channel()
    assert "ancelled" in said.title + said.body


async def test_who_may_not_and_a_single_date_is_not_asked_for_more(stage):
    meeting = await stage.plan()
    asked = await steps.ask(stage, "ask_to_skip", meeting, FIRST)
    with pytest.raises(Refused, match="Only moderators and the facilitators"):
        await stage.press_on(somebody(ANA), asked, "This date and all after it")
    group = await stage.make_group("Another")
    once = await stage.plan(group=group, days="1 Dec", title="Once")
    asked = await steps.ask(stage, "ask_to_skip", once, SECOND)
    assert list(buttons_of(asked)) == ["Leave this date out", "Keep it"]
