"""Quiet hours: within a day, overnight, and across clock changes."""

from datetime import UTC, datetime, time

import pytest

from bot.core.quiet import Quiet, end_of_quiet

NIGHT = Quiet(time(22), time(8), "Europe/Berlin")  # UTC+1 in winter, +2 in summer


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-01-10T20:59", None),
        ("2026-01-10T21:00", "2026-01-11T07:00"),
        ("2026-01-11T06:59", "2026-01-11T07:00"),
        ("2026-01-11T07:00", None),
        ("2026-03-28T23:00", "2026-03-29T06:00"),  # the night that is an hour shorter
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # the night that is an hour longer
    ],
)
def test_a_night(moment, end):
    assert end_of_quiet(utc(moment), NIGHT) == (end and utc(end))


def test_a_quiet_noon():
    noon = Quiet(time(12), time(14), "UTC")
    assert end_of_quiet(utc("2026-01-10T13:00"), noon) == utc("2026-01-10T14:00")
    assert end_of_quiet(utc("2026-01-10T14:00"), noon) is None


def test_the_same_time_twice_is_never_quiet():
    assert end_of_quiet(utc("2026-01-10T13:00"), Quiet(time(12), time(12), "UTC")) is None


def test_the_end_is_never_in_the_past_when_an_hour_comes_twice():
    quiet = Quiet(time(22), time(2, 30), "Europe/Berlin")
    second_quarter_past_two = utc("2026-10-25T01:15")
    assert end_of_quiet(second_quarter_past_two, quiet) is None
