"""Weekly opening hours: what is understood, and when something opens next."""

from datetime import UTC, datetime

import pytest

from bot.core import messages
from bot.core.hours import ALWAYS, next_opening, read_hours


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opens(hours, zone, now):
    found = next_opening(read_hours(hours), zone, at(now))
    return "open" if found is None else found.isoformat()[:16]


@pytest.mark.parametrize(
    ("zone", "hours", "now", "expected"),
    [
        # Dublin is one hour ahead of UTC in summer; 2026-07-06 is a Monday.
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-07-06 08:29", "2026-07-06T08:30"),
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-07-06 08:30", "open"),
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-07-06 16:29", "open"),
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-07-06 16:30", "2026-07-07T08:30"),
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-07-10 20:00", "2026-07-13T08:30"),
        # The clocks go back on 25 October 2026: Monday opens an hour later in UTC.
        ("Europe/Dublin", "Mon-Fri 09:30-17:30", "2026-10-24 12:00", "2026-10-26T09:30"),
        # Past midnight: open from 08:00 to 02:00 the next day, Paris time.
        ("Europe/Paris", "daily 08:00-02:00", "2026-01-10 00:59", "open"),
        ("Europe/Paris", "daily 08:00-02:00", "2026-01-10 01:00", "2026-01-10T07:00"),
        ("Europe/Paris", "daily 08:00-02:00", "2026-01-10 22:59", "open"),
        ("Europe/Rome", "daily 09:00-24:00", "2026-01-10 22:59", "open"),
        ("Europe/Rome", "daily 09:00-24:00", "2026-01-10 23:00", "2026-01-11T08:00"),
        # A night that begins on Sunday reaches into Monday.
        ("UTC", "Sun 22:00-06:00", "2026-07-06 05:59", "open"),
        ("UTC", "Sun 22:00-06:00", "2026-07-06 06:00", "2026-07-12T22:00"),
        ("UTC", "Fri-Mon 10:00-11:00", "2026-07-06 10:30", "open"),
        ("UTC", "Fri-Mon 10:00-11:00", "2026-07-07 10:30", "2026-07-10T10:00"),
        ("UTC", "Mon 08:00-09:00; Mon 20:00-21:00", "2026-07-06 12:00", "2026-07-06T20:00"),
        ("UTC", "always", "2026-07-06 12:00", "open"),
    ],
)
def test_when_it_opens(zone, hours, now, expected):
    assert opens(hours, zone, now) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("24/7", "always"),
        ("weekdays", "always"),
        ("Mon-Fri", "always"),
        ("Mon-Fri 9-17", "not a time"),
        ("Mon-Fri 09:00-25:00", "25:00 is not a time"),
        ("Mon-Fri 09:00-24:30", "24:30 is not a time"),
        ("Mon-Fry 09:00-17:00", "Mon-Fry is not a day"),
        ("Mon-Wed-Fri 09:00-17:00", "not a day"),
        ("Mon-Fri 09:00-09:00", "some time between"),
        ("Mon-Fri 24:00-06:00", "some time between"),
        ("", "always"),
    ],
)
def test_what_is_not_understood_is_explained(text, says):
    with pytest.raises(ValueError, match=says):
        read_hours(text)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("always", ["day and night"]),
        ("Mon-Fri 09:30-17:30", ["Monday to Friday 09:30–17:30"]),
        ("daily 08:00-02:00", ["every day 08:00–02:00"]),
        ("daily 09:00-24:00", ["every day 09:00–24:00"]),
        ("Sat,Sun 10:00-12:00", ["Saturday and Sunday 10:00–12:00"]),
        ("Mon,Wed,Fri 10:00-12:00", ["Monday, Wednesday and Friday 10:00–12:00"]),
        ("Mon-Thu 10:00-22:00; Fri-Sun 10:00-18:00",
         ["Monday to Thursday 10:00–22:00", "Friday to Sunday 10:00–18:00"]),
    ],
)  # fmt: skip
def test_hours_in_words(hours, said):
    assert messages.opening_hours("en", read_hours(hours)) == said


def test_always_is_every_minute_of_the_week():
    assert read_hours("daily 00:00-24:00") == ALWAYS
