"""What the front-door message says: enough when the bot is off, and true for months."""

import re

import pytest

from bot.core.message import Link
from bot.features import build_features
from bot.gateway.render import render
from bot.reach import rules as reach
from bot.reach.directory import HelpSnapshot
from bot.reach.front_door import messages, rules
from bot.reach.front_door.rules import Posting, Sight, State
from bot.reach.front_door.service import Source
from bot.servers.messages import channel_lacks
from tests.support.clock import HandClock
from tests.support.who import buttons_of
from tests.unit.reach.stage import directory

EVERYTHING = [feature for feature, _ in rules.BUTTONS]
CODES = list(directory().countries)
MARKER = "a" * 24


@pytest.fixture
def source():
    return Source(HelpSnapshot(directory(), HandClock()), EVERYTHING)


def shown(message):
    """Give the text as Discord gets it, and what can be pressed."""
    text, row = render(message, marker=MARKER)
    return text["content"], row["components"]


@pytest.mark.parametrize("code", [*CODES, None, "ZZ"])
def test_every_country_keeps_discords_limits(source, code):
    text, buttons = shown(source.word(None, code, None))
    assert len(text) <= 2000, "far from Discord's 4,000, because lines will change"
    assert [one["label"] for one in buttons] == [
        "Help now",
        "Next meetings",
        "Check in",
        "A tip",
        "Me",
    ]
    assert not re.search("[\U0001f300-\U0001faff\u2600-\u27bf]", text), "readable without emoji"


@pytest.mark.parametrize("code", CODES)
def test_the_lines_stand_there_in_plain_text(source, code):
    country = directory().countries[code]
    text, _ = shown(source.word(None, code, None))
    assert f"call {country.emergency.tel or 'your local emergency number'}.**" in text
    for line in [*reach.crisis_lines(country), *reach.drug_lines(country)]:
        assert f"**{line.name}**" in text
        assert first_way(line) in text
    assert f"Numbers for {country.called}." in text
    assert "Nobody in this community has called them yet." in text


def first_way(line):
    return line.call or line.text or line.chat or line.url


@pytest.mark.parametrize("code", [None, "ZZ"])
def test_without_a_country_it_shows_six(source, code):
    text, _ = shown(source.word(None, code, None))
    assert "call your local emergency number.**" in text
    for number in ("911", "999", "112", "000", "111"):
        assert f"emergency **{number}**" in text
    assert "press **Help now** and choose your country" in text
    assert "Nobody in this community has called them yet." in text
    assert "Numbers for" not in text


@pytest.mark.parametrize("code", [*CODES, None])
def test_it_says_the_same_at_every_hour(code):
    clock = HandClock()
    source = Source(HelpSnapshot(directory(), clock), EVERYTHING)
    first = source.word(None, code, None)
    for _ in range(24):
        clock.advance(hours=7)
        assert source.word(None, code, None) == first
    assert "open now" not in first.body
    assert "<t:" not in first.body


def test_hours_say_whose_clock_they_mean(source):
    assert "by the clock of the place" in source.word(None, "IE", None).small
    assert "by the clock" not in source.word(None, "US", None).small


def test_it_teaches_to_press(source):
    body = source.word(None, "US", None).body
    assert "**Press, don't type.** Only you see what a button answers." in body
    assert "If a button does not answer, I am offline." in body
    assert "/" not in body.replace("https://", "").split("**Press, don't type.**")[1]


def test_a_button_appears_with_its_feature(source):
    few = Source(source.snapshot, {"privacy", "reach", "meetings", "groups"})
    assert list(buttons_of(few.word(None, None, None))) == ["Help now", "Next meetings", "Me"]


def test_every_button_of_the_program_leads_somewhere():
    """Each address is answered by its feature; a feature of the list has its button."""
    features = {one.name: one for one in build_features(HelpSnapshot(directory(), HandClock()))}
    chosen = rules.choose_buttons(features)
    assert {"reach", "meetings", "privacy"} <= {name for name, _ in chosen}
    assert {name for name, _ in chosen} == set(EVERYTHING) & set(features)
    assert "help" in features["reach"].instant


def test_its_custom_ids_name_no_person_and_no_health_fact(source):
    _, buttons = shown(source.word(None, "US", None))
    ids = [one["custom_id"] for one in buttons]
    assert ids[0] == f"ac:reach:help:!{MARKER}"
    assert ids[1:] == ["ac:meetings:list:", "ac:checkins:open:", "ac:coping:tip:", "ac:privacy:me:"]


def test_it_is_told_apart_by_its_words(source):
    prints = {rules.fingerprint_of(source.word(None, code, None)) for code in [*CODES, None]}
    assert len(prints) == len(CODES) + 1


# ---------------------------------------------------------------- the moderators' card


def posting(number, state, trouble=None):
    return Posting(1, number, 10 + number, state, trouble, "", 0)


def test_the_card_shows_the_newest_and_what_still_stands():
    newest, old = posting(2, State.FAILED, "50013"), posting(1, State.STANDING)
    sight = Sight([newest, old], link="https://discord.com/channels/1/11/5", country="Canada")
    card = messages.card("en", sight)
    assert "could not be posted in <#12>: I lack a permission there." in card.body
    assert "The one in <#11> still stands." in card.body
    assert "**Numbers:** those of Canada." in card.body
    (link,) = [part for part in card.rows[1] if isinstance(part, Link)]
    assert link.url.endswith("/1/11/5")
    parts = render(card)
    assert len(parts[1]["components"]) == 1


def test_a_missing_permission_is_named_where_it_stands():
    card = messages.card("en", Sight([posting(1, State.STANDING)], lacks=("View Channel",)))
    assert channel_lacks("en", 11, ["View Channel"]) in card.body


@pytest.mark.parametrize("ref", ["", "1", "1.", ".1", "a.1", "1.²", "1.1.1", "1." + "9" * 21])
def test_a_ref_is_two_numbers(ref):
    assert rules.read_ref(ref) is None
    assert rules.read_ref("12.3") == (12, 3)
