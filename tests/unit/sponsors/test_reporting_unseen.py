"""Whoever is reported cannot tell, by what is missing or when, who reported: then, and after."""

from dataclasses import replace

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from bot.sponsors.pairing.service import require_side
from bot.sponsors.store import put_side
from bot.storage.tables import sponsor_pairs
from tests.support.who import ANA, CLEO, MONA, buttons_of, mona, somebody
from tests.unit.sponsors.test_reporting import PAUSED, SAM, meet, report

DAN = 77


@pytest.fixture
async def reported(stage):
    """Sam is there for three people; one of them reports him."""
    await stage.offer(SAM)
    stage.pairs = {one: await stage.pair(one, SAM) for one in (ANA, CLEO, DAN)}
    await meet(stage, MONA)
    await report(stage)
    stage.began = stage.clock.now()
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


@pytest.fixture
async def closed(reported):
    """A moderator has closed it."""
    await close(reported)
    return reported


async def close(stage):
    seen = await stage.call(sponsors.show_reports, mona())
    await stage.press_on(mona(), seen, "Close: they may go on")


def without_ids(text):
    return text.translate({ord(digit): None for digit in "0123456789"})


async def cards(stage, who=SAM):
    """What every pair's page says to its supporter, without whom it is about."""
    pages = [await stage.press(somebody(who), "pair", one) for one in stage.pairs.values()]
    return {without_ids(page.body) + str(sorted(buttons_of(page))) for page in pages}


async def test_afterwards_all_pairs_look_the_same(closed):
    page = await closed.call(sponsors.show_mine, somebody(SAM))
    lines = [line.partition(")")[2] for line in page.body.splitlines()]
    assert len(lines) == 3
    assert len({without_ids(line) for line in lines}) == 1
    assert len(await cards(closed)) == 1
    assert "People: 3 of 3" in (await closed.press(somebody(SAM), "offer")).body
    today = await closed.press(somebody(SAM), "today")
    assert today.body == "Nothing waits for you at the moment."


async def test_it_is_over_for_who_reported_at_once(closed):
    assert await closed.supporters(ANA) == []
    assert await closed.call(sponsors.describe_mine, somebody(ANA)) == []
    with pytest.raises(Refused, match="This is over"):
        await closed.press(somebody(ANA), "pair", closed.pairs[ANA])
    await closed.offer(DAN)
    assert await closed.pair(ANA, DAN) is not None


async def test_the_end_comes_weeks_later_as_any_other(closed):
    await closed.pass_nights(13)
    assert closed.chat(SAM) == []
    assert len(await cards(closed)) == 1
    while len(await closed.rows(sponsor_pairs)) == 3:
        await closed.pass_nights(1)
    opened = await closed.press(somebody(SAM), "today")
    assert f"You and <@{ANA}>: ended." in opened.body
    page = await closed.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{ANA}>" not in page.body
    assert stage_days(closed) <= 43


def stage_days(stage):
    return (stage.clock.now() - stage.began).days


async def test_it_waits_as_long_as_the_review(reported):
    await reported.pass_nights(60)
    assert len(await reported.rows(sponsor_pairs)) == 3
    await close(reported)
    await reported.pass_nights(13)
    page = await reported.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{ANA}>" in page.body


async def test_who_ends_it_during_a_review_is_not_seen_either(reported):
    confirm = await reported.press(somebody(CLEO), "end", reported.pairs[CLEO])
    await reported.press_on(somebody(CLEO), confirm, "Tell them now")
    await close(reported)
    await reported.pass_time(days=1)
    assert reported.chat(SAM) == []
    assert len(await cards(reported)) == 1


async def test_block_first_and_report_then_looks_the_same(stage):
    await stage.offer(SAM)
    stage.pairs = {one: await stage.pair(one, SAM) for one in (ANA, CLEO, DAN)}
    await meet(stage, MONA)
    await stage.press(somebody(ANA), "block", f"pair~{stage.pairs[ANA]}")
    page = await stage.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{ANA}>" in page.body
    await report(stage)
    await close(stage)
    await stage.pass_nights(13)
    assert len(await cards(stage)) == 1
    assert stage.chat(SAM) == []


async def test_a_block_alone_shows_some_days_later(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM)
    await stage.press(somebody(ANA), "block", f"pair~{pair_id}")
    await stage.pass_nights(8)
    opened = await stage.press(somebody(SAM), "today")
    assert f"You and <@{ANA}>: ended." in opened.body


