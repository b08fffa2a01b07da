"""What the rest of the program may ask about sponsors: who may be asked, when, and who never."""

from datetime import UTC, datetime, time

import pytest

from bot.core.press import Press
from bot.sponsors import service as sponsors
from bot.sponsors.blocking.service import unblock
from bot.sponsors.reporting.rules import Report
from bot.sponsors.reporting.service import _keep
from bot.storage.tables import sponsor_pairs, sponsor_reports, sponsor_sides
from tests.support.who import ANA, BEN, CLEO, SERVER, somebody

SAM, DAN = BEN, CLEO


async def test_the_sponsor_comes_first_then_the_stand_in(stage):
    await stage.offer(SAM)
    await stage.offer(DAN, may_wake=True)
    await stage.pair(ANA, DAN, role="stand_in")
    await stage.pair(ANA, SAM)
    assert await stage.supporters() == [(SAM, "sponsor"), (DAN, "stand_in")]
    assert await stage.supporters(SAM) == []
    found = await stage.call(sponsors.supporters_of, ANA, SERVER)
    assert [one.may_wake for one in found] == [False, True]
    assert await stage.call(sponsors.supporters_of, ANA, SERVER + 1) == []


@pytest.mark.parametrize("state", ["asked", "accepted", "declined"])
async def test_a_request_is_no_pair_yet(stage, state):
    await stage.offer(SAM)
    await stage.pair(ANA, SAM, state=state)
    assert await stage.supporters() == []


async def test_a_member_has_one_place_for_a_sponsor_and_one_for_a_stand_in(stage):
    assert await stage.pair(ANA, SAM, state="asked")
    assert await stage.pair(ANA, DAN) is None
    assert await stage.pair(ANA, DAN, role="stand_in")
    assert len(await stage.rows(sponsor_pairs)) == 2


async def test_who_paused_or_is_paused_or_under_review_is_left_out(stage):
    await stage.offer(SAM, paused=True)
    await stage.pair(ANA, SAM)
    assert await stage.supporters() == []
    await stage.offer(SAM)
    assert await stage.supporters() == [(SAM, "sponsor")]
    await stage.suspend()
    assert await stage.supporters() == []
    await stage.suspend(lift=True)
    report = Report("r1", SERVER, CLEO, SAM, "other", "", stage.clock.now().isoformat())
    await stage.call(_keep, report, pausing=True)
    assert await stage.supporters() == []
    assert not await stage.call(sponsors.may_reach, ANA, SAM, SERVER)
    assert await stage.call(sponsors.may_reach, ANA, SAM, SERVER + 1)


async def test_a_block_holds_both_ways_and_ends_the_pair(stage):
    await stage.offer(SAM)
    await stage.pair(ANA, SAM)
    assert await stage.call(sponsors.may_reach, ANA, SAM, SERVER)
    await stage.call(sponsors.block, SAM, ANA)
    assert await stage.supporters() == []
    assert not await stage.call(sponsors.may_reach, ANA, SAM, SERVER)
    assert not await stage.call(sponsors.may_reach, SAM, ANA, SERVER)
    assert await stage.supporters() == []
    await stage.pass_nights(8)
    assert await stage.rows(sponsor_sides) == []
    await stage.call(unblock, somebody(SAM), Press("unblock", str(ANA)))
    assert await stage.call(sponsors.may_reach, ANA, SAM, SERVER)


async def test_blocks_outlive_the_erasing_of_whoever_is_blocked(stage):
    await stage.call(sponsors.block, SAM, ANA)
    await stage.erase(somebody(ANA))
    assert not await stage.call(sponsors.may_reach, ANA, SAM, SERVER)


async def test_erasing_one_side_takes_the_whole_pair(stage):
    await stage.offer(SAM)
    await stage.pair(ANA, SAM)
    await stage.pair(CLEO, SAM)
    await stage.erase(somebody(ANA))
    assert len(await stage.rows(sponsor_pairs)) == 1
    assert len(await stage.rows(sponsor_sides)) == 2
    assert await stage.supporters(CLEO) == [(SAM, "sponsor")]
    await stage.erase(somebody(SAM))
    assert await stage.rows(sponsor_pairs) == await stage.rows(sponsor_sides) == []


async def test_a_report_goes_with_whoever_sent_it(stage):
    report = Report("r1", SERVER, ANA, SAM, "other", "", stage.clock.now().isoformat())
    await stage.call(_keep, report, pausing=True)
    await stage.erase(somebody(SAM))
    assert await stage.call(sponsors.is_under_review, SERVER, SAM)
    await stage.erase(somebody(ANA))
    assert not await stage.call(sponsors.is_under_review, SERVER, SAM)
    assert await stage.rows(sponsor_reports) == []


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 2 March 2026 is a Monday; Berlin is one hour ahead of UTC.
@pytest.mark.parametrize(
    ("moment", "changes", "help_free", "note_free"),
    [
        ("2026-03-02 11:00", {}, None, "2026-03-02 16:00"),
        ("2026-03-02 11:00", {"work_calls": False}, "2026-03-02 16:00", "2026-03-02 16:00"),
        ("2026-03-02 18:00", {}, None, None),
        ("2026-03-02 22:00", {}, "2026-03-03 06:00", "2026-03-03 06:00"),
        ("2026-03-02 22:00", {"may_wake": True}, None, "2026-03-03 06:00"),
        ("2026-03-02 18:00", {"away_until": "2026-03-04"}, "2026-03-04 06:00", "2026-03-04 06:00"),
        (
            "2026-03-02 18:00",
            {"away_until": "2026-03-04", "may_wake": True},
            "2026-03-03 23:00",
            "2026-03-04 06:00",
        ),
        ("2026-03-07 11:00", {"work": "Sat 07:00-13:00"}, None, "2026-03-07 12:00"),
        ("2026-03-07 11:00", {"work": "daily 00:00-24:00"}, None, "always"),
    ],
)
async def test_when_somebody_is_free(stage, moment, changes, help_free, note_free):
    usual = {"quiet": (time(22), time(7)), "work": "Mon 09:00-17:00"}
    await stage.offer(SAM, **usual | changes)
    for for_help, expected in ((True, help_free), (False, note_free)):
        free = await stage.call(sponsors.is_free_now, SAM, for_help=for_help, at=at(moment))
        if expected == "always":
            assert free is not None
        else:
            assert free == (at(expected) if expected else None)
    assert await stage.call(sponsors.is_free_now, ANA, for_help=True) is None
