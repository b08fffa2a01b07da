"""Lines that moderators add stand beside the national ones, and never in their place."""

from datetime import UTC, date, datetime

import pytest

from bot.core.message import Message
from bot.reach import messages
from bot.reach.confirming.rules import (
    OWN_KINDS,
    ServerLines,
    Unusable,
    Wanted,
    lay_over,
    make_line,
    own_id,
)
from bot.reach.directory import load_directory
from bot.reach.front_door.messages import front_door
from bot.reach.rules import View
from bot.reach.service import CARDS

DIRECTORY = load_directory()
IRELAND = DIRECTORY.countries["IE"]
EVENING = Wanted("crisis", "The house on the quay", "01 234 5678", "daily 18:00-23:00", "")
AT_NIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)
IN_THE_EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)


def add(*wanted: Wanted) -> ServerLines:
    made = [make_line(one, IRELAND, "Europe/Dublin", (), date(2026, 3, 1)) for one in wanted]
    own = [one.model_copy(update={"id": own_id("IE", n)}) for n, one in enumerate(made)]
    return ServerLines(own=tuple(own))


def draw(card, said: ServerLines, now=IN_THE_EVENING) -> Message:
    return card("en", View(now, lay_over(IRELAND, said)))


def test_the_national_line_stays_on_the_card():
    said = draw(messages.help_card, add(EVENING)).body
    for line in ("The house on the quay", "116 123", "50808", "1800 459 459"):
        assert line in said


def test_a_line_that_is_closed_now_stands_behind_those_that_answer():
    closed = draw(messages.help_card, add(EVENING), AT_NIGHT).body
    assert closed.index("116 123") < closed.index("The house on the quay")
    opened = draw(messages.help_card, add(EVENING)).body
    assert opened.index("The house on the quay") < opened.index("116 123")
    assert "Talk to a person: **The house on the quay**" in opened
    assert "Talk to a person: **Samaritans Ireland**" in closed


def test_each_added_line_is_on_the_card():
    three = [Wanted("crisis", f"House {n}", f"01 234 567{n}", "", "") for n in range(3)]
    said = draw(messages.help_card, add(*three)).body
    assert all(f"House {n}" in said for n in range(3))
    assert "116 123" in said


@pytest.mark.parametrize(
    ("kind", "card", "stays"),
    [
        ("drugs", messages.help_card, "1800 459 459"),
        ("overdose", messages.overdose_card, "The house"),
        ("mutual_aid", messages.professional_card, "The house"),
        ("drugs", messages.professional_card, "1800 459 459"),
    ],
)
def test_it_is_so_on_the_other_cards(kind, card, stays):
    added = [Wanted(kind, f"The house {n}", f"01 234 567{n}", "", "") for n in range(3)]
    said = draw(card, add(*added)).body
    assert stays in said
    assert all(f"The house {n}" in said for n in range(3))


def test_three_of_a_kind_are_enough():
    three = add(*[EVENING] * 3)
    with pytest.raises(Unusable, match="enough"):
        make_line(EVENING, IRELAND, "Europe/Dublin", (), date(2026, 3, 1), three.own)


def test_what_would_be_too_long_together_is_refused():
    wanted = Wanted("crisis", "N" * 80, f"https://{'a' * 180}.ie", "", "w" * 150)
    first = make_line(wanted, IRELAND, "Europe/Dublin", (), date(2026, 3, 1))
    with pytest.raises(Unusable, match="long"):
        make_line(wanted, IRELAND, "Europe/Dublin", (), date(2026, 3, 1), [first, first])


LONG = {
    "short": ("House", "112 233", "", ""),
    "marks": ("*" * 80, "1" * 20, "Mon,Wed,Fri 09:00-10:00; Tue,Thu 11:00-12:00", "_" * 150),
    "address": ("N" * 80, f"https://{'a' * 180}.ie", "", "w" * 150),
}


@pytest.mark.parametrize("typed", LONG.values(), ids=LONG)
def test_as_many_as_are_taken_fit_on_every_card(typed):
    country = DIRECTORY.countries["US"]
    own = []
    for number in range(10):
        wanted = Wanted(OWN_KINDS[number % len(OWN_KINDS)], *typed)
        try:
            line = make_line(wanted, country, "America/New_York", (), date(2026, 3, 1), own)
        except Unusable:
            break
        own.append(line.model_copy(update={"id": own_id("US", number)}))
    assert own
    view = View(IN_THE_EVENING, lay_over(country, ServerLines(own=tuple(own))))
    for drawn in (*(card("en", view) for card in CARDS.values()), front_door("en", view, [])):
        assert len(drawn.title) + len(drawn.body) + len(drawn.small) <= 4000
