"""Only my sponsor: remembered, shown before anything is sent, and chosen on a calm day."""

import pytest

from tests.support.who import buttons_of
from tests.unit.reach.calling import ANA, HAL, HIA, KIM, SAM, Night

ONLY = "As you chose, I ask only your sponsor."


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


async def only_sam_once(night):
    await night.act(ANA, await night.ask("s"), "Only my sponsor")
    await night.act(ANA, await night.refresh(), "I'm okay now")


async def test_it_is_remembered_and_shown_before_it_is_sent(night):
    await only_sam_once(night)
    screen = await night.ask("s")
    assert ONLY in screen.body
    assert f"• Now: **<@{SAM}>, your sponsor**" in screen.body
    assert "helper" not in screen.body
    assert "Only my sponsor" not in buttons_of(screen)
    await night.act(ANA, screen, "Send")
    assert set(await night.people()) == {SAM}


async def test_the_others_are_one_press_away_and_that_is_remembered_too(night):
    await only_sam_once(night)
    screen = await night.act(ANA, await night.ask("s"), "The others too")
    for shown in (screen, await night.ask("s")):
        assert ONLY not in shown.body
        assert f"<@{KIM}>, the stand-in" in shown.body
        assert "2 helpers on duty" in shown.body
    await night.act(ANA, screen, "Send")
    assert {SAM, KIM, HAL, HIA} <= set(await night.people())


async def test_a_sponsor_who_cannot_answer_now_is_no_reason_to_ask_nobody(night):
    await only_sam_once(night)
    await night.close_chat_of(SAM)
    screen = await night.ask("s")
    assert ONLY not in screen.body
    assert f"• Now: **<@{KIM}>, the stand-in**" in screen.body


async def test_a_helper_can_be_asked_all_the_same(night):
    await only_sam_once(night)
    screen = await night.ask("h")
    assert "2 helpers on duty" in screen.body
    await night.act(ANA, screen, "Send")
    await night.act(ANA, await night.refresh(), "I'm okay now")
    assert ONLY in (await night.ask("s")).body


async def test_it_is_chosen_on_a_calm_day(night):
    page = await night.press(night.who(ANA), "ask_calm")
    assert "**Ask my sponsor** asks the others too" in page.body
    page = await night.act(ANA, page, "Only my sponsor: change")
    assert "**Ask my sponsor** asks **only your sponsor**" in page.body
    assert ONLY in (await night.ask("s")).body
    page = await night.act(ANA, page, "Only my sponsor: change")
    assert ONLY not in (await night.ask("s")).body


async def test_who_left_everybody_out_reads_why_nobody_can_be_asked(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    await night.leave_out(SAM, KIM, 0)
    screen = await night.ask("s")
    assert "That is about us" not in screen.body
    assert "you left some out" in screen.body
    assert "Send" not in buttons_of(screen)
