"""A whole schedule typed as one line, in English and in Spanish."""

from datetime import UTC, date, datetime, time

import pytest

from bot.core.errors import Refused
from bot.meetings.oneline.rules import read_line
from tests.support.who import mona

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday, 13:00 in Berlin
TUE_THU, TUE = frozenset({1, 3}), frozenset({1})


def read(days, at="", lang="en"):
    return read_line(lang, days, at, "Europe/Berlin", NOW)


@pytest.mark.parametrize(
    ("typed", "weekdays", "at", "repeat", "ends"),
    [
        ("every Tuesday and Thursday 19:00", TUE_THU, time(19), "", ""),
        ("Tuesdays at 7pm", TUE, time(19), "", ""),
        ("every other Tuesday 7 pm", TUE, time(19), "weekly2", ""),
        ("every other week on Tuesday at 7pm", TUE, time(19), "weekly2", ""),
        ("Tuesday, every 3 weeks, noon", TUE, time(12), "weekly3", ""),
        ("every Tuesday until 1 June 19:00", TUE, time(19), "weekly1", "2027-06-01"),
        ("every Tuesday 19:00 until 1 June", TUE, time(19), "weekly1", "2027-06-01"),
        ("every other week until 1 June 7pm", frozenset({4}), time(19), "weekly2", "2027-06-01"),
        ("todos los martes y jueves a las 19:00", TUE_THU, time(19), "", ""),
        ("every Tuesday 19:00 until 1.6.2027", TUE, time(19), "weekly1", "2027-06-01"),
        ("cada martes a las 19:00 hasta el 1/6", TUE, time(19), "weekly1", "2027-06-01"),
        ("cada martes a las 7 de la tarde", TUE, time(19), "", ""),
        ("los martes 19:00 hasta el 1 de junio", TUE, time(19), "weekly1", "2027-06-01"),
        ("cada dos semanas los martes a las 19:00", TUE, time(19), "weekly2", ""),
        ("todos los días a las 8:30", frozenset(range(7)), time(8, 30), "", ""),
        ("de lunes a viernes a las 8:30", frozenset(range(5)), time(8, 30), "", ""),
        ("todas las semanas el martes a las 19:00", TUE, time(19), "weekly1", ""),
        ("semana sí, semana no, los martes 19:00", TUE, time(19), "weekly2", ""),
    ],
)  # fmt: skip
def test_weeks(typed, weekdays, at, repeat, ends):
    line = read(typed)
    assert (line.days.weekdays, line.at, line.repeat, line.ends) == (weekdays, at, repeat, ends)


@pytest.mark.parametrize(
    ("typed", "first", "repeat"),
    [
        ("first Monday of the month 6pm", date(2026, 12, 7), "monthly_nth"),
        ("the last Friday of every month at 18:00", date(2026, 11, 27), "monthly_end"),
        ("last day of the month 18:00", date(2026, 11, 30), "monthly_last"),
        ("the 15th of every month 18:00", date(2026, 12, 15), "monthly_day"),
        ("primer lunes del mes 18:00", date(2026, 12, 7), "monthly_nth"),
        ("el último viernes de cada mes a las 18:00", date(2026, 11, 27), "monthly_end"),
        ("el último día del mes a las 18:00", date(2026, 11, 30), "monthly_last"),
        ("1 de diciembre a las 18:00", date(2026, 12, 1), ""),
        ("mañana a las 18:00", date(2026, 11, 21), ""),
        ("1 Dec 6pm", date(2026, 12, 1), ""),
    ],
)
def test_months_and_dates(typed, first, repeat):
    line = read(typed)
    assert (line.first, line.at, line.repeat) == (first, time(18), repeat)


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ("every second Tuesday", "19:00", "choose on the next screen"),
        ("Tuesdays 19:00", "20:00", "write the time only once"),
        ("1 Dec until 1 June", "19:00", "needs no “until”"),
        ("every other week 1 Dec", "19:00", "please write weekdays"),
        ("first blursday of the month", "19:00", "more than I can read"),
        ("Tuesdays until whenever", "19:00", "do not understand the date"),
        ("every 40 of the month", "19:00", "more than I can read"),
        ("Tuesdays 7", "", "“7|time|days"),
        ("los martes dudosos", "19:00", "the days “los martes dudosos”"),
    ],
)
def test_what_is_not_clear_is_refused(typed, at, said):
    with pytest.raises(Refused, match=said):
        read(typed, at)


async def test_a_line_goes_through_the_preview(stage):
    group = await stage.make_group()
    preview = await stage.preview(mona(), group, days="first Monday of the month 6pm", time="")
    assert "**Every month on the first Monday at 18:00 (Europe/Berlin)**" in preview.body
    preview = await stage.preview(
        mona(), group, days="every other Tuesday until 1 June", time="7pm"
    )
    assert (
        "Every 2 weeks on Tuesday at 19:00 (Europe/Berlin), until Tuesday 1 June 2027"
        in preview.body
    )


@pytest.mark.parametrize("typed", ["24.11. 7pm", "24.11.2026 19:00", "24/11 at 19:00", "24.11 19h"])
def test_a_dotted_date_and_its_time_are_told_apart(typed):
    line = read(typed)
    assert (line.days.day, line.at) == (date(2026, 11, 24), time(19))
