"""How a card turns into another, and what odd addresses lead to."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.message import Edit, Message, Select
from bot.core.press import Press
from bot.reach import messages, service
from bot.reach.directory import HelpSnapshot
from tests.support.cards import CODES, SOMEBODY
from tests.support.clock import HandClock


@pytest.fixture(scope="module")
def snapshot():
    return HelpSnapshot(clock=HandClock())


def card(snapshot, name, code):
    return service.instant_actions(snapshot)["see"](
        SOMEBODY, Press("see", f"{name}.{code}")
    ).message


# ---------------------------------------------------------------- turning a card


def test_the_first_press_opens_a_card_and_the_next_ones_turn_it(snapshot):
    actions = service.instant_actions(snapshot)
    for name in ("help", "overdose", "withdrawal", "hard"):
        assert isinstance(actions[name](SOMEBODY, Press(name, "0a1b2c~marker")), Message)
    for name in ("see", "choose", "pick"):
        assert isinstance(actions[name](SOMEBODY, Press(name, "help.US", ("US",))), Edit)


@pytest.mark.parametrize("ref", ["", "x", "help", "help.XX", "nothing.US", "..", "US", "help.us"])
def test_an_odd_address_still_leads_to_help(snapshot, ref):
    for action in service.instant_actions(snapshot).values():
        answer = action(SOMEBODY, Press("any", ref, ("ZZ",)))
        message = answer.message if isinstance(answer, Edit) else answer
        assert "emergency number" in message.body or "911" in message.body


def test_the_list_begins_with_where_most_members_live(snapshot):
    (select,) = [row for row in card(snapshot, "help", "-").rows if isinstance(row, Select)]
    assert [option.value for option in select.options][:6] == ["US", "CA", "GB", "IE", "AU", "NZ"]
    assert {option.value for option in select.options} == CODES
    assert select.options[0].about == "Emergency: 911"
    assert [one.about for one in select.options if one.value == "IN"] == [""]


def test_without_a_country_the_steps_come_at_once_and_the_list_below(snapshot):
    steps = card(snapshot, "overdose", "-")
    assert steps.body.startswith("**Overdose? Call your local emergency number now.**")
    assert "1. Shout their name." in steps.body
    assert isinstance(steps.rows[0], Select)


def test_the_day_somebody_checked_a_line_is_said(snapshot):
    us = snapshot.directory.countries["US"]
    checked = us.lines[0].model_copy(update={"checked_on": date(2027, 1, 5)})
    country = us.model_copy(update={"lines": (checked, *us.lines[1:])})
    view = replace(snapshot.view("US"), country=country)
    body = messages.sources_card("en", view).body.splitlines()
    assert body[1].endswith("A person checked it on <t:1799150400:D>.")
    assert body[2].endswith("No person has checked it yet.")
