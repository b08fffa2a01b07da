"""What a helper may type: a week in one line, until when, a limit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.hours import DAYS, FULL_DAY, Opening, read_hours
from bot.reach.duty.messages import say_week
from bot.reach.hours.rules import LONGEST, read_most, read_until, read_week, write_week

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mon-Fri 18:00-22:00", "Mon-Fri 18:00-22:00"),
        ("mon - fri 6pm – 10pm", "Mon-Fri 18:00-22:00"),
        ("Monday to Friday 6-10pm", "Mon-Fri 18:00-22:00"),
        ("Mon-Fri from 6 to 10 pm", "Mon-Fri 18:00-22:00"),
        ("18:00-22:00", "daily 18:00-22:00"),
        ("daily 20-23", "daily 20:00-23:00"),
        ("every day 8 p.m. - midnight", "daily 20:00-24:00"),
        ("weekends 22:00-02:00", "Sat,Sun 22:00-02:00"),
        ("Fri-Mon 23-7", "Mon,Fri-Sun 23:00-07:00"),
        ("Mon, Wed and Fri 9.30-11h30", "Mon,Wed,Fri 09:30-11:30"),
        ("Mon-Fri 18-22, weekends 10am-2pm", "Mon-Fri 18:00-22:00; Sat,Sun 10:00-14:00"),
        ("Tue 9-12, 18-22", "Tue 09:00-12:00; Tue 18:00-22:00"),
        ("Tue 9-12\nThursdays noon-1pm;", "Tue 09:00-12:00; Thu 12:00-13:00"),
        ("always 00:00-24:00", "daily 00:00-24:00"),
        *((typed, "daily 00:00-24:00") for typed in ("24/7", "Always ", "24 hours")),
        ("Sun midnight-6", "Sun 00:00-06:00"),
        ("Sun 11pm-1am", "Sun 23:00-01:00"),
        ("Sun 11-1pm", "Sun 11:00-13:00"),
        ("Mon 18-22, Mon 18-22", "Mon 18:00-22:00"),
    ],
)
def test_a_week_is_read(typed, kept):
    assert read_week(typed) == kept
    assert write_week(read_hours(kept)) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("whenever I can", "could not read “whenever I can”"),
        ("Mon-Fri", "could not read “Mon-Fri”"),
        ("Mon 18-22 maybe", "could not read “maybe”"),
        ("Mnoday 18-22", "“mnoday” is not a day. Did you mean “monday”"),
        ("Mon-Fry 18-22", "“mon-fry” is not a day"),
        ("*evil* 18-22", "is not a day"),
        ("Mon 25:00-26:00", "“25:00-26:00” is not a time"),
        ("Mon 18-18", "begins and ends at the same time"),
        ("Mon 18:61-19:00", "is not a time"),
        ("דבלין 18-22", "is not a day"),
        ("18-22-24", "could not read"),
        ("", "could not read"),
        ("🌊", "could not read"),
        ("; ".join(f"Mon {n:02}:01-{n:02}:30" for n in range(24)), "more than I can keep"),
    ],
)
def test_what_is_not_understood_is_quoted(typed, says):
    with pytest.raises(Refused, match=says.replace("*", "\\*").replace("?", "\\?")):
        read_week(typed)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60) | st.text("monfriwed tusa0123456789:-,; apm", max_size=40))
def test_any_text_is_read_or_refused(typed):
    try:
        week = read_week(typed)
    except Refused:
        return
    assert len(week) <= LONGEST
    assert read_week(week) == week
    assert say_week("en", week)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sets(st.integers(0, 6), min_size=1),
            st.integers(0, FULL_DAY - 1),
            st.integers(1, FULL_DAY - 1),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_written_is_read_again(parts):
    openings = [Opening(frozenset(days), at, at + length) for days, at, length in parts]
    kept = write_week(openings)
    assert write_week(read_hours(read_week(kept))) == kept
    assert {d for part in kept.split("; ") for d in DAYS if d in part} or "daily" in kept


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3h", NOW + timedelta(hours=3)),
        ("90 min", NOW + timedelta(minutes=90)),
        ("1h 30m", NOW + timedelta(minutes=90)),
        ("2 hours", NOW + timedelta(hours=2)),
        ("24h", NOW + timedelta(hours=24)),
        ("22:00", datetime(2026, 11, 20, 21, 0, tzinfo=UTC)),  # Berlin is an hour ahead
        ("10pm", datetime(2026, 11, 20, 21, 0, tzinfo=UTC)),
        ("9", datetime(2026, 11, 21, 8, 0, tzinfo=UTC)),
        ("noon", datetime(2026, 11, 21, 11, 0, tzinfo=UTC)),
    ],
)
def test_until_when(typed, expected):
    assert read_until(typed, NOW, "Europe/Berlin") == expected


@pytest.mark.parametrize("typed", ["later", "25h", "0h", "-3h", "3 days", "25:00", "h", "☕"])
def test_until_some_other_time_is_refused(typed):
    with pytest.raises(Refused):
        read_until(typed, NOW, "Europe/Berlin")


def test_without_a_zone_only_a_length_is_understood():
    assert read_until("3h", NOW, None) == NOW + timedelta(hours=3)
    with pytest.raises(Refused, match="don't know your time zone"):
        read_until("22:00", NOW, None)


def test_a_limit():
    assert read_most(" ") is None
    assert read_most("2") == 2
    for typed in ("0", "51", "two", "2.5", "²", "-1"):
        with pytest.raises(Refused, match="whole number"):
            read_most(typed)
