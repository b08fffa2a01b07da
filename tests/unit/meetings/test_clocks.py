"""Zones that change their clocks on different dates: who is told, and what the channel reads."""

from datetime import UTC, datetime

import pytest

from tests.support.who import ANA, BEN, CLEO, mona, somebody

# In 2027 New York changes on 14 March and Berlin on 28 March; both on Sundays.
BEFORE, SHIFTED, BACK = (
    int(datetime(2027, 3, day, hour, tzinfo=UTC).timestamp())
    for day, hour in ((9, 18), (16, 18), (30, 17))
)

EVERYWHERE = "The clocks do not change on the same day everywhere."


@pytest.fixture
async def meeting(stage):
    """Ana (New York) and Cleo (Berlin) are reminded; Ben's zone is not known."""
    meeting = await stage.plan()
    for member, zone in ((ANA, "America/New_York"), (CLEO, "Europe/Berlin"), (BEN, None)):
        stage.let_see(member)
        await stage.press(somebody(member), "remind", f"m{meeting}")
        await stage.set_member(member, zone=zone)
    await stage.at("2027-03-02 19:01")
    await stage.run_until("2027-03-09 18:59")
    return meeting


async def test_who_it_shifts_for_is_told_a_week_before_and_nobody_else(stage, meeting):
    before = {member: len(stage.chat(member)) for member in (ANA, BEN, CLEO)}
    await stage.run_until("2027-03-09 19:05")
    after = {member: len(stage.chat(member)) for member in (ANA, BEN, CLEO)}
    assert after == {**before, ANA: before[ANA] + 1}
    note = stage.chat(ANA)[-1]
    assert note.body == "A note you asked for."
    opened = await stage.press_on(somebody(ANA), note, "Open")
    assert opened.body.split("\n") == [
        f"**Another time for you:** <t:{SHIFTED}:F> (<t:{SHIFTED}:R>).",
        "By your clock it is at 14:00, not at 13:00 as last time (America/New_York).",
        f"{EVERYWHERE} Where the meeting is planned, it is at 19:00 (Europe/Berlin).",
    ]


async def test_it_is_told_again_when_it_shifts_back(stage, meeting):
    await stage.run_until("2027-03-23 18:59")
    before = len(stage.chat(ANA))
    await stage.run_until("2027-03-23 19:05")
    assert len(stage.chat(ANA)) == before + 1
    opened = await stage.press_on(somebody(ANA), stage.chat(ANA)[-1], "Open")
    assert "By your clock it is at 13:00, not at 14:00" in opened.body
    assert f"<t:{BACK}:F>" in opened.body


async def test_the_channel_reads_it_in_the_week_of_the_change(stage, meeting):
    await stage.run_until("2027-03-23 17:30")
    assert "clocks" not in stage.channel()[-1].body
    await stage.run_until("2027-03-30 16:30")
    assert (
        "The clocks in Europe/Berlin have changed since last time. The meeting stays at 19:00 there"
        in stage.channel()[-1].body
    )
    await stage.run_until("2027-04-06 16:30")
    assert "clocks" not in stage.channel()[-1].body


async def test_a_notice_is_not_sent_for_a_date_that_is_gone(stage):
    meeting = await stage.plan(days="2027-03-09", picks=[("repeat", "monthly_nth")])
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.set_member(ANA, zone="America/New_York")
    await stage.run_until("2027-03-10 12:00")
    before = len(stage.chat(ANA))
    await stage.press(mona(), "cancel", str(meeting))
    await stage.run_until("2027-03-10 12:10")
    told = len(stage.chat(ANA))
    await stage.run_until("2027-04-20 12:00")
    assert (before, told) == (before, before + 1), "only that it was cancelled"
    assert len(stage.chat(ANA)) == told


@pytest.mark.parametrize("how", ["remind", "there"])
async def test_who_comes_late_is_told_too_and_once(stage, how):
    """The date before the change is over, and with it the moment at which the others are told."""
    meeting = await stage.plan()
    for member, zone in ((ANA, "America/New_York"), (CLEO, "Europe/Berlin")):
        stage.let_see(member)
        await stage.set_member(member, zone=zone)
    await stage.at("2027-03-12 12:00")
    for member in (ANA, CLEO):
        ref = f"m{meeting}" if how == "remind" else f"{meeting}.{SHIFTED}"
        for _ in range(2):
            await stage.press(somebody(member), how, ref)
    await stage.engine.step()
    tests = 1 if how == "remind" else 0
    assert [len(stage.chat(member)) for member in (ANA, CLEO)] == [tests + 1, tests]
    assert all(one.body == "A note you asked for." for one in stage.chat(ANA))
    opened = [await stage.press_on(somebody(ANA), one, "Open") for one in stage.chat(ANA)]
    assert any("By your clock it is at 14:00, not at 13:00" in one.body for one in opened)
    before = len(stage.chat(ANA))
    await stage.run_until("2027-03-16 16:00")
    assert len(stage.chat(ANA)) == before


async def test_who_comes_late_to_a_new_meeting_hears_nothing(stage):
    meeting = await stage.plan(days="2027-03-16", picks=[("repeat", "weekly1")])
    stage.let_see(ANA)
    await stage.set_member(ANA, zone="America/New_York")
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    await stage.engine.step()
    assert len(stage.chat(ANA)) == 1
