"""One member cannot put everybody who helps under review in a night."""

import asyncio

import pytest

from bot.reach.duty import store as duty
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.sponsors import service as sponsors
from tests.support.who import ANA, CLEO, MONA, SERVER, buttons_of, mona, somebody
from tests.unit.sponsors.test_reporting import SAM, meet, report

DAN, EVA = 77, 78


async def is_paused(stage, member_id):
    return await stage.call(sponsors.is_under_review, SERVER, member_id)


async def entries_of_ana(tx):
    return await tx.vault.entries_of(ANA)


async def put_on_duty(stage, *member_ids):
    async with stage.db.begin() as tx:
        await servers.ensure_server(tx, SERVER)
        for one in member_ids:
            standing = await vouchings.find_standing(tx, SERVER, one, "helper")
            await vouchings.change_standing(tx, standing, adult_at=tx.now, approved_at=tx.now)
            until = tx.now.replace(year=tx.now.year + 1)
            await duty.change_duty(tx, SERVER, one, on_until=until)


@pytest.fixture
async def twice(stage):
    """Ana reports two people in an hour."""
    await stage.trust(SAM)
    await meet(stage, MONA)
    stage.said = []
    for one in (SAM, DAN):
        stage.said.append(await report(stage, f"member~{one}"))
        await stage.pass_time(hours=1)
    return stage


async def test_the_second_is_paused_once_a_moderator_says_so(twice):
    assert await is_paused(twice, SAM)
    assert not await is_paused(twice, DAN)
    assert not await twice.call(sponsors.may_reach, ANA, DAN, SERVER)
    page = await twice.call(sponsors.show_reports, mona())
    await twice.press_on(mona(), page, "Close: they may go on")
    page = await twice.call(sponsors.show_reports, mona())
    assert "**not paused yet**" in page.body
    page = await twice.press_on(mona(), page, "Pause them")
    assert await is_paused(twice, DAN)
    assert "is paused until you close this" in page.body
    await twice.press_on(mona(), page, "Close: they may go on")
    assert not await is_paused(twice, DAN)


async def test_the_reporter_reads_the_same(twice):
    first, second = twice.said
    assert first.body.replace(str(SAM), "") == second.body.replace(str(DAN), "")
    assert buttons_of(first) == buttons_of(second)


async def test_moderators_are_told_of_each(twice):
    await twice.engine.step()
    assert len(twice.chat(MONA)) == 2


async def test_the_same_person_again_after_it_was_closed_waits_too(stage):
    await meet(stage, MONA)
    await report(stage)
    page = await stage.call(sponsors.show_reports, mona())
    await stage.press_on(mona(), page, "Close: they may go on")
    await report(stage)
    assert not await is_paused(stage, SAM)


async def test_each_of_many_is_counted(stage):
    """The note that lets the count go is none of what is counted."""
    await meet(stage, MONA)
    for one in range(81, 90):
        await report(stage, f"member~{one}")
        assert await is_paused(stage, one) == (one == 81)


async def test_two_weeks_later_a_report_pauses_at_once_again(twice):
    assert "reports of yours" in str(await twice.call(entries_of_ana))
    await twice.pass_time(days=15)
    assert "reports of yours" not in str(await twice.call(entries_of_ana))
    await report(twice, f"member~{EVA}")
    assert await is_paused(twice, EVA)


async def test_somebody_else_still_pauses_them_at_once(twice):
    await report(twice, f"member~{DAN}", who=somebody(CLEO))
    assert await is_paused(twice, DAN)


async def test_the_only_helper_on_duty_waits_for_a_moderator(stage):
    await put_on_duty(stage, SAM)
    await meet(stage, MONA)
    await report(stage)
    assert not await is_paused(stage, SAM)
    assert not await stage.call(sponsors.may_reach, ANA, SAM, SERVER)
    page = await stage.call(sponsors.show_reports, mona())
    await stage.press_on(mona(), page, "Pause them")
    assert await is_paused(stage, SAM)


async def test_one_of_several_on_duty_is_paused_at_once(stage):
    await put_on_duty(stage, SAM, DAN)
    await meet(stage, MONA)
    await report(stage)
    assert await is_paused(stage, SAM)
    await report(stage, f"member~{DAN}", who=somebody(CLEO))
    assert not await is_paused(stage, DAN)


async def test_reports_at_the_same_moment_are_counted_one_after_the_other(stage):
    await asyncio.gather(*(report(stage, f"member~{one}") for one in (SAM, DAN, EVA)))
    assert sum([await is_paused(stage, one) for one in (SAM, DAN, EVA)]) == 1


async def test_two_reporters_at_the_same_moment_leave_one_helper_on_duty(stage):
    await put_on_duty(stage, SAM, DAN)
    who = ((ANA, SAM), (CLEO, DAN))
    await asyncio.gather(
        *(report(stage, f"member~{about}", who=somebody(one)) for one, about in who)
    )
    assert sum([await is_paused(stage, one) for one in (SAM, DAN)]) == 1


async def test_only_a_moderator_outside_of_it_pauses(twice):
    page = await twice.call(sponsors.show_reports, mona())
    await twice.press_on(mona(), page, "Close: they may go on")
    waits = await twice.call(sponsors.show_reports, mona())
    pause = buttons_of(waits)["Pause them"]
    for who in (somebody(CLEO), somebody(DAN, manages=True), somebody(ANA, manages=True)):
        with pytest.raises(Exception, match="moderator"):
            await twice.press(who, "pause_report", pause.ref)
    assert not await is_paused(twice, DAN)
