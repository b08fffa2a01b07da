"""The calendar file, read back by another library: the same instants, and nothing told."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

import icalendar
import pytest
import recurring_ical_events

from bot.core.errors import Refused
from bot.core.press import Place
from bot.core.recurrence import Change, Rule, dates_from, start_of
from bot.meetings import rules
from bot.meetings.calendar.rules import write_calendar
from bot.meetings.calendar.service import Wish, hand_over
from bot.meetings.rules import Meeting
from tests.support.who import ANA, BEN, HIDDEN, mona, somebody
from tests.unit.meetings import steps

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONES = [
    "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "America/New_York", "America/St_Johns",
    "America/Los_Angeles", "America/Phoenix", "America/Sao_Paulo", "America/Santiago",
    "Australia/Lord_Howe", "Australia/Sydney", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Beirut", "Africa/Casablanca", "Africa/Cairo", "Pacific/Chatham", "Antarctica/Troll",
    "UTC",
]  # fmt: skip
RULES = [
    {"repeat": "weekly", "weekdays": frozenset({0, 6})},
    {"repeat": "weekly", "weekdays": frozenset({1, 5}), "every": 3, "count": 31},
    {"repeat": "monthly_day", "day": 31},
    {"repeat": "monthly_weekday", "nth": 2, "weekday": 6},
    {"repeat": "monthly_weekday", "nth": -1, "weekday": 6, "until": date(2027, 9, 1)},
    {"repeat": "monthly_last", "every": 2},
    {"repeat": "once"},
]


def make(rule, **values):
    return Meeting(
        id=1, group_id=1, group_name="g", place=Place(1, 2), title="Circle", rule=rule,
        minutes=60, where="Room 5", where_in_public=False, note="", leads=(), planned_until=NOW,
        **values,
    )  # fmt: skip


def read_back(meeting):
    calendar = icalendar.Calendar.from_ical(write_calendar([meeting], NOW, "Meeting", False))
    found = recurring_ical_events.of(calendar).between(NOW, NOW + timedelta(days=731))
    return sorted(event["DTSTART"].dt.astimezone(UTC) for event in found)


def ours(meeting):
    end = NOW + timedelta(days=731)
    ahead = takewhile(lambda one: one.start < end, rules.happening(meeting, NOW))
    return [one.start for one in ahead]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(19), time(2, 30), time(0)])
def test_the_same_instants_for_two_years(zone, at):
    for parts in RULES:
        rule = Rule(zone=zone, at=at, first=date(2026, 3, 2), **parts)
        assert read_back(make(rule)) == ours(make(rule)), parts


@pytest.mark.parametrize("zone", ZONES)
def test_changed_dates_and_pauses(zone):
    rule = Rule(zone=zone, at=time(19), first=date(2026, 3, 2), **RULES[0])
    days = list(takewhile(lambda day: day < date(2026, 12, 1), dates_from(rule, rule.first)))
    moved = datetime(2026, 4, 1, 5, tzinfo=UTC)
    changes = {days[3]: Change(), days[5]: Change(moved), days[40]: Change()}
    for paused in (
        {},
        {"paused_at": NOW + timedelta(days=60), "paused_until": NOW + timedelta(days=90)},
        {"paused_at": NOW + timedelta(days=100)},
    ):
        meeting = make(rule, changes=changes, **paused)
        assert moved in read_back(meeting)
        assert read_back(meeting) == ours(meeting)


@pytest.mark.parametrize("later", [0, 1, 500, 86_400_000])
def test_the_edge_of_a_pause_without_an_end(later):
    """Milliseconds after a date's start; at 0 that date is in the pause already."""
    rule = Rule(zone="Europe/Berlin", at=time(19), first=date(2026, 3, 2), **RULES[0])
    days = list(takewhile(lambda day: day < date(2026, 12, 1), dates_from(rule, rule.first)))
    begins = start_of(rule, days[4]) + timedelta(milliseconds=later)
    plain = make(rule, paused_at=begins)
    assert read_back(plain) == ours(plain)
    assert (start_of(rule, days[4]) in ours(plain)) == (later > 0)
    earlier = datetime(2026, 3, 5, 12, tzinfo=UTC)
    moved = make(rule, paused_at=begins, changes={days[9]: Change(earlier)})
    assert earlier in ours(moved)
    assert read_back(moved) == ours(moved)


def test_a_zone_is_described_by_the_wall_clock_before_each_change():
    rule = Rule(zone="Europe/Berlin", at=time(19), first=date(2026, 3, 2), **RULES[0])
    text = write_calendar([make(rule)], NOW, "Meeting", False).decode()
    assert "20260329T020000" in text
    assert "20261025T030000" in text
    assert "RECURRENCE-ID" not in text
    assert "BEGIN:VTIMEZONE" in text


async def file_of(stage, who, **asked):
    async with stage.db.read() as tx:
        return await hand_over(tx, who, Wish(**asked))


async def test_a_file_says_nothing_unless_asked_to_and_keeps_its_uid(stage):
    meeting = await stage.plan(note="Bring tea.")
    reply = await file_of(stage, somebody(BEN), meeting="Circle")
    text = reply.file.content.decode()
    assert "SUMMARY:Meeting\r\n" in text
    for secret in ("Circle", "tea", "Tuesday circle", "ftercare"):
        assert secret not in text
    assert "SEQUENCE:0" in text
    assert reply.message.body.startswith("Here is 1 meeting as a calendar file.")
    await steps.move(stage, meeting, 1795543200, "25 Nov", "20:00")
    again = (await file_of(stage, somebody(BEN), meeting=str(meeting))).file.content.decode()
    assert "SEQUENCE:1" in again
    assert "RECURRENCE-ID" in again
    uid = next(line for line in text.splitlines() if line.startswith("UID"))
    assert again.count(uid) == 2
    full = (await file_of(stage, somebody(BEN), meeting="Circle", full=True)).file.content.decode()
    assert "SUMMARY:Circle" in full


async def test_mine_are_those_i_joined_answered_or_am_reminded_of(stage):
    meeting = await stage.plan()
    with pytest.raises(Refused, match="You have no meetings here so far"):
        await file_of(stage, somebody(ANA))
    await stage.press(somebody(ANA), "remind", f"m{meeting}")
    assert (await file_of(stage, somebody(ANA))).file.name == "calendar.ics"


async def test_what_cannot_be_seen_is_not_handed_over(stage):
    group = await stage.make_group(channel=HIDDEN)
    meeting = await stage.plan(group=group)
    assert (await file_of(stage, mona(), meeting=str(meeting))).file
    with pytest.raises(Refused, match="could not find such a meeting"):
        await file_of(stage, somebody(ANA), meeting=str(meeting))
    with pytest.raises(Refused):
        await file_of(stage, somebody(ANA), group=str(group))
