"""The words of the set-up and of /about."""

import pytest

from bot.servers import messages
from bot.servers.rules import Incident, Server, Setup
from tests.support.who import selects_of

MANY = {f"{a}{b}": f"Country {a}{b}" for a in "ABCDEF" for b in "ABCDEF"}


def test_a_select_offers_at_most_25_countries_and_always_the_chosen_one():
    options = messages.country_options(MANY, "FF")
    assert len(options) == 25
    assert [o.value for o in options if o.chosen] == ["FF"]


def test_without_known_countries_there_is_no_select():
    card = messages.setup_card("en", Setup(Server(1)))
    assert "country" not in selects_of(card)


def test_a_code_nobody_explained_is_still_shown():
    shown = messages.incidents_card("en", [Incident("odd", "x1", None, 1, "ref")]).body
    assert "code x1" in shown
    assert "1 time," in shown


def test_no_incident_is_said_too():
    assert "Nothing went wrong" in messages.incidents_card("en", []).body


@pytest.mark.parametrize("said", ["not a person", "medical advice", "clinician", "/me", "/help"])
def test_about_says_what_the_bot_is_not(said):
    card = messages.about("en")
    assert said in card.body
    assert len(card.body) < 2000
