"""Whoever is reported cannot tell by what is missing who reported."""

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from tests.support.who import ANA, CLEO, MONA, mona, somebody
from tests.unit.sponsors.test_reporting import PAUSED, SAM, meet, report

DAN = 77


@pytest.fixture
async def reported(stage):
    """Sam is there for three people; one of them reports him."""
    await stage.offer(SAM)
    stage.pairs = {one: await stage.pair(one, SAM) for one in (ANA, CLEO, DAN)}
    await meet(stage, MONA)
    await report(stage)
    return stage


async def test_no_page_of_theirs_shows_a_pair_until_it_is_closed(reported):
    page = await reported.call(sponsors.show_mine, somebody(SAM))
    assert page.body == PAUSED
    assert await reported.call(sponsors.describe_mine, somebody(SAM)) == []
    today = await reported.press(somebody(SAM), "today")
    assert today.body == PAUSED


async def test_every_button_of_every_pair_answers_the_same(reported):
    for action in ("pair", "done", "not_today", "hand", "end", "no_hello"):
        for pair_id in reported.pairs.values():
            with pytest.raises(Refused, match=PAUSED):
                await reported.press(somebody(SAM), action, pair_id)


async def test_the_news_that_a_pair_ended_waits_too(reported):
    await reported.pass_time(days=3)
    assert reported.chat(SAM) == []
    opened = await reported.press(somebody(SAM), "today")
    assert opened.body == PAUSED


async def test_the_others_see_no_difference_and_it_comes_back(reported):
    page = await reported.call(sponsors.show_mine, somebody(CLEO))
    assert f"<@{SAM}>" in page.body
    seen = await reported.call(sponsors.show_reports, mona())
    await reported.press_on(mona(), seen, "Close: they may go on")
    page = await reported.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{CLEO}>" in page.body
    assert f"<@{DAN}>" in page.body


async def test_who_is_reported_keeps_what_is_their_own(reported):
    """Their own sponsor, if they have one, is still theirs."""
    await reported.offer(CLEO)
    mine = await reported.pair(SAM, CLEO)
    page = await reported.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{CLEO}>, your" in page.body
    await reported.press(somebody(SAM), "pair", mine)
