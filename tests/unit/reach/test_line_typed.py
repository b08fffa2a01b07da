"""A help line as moderators type it, and how people then read it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.reach.confirming.rules import Unusable, Wanted, make_line
from bot.reach.directory import load_directory
from bot.reach.lines.messages import describe
from bot.reach.rules import View

DIRECTORY = load_directory()
IRELAND = DIRECTORY.countries["IE"]
TYPED = Wanted("crisis", "The house on the quay", "01 234 5678", "", "")


def make(**typed):
    wanted = replace(TYPED, **typed)
    return make_line(wanted, IRELAND, "Europe/Dublin", DIRECTORY.outdated, date(2026, 3, 1))


def read(**typed):
    view = View(datetime(2026, 3, 2, 12, tzinfo=UTC), IRELAND)
    return describe("en", view, make(**typed))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("01 234 5678", "call **01 234 5678**"),
        ("(01) 234.5678", "call **01 234 5678**"),
        ("+353 (0)1 234 5678", "call **+353 1 234 5678**"),
        ("15", "call **15**"),
        ("text 741741", "text **741741**"),
        ("SMS  HOME to 741741", "text HOME to **741741**"),
        ("https://quay.example/talk", "see [quay.example](https://quay.example/talk)"),
    ],
)
def test_how_to_reach_it(typed, shown):
    assert shown in read(reach=typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("24/7", "(day and night)"),
        ("always", "(day and night)"),
        ("Mon-Fri 09:30-17:30; Sat,Sun 10:00-02:00", "Monday to Friday 09:30–17:30"),
        ("Mon-Fri 9am-5pm", "Monday to Friday 09:00–17:00"),
        ("weekends 10:00 to 14:00", "Saturday and Sunday 10:00–14:00"),
    ],
)
def test_when_it_is_open(typed, shown):
    assert shown in read(hours=typed)


def test_only_an_outdated_number_is_out_of_date():
    assert "In memory of Sam. CHECK-IN" in read(about="In memory of Sam. CHECK-IN at the door.")
    for text in ("0800 77 66 00", "text 0800776600"):
        with pytest.raises(Unusable, match="outdated"):
            make(reach=text)


@pytest.mark.parametrize("typed", ["", "1", "https://[foo", "text", "text me", "1800 or 1900"])
def test_what_leads_nowhere_is_refused(typed):
    with pytest.raises(Unusable, match="reach"):
        make(reach=typed)
