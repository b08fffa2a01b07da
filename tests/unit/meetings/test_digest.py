"""A group's week in its channel: chosen, posted, kept true, replaced, switched off."""

import pytest

from bot.core.errors import Refused
from bot.groups import service as groups
from bot.meetings import service as meetings
from tests.support.who import ANA, BEN, buttons_of, mona, somebody
from tests.unit.meetings import steps

FIRST = 1795543200  # Tuesday 24 November, 18:00 UTC


async def choose(stage, group, day="", at="", who=None):
    async with stage.db.begin() as tx:
        return await meetings.choose_digest(tx, who or mona(), str(group), day, at)


@pytest.fixture
async def group(stage):
    group = await stage.make_group(facilitators=[BEN])
    await stage.plan(group=group, picks=[("leads",)])
    return group


async def test_it_comes_once_a_week_in_one_message(stage, group):
    page = await choose(stage, group, "Sunday", "18:00", somebody(BEN))
    assert "**Every Sunday at 18:00 (Europe/Berlin)**" in page.body
    await stage.run_until("2026-11-22 17:05")
    [shown] = stage.channel()
    assert shown.title == "The week: Tuesday circle"
    assert shown.body == f"- <t:{FIRST}:F> · Circle"
    assert list(buttons_of(shown)) == ["Next meetings", "Remind me"]
    await stage.run_until("2026-11-29 17:05")
    [shown] = stage.channel()
    assert shown.body == f"- <t:{FIRST + 7 * 86400}:F> · Circle"


async def test_it_follows_changes(stage, group):
    await choose(stage, group, "Sunday", "18:00")
    await stage.run_until("2026-11-22 17:05")
    done = await steps.skip(stage, 1, FIRST)
    await stage.engine.step()
    assert stage.channel()[0].body == "No meetings in these seven days."
    await steps.undo(stage, done)
    await stage.engine.step()
    assert stage.channel()[0].body == f"- <t:{FIRST}:F> · Circle"
    await stage.plan(group=group, title="Tea", days="Wed", picks=[("leads",)])
    await stage.engine.step()
    assert stage.channel()[0].body.endswith(f"- <t:{FIRST + 86400}:F> · Tea")
    await stage.press(mona(), "cancel", "2")
    await stage.engine.step()
    assert "Tea" not in stage.channel()[0].body
    assert len([one for one in stage.channel() if one.title.startswith("The week")]) == 1


async def test_off_takes_it_away_and_a_closed_group_has_none(stage, group):
    await choose(stage, group, "Sunday", "18:00")
    await stage.run_until("2026-11-22 17:05")
    page = await choose(stage, group, "off")
    assert page.body.startswith("Off.")
    await stage.run_until("2026-12-01 12:00")
    assert stage.channel() == []
    await choose(stage, group, "Sunday", "18:00")
    async with stage.db.begin() as tx:
        found = await groups.group_of(tx, group)
        await groups.close_gone(
            tx, found.server_id, found.channel_id, meetings.cancel_group_meetings
        )
    before = len(stage.channel())
    await stage.run_until("2026-12-20 12:00")
    assert len(stage.channel()) <= before + 1, "only that its meeting ended"


async def test_who_may_and_what_is_understood(stage, group):
    with pytest.raises(Refused):
        await choose(stage, group, "Sunday", "18:00", somebody(ANA))
    for day, at in (("Sunday", ""), ("Mon, Tue", "18:00"), ("1 Dec", "18:00"), ("", "18:00")):
        with pytest.raises(Refused, match="one day and a time"):
            await choose(stage, group, day, at)
    await choose(stage, group, "Sunday", "18:00")
    assert "Every Monday at 18:00" in (await choose(stage, group, "Monday")).body
    assert "Every Monday at 20:00" in (await choose(stage, group, "", "8pm")).body
