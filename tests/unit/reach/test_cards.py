"""Every card of every country, reached by pressing every button: none leads nowhere."""

import re
from pathlib import Path

import pytest
import yaml

from bot.core.message import Button
from bot.core.press import Press
from bot.core.readability import grade
from bot.features import build_features
from bot.gateway.render import render
from bot.reach import service
from bot.reach.directory import HelpSnapshot
from tests.support.cards import CODES, SOMEBODY, all_cards, buttons_of
from tests.support.clock import HandClock

HELP = Path(__file__).parents[3] / "content" / "help"
OFFICIAL = (
    "These numbers come from official and public pages. "
    "Nobody in this community has called them yet."
)
UNKIND = re.compile(
    r"\b(addicts?|abus\w*|clean|dirty|streak|junkie\w*|should|must|never)\b", re.IGNORECASE
)


def digits(text):
    return re.sub(r"(?<=\d)[ ./-]+(?=\d)", "", text)


@pytest.fixture(scope="module")
def snapshot():
    return HelpSnapshot(clock=HandClock())


def card(snapshot, name, code):
    return service.instant_actions(snapshot)["see"](
        SOMEBODY, Press("see", f"{name}.{code}")
    ).message


def country(snapshot, shown):
    return snapshot.directory.countries.get(shown.code)


# ---------------------------------------------------------------- the walk


def test_every_card_of_every_country_is_reached():
    reached = {(shown.code, shown.card) for shown in all_cards()}
    cards = set(service.CARDS)
    assert {(code, name) for code in CODES | {"-"} for name in cards} <= reached
    assert {(code, "choose") for code in CODES} <= reached


def test_every_button_has_an_answer(snapshot):
    features = {feature.name: feature for feature in build_features(snapshot)}
    reach = {*features["reach"].instant, "remember", "wrong", "ask", "after", "soon", "stay"}
    coping = {*features["coping"].instant, *features["coping"].without_database}
    known = {"reach": reach, "coping": coping}
    for shown in all_cards():
        assert shown.message.rows, shown.path
        for button in buttons_of(shown.message):
            assert isinstance(button, Button), shown.path
            assert button.action in known[button.feature], shown.path


def test_a_person_is_one_press_away_from_every_card():
    """Whatever somebody has set up: the press leads to the way of getting one."""
    for shown in all_cards():
        asks = [button.ref for button in buttons_of(shown.message) if button.action == "ask"]
        about_another = shown.card in service.FOR_ANOTHER
        wanted = {"choose": set()}.get(shown.card, {"w"} if about_another else {"s", "h"})
        assert set(asks) == wanted, shown.path
        assert len(asks) == len(wanted), shown.path


def test_the_help_card_offers_its_ways_in_order(snapshot):
    assert [one.label for one in buttons_of(card(snapshot, "help", "US"))] == [
        "Ask my sponsor",
        "Ask a helper",
        "Overdose",
        "I'm in withdrawal",
        "Professional help",
        "Something for right now",
        "I used / had a slip",
        "Other country",
        "Where is this from?",
    ]


def test_help_is_one_press_away_from_every_card():
    for shown in all_cards():
        labels = {button.label for button in buttons_of(shown.message)}
        at_home = shown.card in {"help", "choose"}
        assert at_home or "Help numbers" in labels, shown.path
        assert shown.card != "choose" or labels == {"Back"}, shown.path


def test_discord_takes_every_card():
    for shown in all_cards():
        render(shown.message)
        assert len(shown.text) <= 4000, shown.path


def test_a_card_is_read_at_one_glance():
    for shown in all_cards():
        most = 18 if shown.card in {"sources", "give", "words"} else 12
        assert len(shown.lines) <= most, (len(shown.lines), shown.path)
        assert len(shown.message.rows) <= 3, shown.path
        assert all(line.strip() for line in shown.lines), shown.path
        assert not shown.message.help_now, shown.path


# ---------------------------------------------------------------- the emergency number


def test_the_emergency_number_stands_in_the_first_line(snapshot):
    for shown in all_cards():
        first, here = shown.lines[0], country(snapshot, shown)
        tel = here.emergency.tel if here else None
        assert (tel or "local emergency number") in first, shown.path


@pytest.mark.parametrize(
    ("code", "tel"),
    [("GB", "999"), ("IE", "112"), ("FR", "112"), ("IT", "112"), ("ZA", "112"), ("NO", "113")],
)
def test_the_number_shown_is_the_one_to_dial(snapshot, code, tel):
    for name in service.CARDS:
        assert tel in card(snapshot, name, code).body.splitlines()[0]
    assert "112 or" not in card(snapshot, "help", code).body
    assert "15" not in re.findall(r"\d+", card(snapshot, "help", "FR").body)


def test_an_emergency_number_that_nobody_confirmed_is_said_so(snapshot):
    for shown in all_cards():
        warned = "We have not confirmed it for" in shown.text
        assert warned == (shown.code == "IN" and shown.card != "choose"), shown.path
    said = "Call your local emergency number. We have not confirmed it for India."
    assert said in card(snapshot, "help", "IN").small.splitlines()
    assert "112" not in card(snapshot, "help", "IN").body


def test_an_emergency_number_carries_no_warning(snapshot):
    for shown in all_cards():
        here = country(snapshot, shown)
        if here and here.emergency.tel and shown.card == "sources":
            assert "checked" not in shown.lines[0], shown.path


# ---------------------------------------------------------------- the help lines


