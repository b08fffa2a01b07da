"""What stands about meetings on somebody's own page, and the page of their private reminders."""

import pytest

from bot.groups import service as groups
from bot.groups.joining import service as joining
from bot.meetings import service as meetings
from bot.storage.tables import reminders
from tests.support.who import ANA, BEN, HIDDEN, buttons_of, mona, selects_of, somebody

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])

FIRST = 1795543200  # Tuesday 24 November 2026, 18:00 UTC
SHOWN_THERE = "**My reminders** shows them all."


@pytest.fixture
async def meeting(stage):
    return await stage.plan()


async def lines_of(stage, who):
    async with stage.db.begin() as tx:
        return await meetings.describe_mine(tx, who)


async def test_my_page_names_what_i_can_see_and_counts_the_rest(stage, meeting):
    async with stage.db.begin() as tx:
        await joining.join(tx, somebody(ANA), await groups.group_of(tx, 1))
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.press(somebody(ANA), "remind", "g1")
    assert await lines_of(stage, somebody(ANA)) == [
        f"Next: “Circle”, <t:{FIRST}:F> (<t:{FIRST}:R>)",
        f"You said that you come: “Circle”, <t:{FIRST}:F> (<t:{FIRST}:R>)",
        "A private note 1 hour before “Circle”",
        "A private note 1 hour before each meeting of “Tuesday circle”",
    ]
    assert await lines_of(stage, somebody(ANA, sees=())) == [
        "And 1 more date you come to and 2 more private reminders. " + SHOWN_THERE
    ]
    assert await lines_of(stage, somebody(BEN)) == []


async def test_my_page_says_when_notes_cannot_arrive(stage, meeting):
    stage.transport.closed_chats.add(ANA)
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.engine.step()
    lines = await lines_of(stage, somebody(ANA))
    assert "Your private messages are closed to me" in lines[-1]
    said = await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    assert "your private messages are closed to me" in said.body


async def test_my_reminders_can_be_opened_changed_and_stopped(stage, meeting):
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.press(somebody(ANA), "remind", "g1")
    page = await stage.press(somebody(ANA), "mine")
    assert page.body.split("\n") == [
        "- A private note 1 hour before “Circle”",
        "- A private note 1 hour before each meeting of “Tuesday circle”",
    ]
    one = await stage.pick(somebody(ANA), page, "mine_one", f"m{meeting}")
    assert one.title == "Private reminders: Circle"
    await stage.pick(somebody(ANA), one, "lead", "10")
    page = await stage.press(somebody(ANA), "mine")
    assert "10 minutes before “Circle”" in page.body
    await stage.press_on(somebody(ANA), page, "Stop all my notes")
    assert await stage.rows(reminders) == []
    assert "You have no private reminders." in (await stage.press(somebody(ANA), "mine")).body


async def test_what_cannot_be_seen_is_not_named_but_can_be_stopped(stage):
    group = await stage.make_group(channel=HIDDEN)
    await stage.plan(group=group, title="Quiet talk")
    await stage.press(mona(), "remind", "m1")
    for blind in (mona(sees=()), mona(server_id=None, sees=())):
        page = await stage.press(blind, "mine")
        assert "Quiet" not in str(page)
        assert selects_of(page)["mine_one"].options[0].value == "m1"
        one = await stage.pick(blind, page, "mine_one", "m1")
        assert "Quiet" not in str(one)
        assert "I cannot name this one here" in one.body
    await stage.press_on(blind, one, "Stop these")
    assert await stage.rows(reminders) == []


async def test_a_reminder_of_what_is_over_can_be_stopped(stage):
    await stage.plan(days="tomorrow")
    await stage.press(somebody(ANA), "remind", "m1")
    await stage.run_until("2026-11-22 12:00")
    one = await stage.press(somebody(ANA), "mine_one", values=["m1"])
    assert list(buttons_of(one)) == ["Stop these"]
