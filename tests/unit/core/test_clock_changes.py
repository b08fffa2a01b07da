"""A table of wall times that a clock change skips or repeats, held against the zone data itself."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.core.recurrence import Rule, occurrences, start_of

GAPS = [  # zone, wall time that never was, what the wall clock showed instead
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T03:30"),
    ("Europe/London", "2026-03-29T01:15", "2026-03-29T02:15"),
    ("Australia/Lord_Howe", "2025-10-05T02:10", "2025-10-05T02:40"),  # half an hour
    ("Africa/Casablanca", "2025-04-06T02:30", "2025-04-06T03:30"),  # after Ramadan
    ("Pacific/Apia", "2011-12-30T19:00", "2011-12-31T19:00"),  # the day that Samoa left out
    ("Pacific/Kwajalein", "1993-08-21T12:00", "1993-08-22T12:00"),
    ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T01:00"),  # at midnight
    ("America/Sao_Paulo", "2018-11-04T00:59", "2018-11-04T01:59"),
    ("Asia/Tehran", "2022-03-22T00:30", "2022-03-22T01:30"),
    ("Asia/Beirut", "2024-03-31T00:30", "2024-03-31T01:30"),
    ("America/Santiago", "2025-09-07T00:30", "2025-09-07T01:30"),
    ("Asia/Gaza", "2024-04-20T02:30", "2024-04-20T03:30"),
    ("Antarctica/Troll", "2025-03-30T01:30", "2025-03-30T03:30"),  # two hours
]
REPEATS = [  # zone, wall time that came twice, the offset that counts (the first one)
    ("Europe/Berlin", "2026-10-25T02:30", timedelta(hours=2)),
    ("America/New_York", "2026-11-01T01:30", timedelta(hours=-4)),
    ("Europe/London", "2026-10-25T01:15", timedelta(hours=1)),
    ("Australia/Lord_Howe", "2026-04-05T01:45", timedelta(hours=11)),
    ("Africa/Casablanca", "2025-02-23T02:30", timedelta(hours=1)),
    ("America/Sao_Paulo", "2019-02-16T23:30", timedelta(hours=-2)),
    ("Asia/Tehran", "2022-09-21T23:30", timedelta(hours=4, minutes=30)),
    ("Antarctica/Troll", "2025-10-26T01:30", timedelta(hours=2)),
]


def once(zone: str, wall: datetime) -> Rule:
    return Rule(zone, wall.time(), wall.date())


@pytest.mark.parametrize(("zone", "wall", "shown"), GAPS)
def test_a_skipped_time_is_read_with_the_offset_before(zone, wall, shown):
    wall, place = datetime.fromisoformat(wall), ZoneInfo(zone)
    aware = wall.replace(tzinfo=place)
    assert aware.astimezone(UTC).astimezone(place).replace(tzinfo=None) != wall, "no gap here"
    start = start_of(once(zone, wall), wall.date())
    assert start.astimezone(place).replace(tzinfo=None) == datetime.fromisoformat(shown)
    before = (start - timedelta(days=1)).astimezone(place).utcoffset()
    assert start == (wall - before).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "wall", "offset"), REPEATS)
def test_of_a_repeated_time_the_first_counts(zone, wall, offset):
    wall, place = datetime.fromisoformat(wall), ZoneInfo(zone)
    second = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    start = start_of(once(zone, wall), wall.date())
    assert start < second, "no repeat here"
    assert start == (wall - offset).replace(tzinfo=UTC)


def test_the_wall_clock_stays_when_the_clocks_change():
    weekly = Rule("Europe/Berlin", time(19), date(2026, 3, 22), "weekly", frozenset({6}))
    found = islice(occurrences(weekly, datetime(2026, 3, 20, tzinfo=UTC)), 2)
    assert [o.start.hour for o in found] == [18, 17]


def test_a_day_that_was_left_out_is_found_on_the_next():
    daily = Rule("Pacific/Apia", time(9), date(2011, 12, 28), "weekly", frozenset(range(7)))
    after = start_of(daily, date(2011, 12, 29))
    found = list(islice(occurrences(daily, after), 3))
    assert [o.date.day for o in found] == [30, 31, 1]
    assert found[0].start == found[1].start  # 30 December did not happen on Samoa