def test_the_last_line_says_where_the_numbers_are_from(snapshot):
    for code in CODES:
        assert card(snapshot, "help", code).small.splitlines()[-1] == OFFICIAL
        for name in ("elsewhere", "me"):  # only the emergency number stands there
            assert OFFICIAL not in card(snapshot, name, code).small
    for name in ("overdose", "withdrawal", "hard", "sources"):
        assert card(snapshot, name, "US").small.splitlines()[-1] == OFFICIAL


def test_every_country_has_somebody_to_talk_to(snapshot):
    for code in CODES:
        assert "Talk to a person" in card(snapshot, "help", code).body


def test_who_cannot_speak_finds_a_line_for_texts_where_there_is_one(snapshot):
    assert "text SHOUT to **85258**" in card(snapshot, "help", "GB").body
    assert "text HELLO to **50808**" in card(snapshot, "help", "IE").body
    assert "call or text **988**, chat at [988lifeline.org]" in card(snapshot, "help", "US").body


def test_cost_hours_and_who_may_send_help_are_said(snapshot):
    assert "0.20 EUR a call" in card(snapshot, "help", "DE").body
    assert (
        "call **116 123**, email jo@samaritans.org (day and night, free, may send help)"
        in card(snapshot, "help", "GB").body
    )
    for name in ("hard", "overdose"):
        assert (
            "**1-800-484-3731** (day and night, may send help)" in card(snapshot, name, "US").body
        )
        assert "may send help" in card(snapshot, name, "CA").body


def test_if_no_one_picks_up(snapshot):
    assert "If no one picks up, try again, then call 911." in card(snapshot, "help", "US").body
    assert "then call 112, 1813 or a doctor." in card(snapshot, "help", "DK").body


def test_one_line_for_both_is_named_once(snapshot):
    body = card(snapshot, "help", "MX").body
    assert body.count("Línea de la Vida") == 1
    assert "also about drugs or alcohol" in body


def test_a_country_without_a_drug_line_names_its_health_line(snapshot):
    assert "Health advice line: **1177 Vårdguiden**" in card(snapshot, "help", "SE").body
    assert "ask a clinic or an emergency room." in card(snapshot, "withdrawal", "ES").body


def test_open_and_closed_are_said_in_the_zone_of_the_line():
    clock = HandClock()  # Friday 2026-11-20, 12:00 in Dublin
    snapshot = HelpSnapshot(clock=clock)
    assert "Monday to Friday 09:30–17:30, open now, free" in card(snapshot, "help", "IE").body
    clock.advance(hours=6)
    monday = 1795426200  # 2026-11-23 09:30 in Dublin
    assert f"closed now, opens <t:{monday}:R>" in card(snapshot, "help", "IE").body


def test_professional_help_names_every_kind_there_is(snapshot):
    body = card(snapshot, "professional", "US").body
    kinds = ["Find treatment:", "Drug and alcohol line:", "Poison line:", "For family and friends:"]
    assert [body.index(kind) for kind in kinds] == sorted(body.index(kind) for kind in kinds)
    assert "What can I say when I call?" in body
    assert "A doctor, a clinic or a pharmacy" not in body
    assert "Meetings of people in recovery:" in card(snapshot, "professional", "GB").body
    assert "A doctor, a clinic or a pharmacy" in card(snapshot, "professional", "IE").body


def test_the_card_to_give_has_the_numbers_to_copy(snapshot):
    body = card(snapshot, "give", "US").body
    told = body.split("```")[1]
    assert "In danger now: 911" in told
    assert "988 Suicide & Crisis Lifeline: call or text 988" in told
    assert "**" not in told


# ---------------------------------------------------------------- the words


def test_nothing_unchecked_or_outdated_is_shown():
    old = yaml.load((HELP / "outdated.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert len(old) == 8
    for shown in all_cards():
        everything = digits(shown.text)
        assert not [one for one in old if re.sub(r"\D", "", one["number"]) in everything]
        assert not re.search(r"\bmemory\b|CHECK|do_not_show|\b1933\b", shown.text), shown.path


def test_no_card_scolds():
    for shown in all_cards():
        text = re.sub(r"\(http[^)]*\)|Never Use Alone", "", shown.text)
        assert not UNKIND.search(text), (UNKIND.search(text), shown.path)


def ours(snapshot, shown):
    """Keep our own sentences: without the names of lines, places, medicines and sources."""
    text = shown.text
    for line in (line for one in snapshot.directory.countries.values() for line in one.lines):
        for word in (line.name, line.email, line.about):
            text = text.replace(word, "X") if word else text
    text = re.sub(r"naloxone|buprenorphine|methadone|SAMHSA", "X", text, flags=re.IGNORECASE)
    return re.sub(r"<t:\d+:\w>|\*\*|\(.*?\)", "", text)


def test_our_sentences_are_easy_to_read(snapshot):
    grades = {
        shown.path: grade(ours(snapshot, shown)) for shown in all_cards() if shown.card != "sources"
    }
    hardest = max(grades, key=grades.get)
    assert grades[hardest] <= 6, (grades[hardest], hardest)


def test_where_a_number_is_from_is_said_line_by_line(snapshot):
    body = card(snapshot, "sources", "US").body.splitlines()
    assert body[0].startswith("**911**, emergency: [cdc.gov](https://www.cdc.gov/")
    assert body[1].startswith("**988 Suicide & Crisis Lifeline**: [hcfl.gov]")
    assert all(line.endswith("No person has checked it yet.") for line in body[1:8])
    assert "read <t:1795348800:D>" in body[1]  # 22 November 2026


def test_each_number_on_a_card_has_its_source(snapshot):
    for code in CODES:
        sources = card(snapshot, "sources", code).body
        for shown in all_cards():
            if shown.code == code:
                lines = [line for line in country(snapshot, shown).lines if line.name in shown.text]
                assert all(line.name in sources for line in lines), shown.path
