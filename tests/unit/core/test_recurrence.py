"""The rules that a moderator can make, with their ends, changes and kind refusals."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest

from bot.core.errors import Refused
from bot.core.recurrence import (
    Change,
    Occurrence,
    Rule,
    check_rule,
    dates_from,
    happens_on,
    last_date,
    occurrences,
    start_of,
)

SEVEN_PM = time(19)
MONDAY, TUESDAY, THURSDAY, FRIDAY, SUNDAY = 0, 1, 3, 4, 6


def rule(first: date, **parts) -> Rule:
    return Rule("Europe/Berlin", SEVEN_PM, first, **parts)


def dates(made: Rule, n: int, day: date | None = None) -> list[str]:
    return [str(found) for found in islice(dates_from(made, day or made.first), n)]


def test_once_happens_once():
    once = rule(date(2026, 3, 5))
    assert dates(once, 5) == ["2026-03-05"]
    assert dates(once, 5, date(2026, 3, 6)) == []


def test_weekly_on_several_days():
    twice_a_week = rule(date(2026, 3, 4), repeat="weekly", weekdays=frozenset({TUESDAY, THURSDAY}))
    assert dates(twice_a_week, 4) == ["2026-03-05", "2026-03-10", "2026-03-12", "2026-03-17"]


def test_every_second_week_counts_from_the_monday_of_the_first_occurrence():
    made = rule(date(2026, 3, 4), repeat="weekly", weekdays=frozenset({MONDAY}), every=2)
    # The first date is a Wednesday; the first Monday, five days later, begins the counting.
    assert dates(made, 3) == ["2026-03-09", "2026-03-23", "2026-04-06"]


def test_a_second_week_may_end_on_the_sunday_after_a_first_thursday():
    made = rule(date(2026, 3, 5), repeat="weekly", weekdays=frozenset({THURSDAY, SUNDAY}), every=2)
    assert dates(made, 4) == ["2026-03-05", "2026-03-08", "2026-03-19", "2026-03-22"]


def test_monthly_leaves_out_months_without_the_day():
    made = rule(date(2026, 1, 31), repeat="monthly_day", day=31)
    assert dates(made, 4) == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]


def test_the_last_day_of_each_month():
    made = rule(date(2028, 1, 31), repeat="monthly_last")
    assert dates(made, 3) == ["2028-01-31", "2028-02-29", "2028-03-31"]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, ["2026-03-06", "2026-04-03"]),
        (5, ["2026-05-29", "2026-07-31"]),
        (-1, ["2026-03-27", "2026-04-24"]),
    ],
)
def test_the_nth_friday(nth, expected):
    made = rule(date(2026, 3, 1), repeat="monthly_weekday", nth=nth, weekday=FRIDAY)
    assert dates(made, 2) == expected


def test_every_third_month_counts_from_the_month_of_the_first_occurrence():
    made = rule(date(2026, 1, 20), repeat="monthly_day", day=15, every=3)
    assert dates(made, 3) == ["2026-02-15", "2026-05-15", "2026-08-15"]


def test_the_end_by_date_includes_that_day():
    made = rule(
        date(2026, 3, 2), repeat="weekly", weekdays=frozenset({MONDAY}), until=date(2026, 3, 16)
    )
    assert dates(made, 9) == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert last_date(made) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        (
            {"repeat": "weekly", "weekdays": frozenset({TUESDAY, THURSDAY}), "every": 2},
            "2026-04-14",
        ),
        ({"repeat": "monthly_day", "day": 31}, "2026-12-31"),
        ({"repeat": "monthly_day", "day": 4}, "2026-08-04"),
        ({"repeat": "monthly_last", "every": 2}, "2027-01-31"),
    ],
)
def test_the_end_by_count(parts, end):
    made = rule(date(2026, 3, 4), count=6, **parts)
    found = dates(made, 50)
    assert len(found) == 6
    assert found[-1] == end == str(last_date(made))
    assert dates(made, 50, date(2026, 4, 1)) == [day for day in found if day >= "2026-04-01"]


def test_a_skipped_date_counts_and_is_left_out():
    made = rule(date(2026, 3, 2), repeat="weekly", weekdays=frozenset({MONDAY}), count=3)
    changes = {date(2026, 3, 9): Change()}
    before = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [str(o.date) for o in occurrences(made, before, changes)]
    assert starts == ["2026-03-02", "2026-03-16"]


def test_a_moved_date_stands_where_it_was_moved_to():
    made = rule(date(2026, 3, 2), repeat="weekly", weekdays=frozenset({MONDAY}), count=3)
    later = datetime(2026, 3, 20, 18, tzinfo=UTC)
    changes = {date(2026, 3, 9): Change(later), date(2026, 3, 10): Change(later)}
    found = list(occurrences(made, datetime(2026, 3, 3, tzinfo=UTC), changes))
    assert found == [
        Occurrence(date(2026, 3, 16), datetime(2026, 3, 16, 18, tzinfo=UTC)),
        Occurrence(date(2026, 3, 9), later),  # 10 March is no date of the rule: ignored
    ]
    assert list(occurrences(made, later, changes)) == []


def test_an_occurrence_starts_strictly_after_the_moment():
    made = rule(date(2026, 3, 2))
    start = start_of(made, made.first)
    assert list(occurrences(made, start)) == []
    assert happens_on(made, made.first)
    assert not happens_on(made, date(2026, 3, 3))


def test_an_old_rule_is_asked_about_far_days_without_walking():
    made = rule(date(1990, 1, 1), repeat="weekly", weekdays=frozenset({MONDAY}), every=3)
    assert dates(made, 1, date(9000, 1, 1)) == ["9000-01-13"]
    assert dates(made, 1, date(9999, 1, 1)) == []


@pytest.mark.parametrize(
    "made",
    [
        rule(date(2026, 3, 5)),
        rule(date(2026, 3, 5), repeat="weekly", weekdays=frozenset({0, 6}), every=2, count=9),
        rule(date(2026, 3, 5), repeat="monthly_weekday", nth=-1, weekday=0),
        rule(date(2026, 3, 5), repeat="monthly_day", day=31, until=date(2027, 1, 1)),
    ],
)
def test_a_rule_survives_its_column(made):
    assert Rule.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (
            rule(
                date(2026, 3, 3),
                repeat="weekly",
                weekdays=frozenset({MONDAY}),
                until=date(2026, 3, 5),
            ),
            "No date fits these days",
        ),
        (rule(date(2026, 3, 3), until=date(2026, 3, 1)), "The last day .* is before the first day"),
        (rule(date(2026, 3, 3), repeat="monthly_last", every=99), "from 1 to 52"),
        (rule(date(2026, 3, 3), repeat="monthly_last", count=5000), "from 1 to 1000"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_in_words(made, words):
    with pytest.raises(Refused, match=words):
        check_rule(made)


def test_a_rule_that_works_is_not_refused():
    check_rule(rule(date(2026, 3, 3), repeat="monthly_day", day=31, until=date(2026, 3, 31)))


@pytest.mark.parametrize(
    "parts",
    [
        {"repeat": "weekly"},
        {"repeat": "weekly", "weekdays": frozenset({7})},
        {"repeat": "monthly_day", "day": 32},
        {"repeat": "monthly_weekday", "nth": 0},
        {"repeat": "monthly_weekday", "nth": 1, "weekday": 7},
        {"every": 0},
        {"count": 0},
    ],
)
def test_an_impossible_rule_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"\b(is|are|needs)\b"):
        rule(date(2026, 3, 3), **parts)
