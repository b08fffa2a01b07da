"""What moderators type for times, lengths, names and notes, and the first date that this makes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.recurrence import Rule, start_of
from bot.core.zones import known_zones
from bot.meetings.typed.rules import (
    Days,
    check_note,
    check_place,
    check_title,
    find_first,
    parse_minutes,
    parse_time,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday; 13:00 in Berlin


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("19:00", time(19)),
        ("7pm", time(19)),
        ("7 PM", time(19)),
        ("7:30 pm", time(19, 30)),
        ("7.30pm", time(19, 30)),
        ("7 p.m.", time(19)),
        ("at 7pm", time(19)),
        ("730pm", time(19, 30)),
        ("1900", time(19)),
        ("0730", time(7, 30)),
        ("7:30", time(7, 30)),
        ("19.15", time(19, 15)),
        ("19h30", time(19, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("12:30 am", time(0, 30)),
        ("noon", time(12)),
        ("Midday", time(12)),
        ("midnight", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("１９：００", time(19)),
    ],
)
def test_times_that_are_understood(typed, meant):
    assert parse_time("en", typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("25:00", "There is no “25:00” on the clock. Please write a time from 00:00 to 23:59"),
        ("24:00", "There is no “24:00”"),
        ("19:60", "There is no “19:60”"),
        ("13pm", "There is no “13pm”"),
        ("0am", "There is no “0am”"),
        ("25", "There is no “25”"),
        ("7", "Write “7am” or “7pm”"),
        ("19", "such as “19:00”"),
        ("", "I understand “19:00”, “7pm”"),
        ("evening", "I do not understand the time “evening”"),
        ("7ish", "I do not understand the time"),
        ("7pm Berlin", "I do not understand the time"),
    ],
)
def test_times_that_are_not_understood_say_what_would_be(typed, said):
    with pytest.raises(Refused) as refused:
        parse_time("en", typed)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", 60),
        ("60", 60),
        ("90 min", 90),
        ("90 minutes", 90),
        ("45m", 45),
        ("1h", 60),
        ("1 hour", 60),
        ("1h30", 90),
        ("1:30", 90),
        ("1 hour and 15 minutes", 75),
        ("1.5 hours", 90),
        ("5", 5),
        ("480", 480),
        ("8h", 480),
    ],
)
def test_lengths_that_are_understood(typed, meant):
    assert parse_minutes("en", typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "A meeting of 0 minutes cannot be planned"),
        ("4", "a number from 5 to 480"),
        ("481", "a number from 5 to 480"),
        ("999999", "a number from 5 to 480"),
        ("-30", "I do not understand the minutes"),
        ("9" * 5000, "I do not understand the minutes"),
        ("an hour or so", "such as “60”"),
    ],
)
def test_lengths_that_do_not_work_say_what_would(typed, said):
    with pytest.raises(Refused) as refused:
        parse_minutes("en", typed)
    assert said in str(refused.value)


def read(parse, typed):
    try:
        return parse("en", typed)
    except Refused as refused:
        return str(refused)


@given(st.text() | st.from_regex(r"[0-9:apm. ]{0,12}", fullmatch=True))
def test_any_text_is_a_time_a_length_or_refused(typed):
    for parse in (parse_time, parse_minutes):
        found = read(parse, typed)
        assert not isinstance(found, str) or found.endswith(".")


# ---------------------------------------------------------------- names, notes, places


def test_a_name_is_tidied():
    assert check_title("en", "  Tuesday \n  circle\x00\u202e ") == "Tuesday circle"


@pytest.mark.parametrize("title", ["👩‍👩‍👧 Familie", "مجموعة الثلاثاء", "Сріда ввечері", "x" * 80])
def test_names_in_any_script_stay_as_they_are(title):
    assert check_title("en", title) == title


@pytest.mark.parametrize(
    ("check", "typed", "said"),
    [
        (check_title, "", "needs a name"),
        (check_title, "\u202e \x00", "needs a name"),
        (check_title, "x" * 81, "The name has 81 characters; 80 fit"),
        (check_note, "x" * 2000, "The note has 2,000 characters; 500 fit"),
        (check_place, "x" * 401, "The place has 401 characters; 400 fit"),
    ],
)
def test_what_does_not_fit_is_told_with_numbers(check, typed, said):
    with pytest.raises(Refused, match=said):
        check("en", typed)


def test_a_note_keeps_its_lines():
    assert check_note("en", " Bring tea.\r\n\n\n\n Door  code 12 ") == "Bring tea.\n\nDoor code 12"


@given(st.text(max_size=500))
def test_whatever_is_kept_can_be_stored(typed):
    kept = read(check_note, typed)
    assert "\x00" not in kept
    assert kept.encode("utf-8", "strict").decode() == kept
    assert check_note("en", kept) == kept


# ---------------------------------------------------------------- the first date


@pytest.mark.parametrize(
    ("days", "at", "first"),
    [
        (Days(frozenset({4})), time(19), date(2026, 11, 20)),  # today is Friday, and it is earlier
        (Days(frozenset({4})), time(13), date(2026, 11, 27)),  # 13:00 in Berlin is just now
        (Days(frozenset({0, 2})), time(19), date(2026, 11, 23)),
        (Days(day=date(2026, 11, 20)), time(13, 1), date(2026, 11, 20)),
    ],
)
def test_the_first_date_is_the_next_one_ahead(days, at, first):
    assert find_first("en", days, at, "Europe/Berlin", NOW) == first


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 20), "Friday 20 November 2026 at 12:59 is over: there it is"),
        (date(2026, 11, 19), "is over"),
        (date(1, 1, 1), "is over"),
        (date(9999, 12, 31), "within 5 years"),
    ],
)
def test_dates_in_the_past_or_far_away_are_refused(day, said):
    with pytest.raises(Refused, match=said):
        find_first("en", Days(day=day), time(12, 59), "Europe/Berlin", NOW)


@given(
    st.integers(1_577_836_800, 2_051_222_400),
    st.sets(st.integers(0, 6), min_size=1),
    st.times(),
    st.sampled_from(known_zones()),
)
def test_weekdays_always_have_a_next_date_within_eight_days(moment, weekdays, at, zone):
    now, at = datetime.fromtimestamp(moment, UTC), at.replace(second=0, microsecond=0)
    first = find_first("en", Days(frozenset(weekdays)), at, zone, now)
    start = start_of(Rule(zone=zone, at=at, first=first), first)
    assert first.weekday() in weekdays
    assert now < start < now + timedelta(days=9)