async def test_no_reminder_and_no_shared_checkin_tells_it(stage):
    """Ana and Cleo shared, and Sam wanted to say hello to all; then nothing comes of anybody."""
    await stage.offer(SAM)
    stage.pairs = {one: await stage.pair(one, SAM) for one in (ANA, CLEO)}
    for one, pair_id in stage.pairs.items():
        side = await stage.call(require_side, somebody(SAM), pair_id)
        today = f"{stage.clock.now():%Y-%m-%d}"
        await stage.call(put_side, replace(side, hello_days=3, hello_from=today))
        await stage.press(somebody(one), "share", f"yes.on.{pair_id}")
        await stage.call(sponsors.note_checkin, one)
    await meet(stage, MONA)
    await report(stage)
    await close(stage)
    assert all("Reminders to say hello rest" in card for card in await cards(stage))
    for _ in range(3):
        today = await stage.press(somebody(SAM), "today")
        assert today.body == "Nothing waits for you at the moment."
        await stage.pass_time(days=4)
    told = await stage.press(somebody(CLEO), "today")
    assert "switched off" in told.body
    await stage.press(somebody(CLEO), "share", f"yes.on.{stage.pairs[CLEO]}")
    await stage.call(sponsors.note_checkin, CLEO)
    today = await stage.press(somebody(SAM), "today")
    assert f"<@{CLEO}> checked in" in today.body


async def test_requests_to_them_end_alike(stage):
    await stage.offer(SAM)
    for one in (ANA, CLEO):
        await stage.pair(one, SAM, state="asked")
    await meet(stage, MONA)
    await report(stage)
    await stage.pass_time(minutes=1)
    assert "not taking requests now" in (await stage.press(somebody(CLEO), "today")).body
    await close(stage)
    page = await stage.call(sponsors.show_mine, somebody(SAM))
    assert f"<@{ANA}>" not in page.body
    assert f"<@{CLEO}>" not in page.body


async def test_a_sponsor_who_reports_whom_they_sponsor_seems_to_rest(stage):
    await stage.offer(CLEO)
    pair_id = await stage.pair(SAM, CLEO)
    await stage.press(somebody(SAM), "share", f"yes.on.{pair_id}")
    await meet(stage, MONA)
    await report(stage, f"pair~{pair_id}", who=somebody(CLEO))
    page = await stage.call(sponsors.show_mine, somebody(SAM))
    assert "is told: nothing. They cannot be asked at the moment." in page.body
    assert await stage.supporters(SAM) == []
    said = await stage.press(somebody(SAM), "check_yes", pair_id)
    assert "nobody" in said.body.lower()


async def test_their_own_data_says_the_same_of_every_pair(stage):
    """The download of whoever is reported or blocked holds nothing that stands out."""
    await stage.offer(SAM)
    stage.pairs = {one: await stage.pair(one, SAM) for one in (ANA, CLEO, DAN)}
    await meet(stage, MONA)
    before = await entries_of(stage)
    await stage.press(somebody(ANA), "block", f"pair~{stage.pairs[ANA]}")
    assert await entries_of(stage) == before
    await report(stage)
    await close(stage)
    after = await entries_of(stage)
    assert len(after) == len(before)
    assert len({one for one in after if "('what', 'pair')" in one}) == 1


async def entries_of(stage):
    """What the vault holds of Sam, without which pair it is."""
    async with stage.db.read() as tx:
        found = (await tx.vault.entries_of(SAM)).values()
    hidden = [{**one, "pair": "one" if "pair" in one else "", "other": ""} for one in found]
    return sorted(str(sorted(one.items())) for one in hidden)


async def test_they_may_end_it_themselves_meanwhile(closed):
    confirm = await closed.press(somebody(SAM), "end", closed.pairs[ANA])
    await closed.press_on(somebody(SAM), confirm, "Tell them now")
    await closed.pass_nights(50)
    assert len(await closed.rows(sponsor_pairs)) == 2
    assert all("ended" not in one.body for one in closed.chat(ANA))
    for one in (ANA, SAM):
        assert "ended" not in (await closed.press(somebody(one), "today")).body


async def test_erasing_either_takes_what_is_left_of_it(closed):
    await closed.erase(somebody(ANA))
    assert len(await closed.rows(sponsor_pairs)) == 2
    await closed.erase(somebody(SAM))
    assert await closed.rows(sponsor_pairs) == []


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
