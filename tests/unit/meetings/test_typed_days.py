"""What moderators type for days and dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.meetings.typed.rules import Days, parse_date, parse_days

TODAY = date(2026, 11, 20)  # a Friday
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def weekdays(*days):
    return Days(frozenset(days))


def on(*ymd):
    return Days(day=date(*ymd))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mon, Wed", weekdays(MON, WED)),
        ("mon wed fri", weekdays(MON, WED, FRI)),
        ("Monday & Thursday", weekdays(MON, THU)),
        ("Tuesdays", weekdays(TUE)),
        ("Tuesday's", weekdays(TUE)),
        ("every Tuesday and Thursday", weekdays(TUE, THU)),
        ("On Tues. + Thurs.", weekdays(TUE, THU)),
        ("each sunday", weekdays(SUN)),
        ("Mon-Fri", weekdays(MON, TUE, WED, THU, FRI)),
        ("monday to wednesday", weekdays(MON, TUE, WED)),
        ("Fri – Mon", weekdays(FRI, SAT, SUN, MON)),
        ("Mon-Wed, Sat", weekdays(MON, TUE, WED, SAT)),
        ("every day", weekdays(*range(7))),
        ("daily", weekdays(*range(7))),
        ("EVERYDAY", weekdays(*range(7))),
        ("weekdays", weekdays(MON, TUE, WED, THU, FRI)),
        ("every weekday", weekdays(MON, TUE, WED, THU, FRI)),
        ("weekends", weekdays(SAT, SUN)),
        ("weekends and Wednesday", weekdays(SAT, SUN, WED)),
        ("Ｍｏｎ", weekdays(MON)),
        ("today", on(2026, 11, 20)),
        ("tonight", on(2026, 11, 20)),
        ("Tomorrow", on(2026, 11, 21)),
        ("next Tuesday", on(2026, 11, 24)),
        ("this friday", on(2026, 11, 20)),
        ("next Friday", on(2026, 11, 27)),
        ("2026-12-01", on(2026, 12, 1)),
        ("2026/12/1", on(2026, 12, 1)),
        ("1 Dec", on(2026, 12, 1)),
        ("on 1 December", on(2026, 12, 1)),
        ("1st of December", on(2026, 12, 1)),
        ("Dec 1", on(2026, 12, 1)),
        ("December 1st, 2026", on(2026, 12, 1)),
        ("Dec. 1 2026", on(2026, 12, 1)),
        ("1 Dec 2026", on(2026, 12, 1)),
        ("Tue 1 Dec", on(2026, 12, 1)),
        ("Tuesday, 1 December 2026", on(2026, 12, 1)),
        ("22 sept", on(2027, 9, 22)),
        ("19 Nov", on(2027, 11, 19)),  # yesterday, so next year's
        ("20 Nov", on(2026, 11, 20)),
        ("29 Feb", on(2028, 2, 29)),  # the next one that exists
        ("1 Dec 2025", on(2025, 12, 1)),  # read; that it is over is told with the time
    ],
)
def test_days_that_are_understood(typed, meant):
    assert parse_days("en", typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please write the days"),
        (" \n ", "Please write the days"),
        ("next blursday", "I understand “Mon, Wed”"),
        ("Tusday", "Did you mean “tuesday”?"),
        ("someday", "I do not understand the days “someday”"),
        ("mon and blursday", "I understand “Mon, Wed”"),
        ("next tuesdays", "“next Friday”"),
        ("30 Feb", "There is no “30 feb” in the calendar"),
        ("31 April 2027", "There is no “31 april 2027”"),
        ("2026-13-01", "There is no “2026-13-01”"),
        ("29 Feb 2027", "Please write a date that exists"),
        ("Mon 1 Dec", "Tuesday 1 December 2026 is not a Monday"),
        ("blurs 1 Dec", "I do not understand the days"),
        ("every other Tuesday", "you choose on the next screen"),
        ("first Monday of the month", "you choose on the next screen"),
        ("every 2 weeks on Tue", "Write only the days"),
        ("and", "I do not understand"),
        ("**Tue** @everyone", "I do not understand the days “\\*\\*Tue\\*\\* @\u200beveryone”"),
    ],
)
def test_days_that_are_not_understood_say_what_would_be(typed, said):
    with pytest.raises(Refused) as refused:
        parse_days("en", typed, TODAY)
    assert said in str(refused.value)


@pytest.mark.parametrize("typed", ["Tuesdays", "every day", "", "soon", "mon, wed"])
def test_a_single_date_is_asked_for_where_days_make_no_sense(typed):
    with pytest.raises(Refused, match="I do not understand the date"):
        parse_date("en", typed, TODAY)


def test_a_long_wrong_text_is_quoted_in_short():
    with pytest.raises(Refused) as refused:
        parse_days("en", "x" * 2000, TODAY)
    assert len(str(refused.value)) < 300


SOME_WORDS = ["next", "every", "mon", "tue-", "1", "31", "dec", "feb", "2026", "-", "to", ",", "of"]
ANY_TEXT = st.text() | st.lists(st.sampled_from(SOME_WORDS)).map(" ".join)


def read(typed, today):
    try:
        return parse_days("en", typed, today)
    except Refused as refused:
        return str(refused)


@given(ANY_TEXT, st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_any_text_is_read_or_refused_in_words(typed, today):
    found = read(typed, today)
    if isinstance(found, str):
        assert found.endswith((".", "?"))
    else:
        assert bool(found.weekdays) != bool(found.day)


@given(st.dates(TODAY, TODAY + timedelta(days=364)))
def test_every_way_of_writing_a_date_means_the_same(day):
    month, short = day.strftime("%B"), day.strftime("%b")
    spellings = [
        day.isoformat(),
        f"{day.day} {month}",
        f"{short} {day.day}",
        f"{month} {day.day}, {day.year}",
        f"{day.strftime('%a')} {day.day} {short} {day.year}",
    ]
    assert {parse_date("en", spelling, TODAY) for spelling in spellings} == {day}


@pytest.mark.parametrize(
    ("lang", "typed", "day"),
    [
        ("en-US", "24.11.2026", date(2026, 11, 24)),
        ("de", "24.11.", date(2026, 11, 24)),
        ("de", "5.12", date(2026, 12, 5)),
        ("de", "Tue, 24. 11. 2026", date(2026, 11, 24)),
        ("en-US", "1.12.26", date(2026, 12, 1)),
        ("en-GB", "24/11", date(2026, 11, 24)),
        ("en-US", "24/11", date(2026, 11, 24)),
        ("en-GB", "11/24/2026", date(2026, 11, 24)),
        ("en-GB", "05/12/2026", date(2026, 12, 5)),
        ("es", "5/12", date(2026, 12, 5)),
        ("en-US", "12/05/2026", date(2026, 12, 5)),
        ("en-US", "12-05-2026", date(2026, 12, 5)),
        ("en-GB", "05-12-2026", date(2026, 12, 5)),
    ],
)
def test_dates_of_numbers_go_by_the_language_where_they_are_ambiguous(lang, typed, day):
    assert parse_date(lang, typed, date(2026, 11, 20)) == day
    assert parse_days(lang, typed, date(2026, 11, 20)).day == day


@pytest.mark.parametrize("typed", ["13/13", "31.11.2026", "32.1.", "11.24.2026", "0/5"])
def test_dates_of_numbers_that_do_not_exist_are_refused(typed):
    with pytest.raises(Refused, match="in the calendar"):
        parse_date("en-US", typed, date(2026, 11, 20))


@pytest.mark.parametrize("typed", ["24-11", "24.11.202", "1/2/3/4", "24.11/2026"])
def test_numbers_that_are_no_date_are_not_guessed(typed):
    with pytest.raises(Refused, match="I do not understand the date"):
        parse_date("en-US", typed, date(2026, 11, 20))
