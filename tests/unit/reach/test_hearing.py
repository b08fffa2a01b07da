"""Words typed into our forms: what brings the help card, and what, however loud, does not."""

import pytest

from bot.coping.library import load_library
from bot.core.press import Who
from bot.reach.directory import HelpSnapshot, load_directory
from bot.reach.hearing.service import hear
from bot.reach.service import open_card
from tests.support.clock import HandClock

SOMEBODY = Who(800_000_000_000_000_001, 700_000_000_000_000_001, "en-US")


@pytest.fixture(scope="module")
def phrases():
    return load_library().phrases


@pytest.fixture(scope="module")
def snapshot():
    snapshot = HelpSnapshot(load_directory(), HandClock())
    snapshot.apply(f"server {SOMEBODY.server_id} US")
    return snapshot


@pytest.mark.parametrize(
    "typed",
    [
        "I want to kill myself",
        "sometimes i think about suicide",
        "Tuesday\nI don't want to live anymore\n19:00",
        "I DON’T WANT TO BE HERE ANYMORE",
        "i took too much",
        "he won't wake up and his lips are blue",
        "everyone would be better off without me",
        "quiero morirme",
        "ya no quiero vivir",
        "Me quiero quitar la vida.",
        "no se despierta y no respira",
        "tengo miedo de lo que pueda hacer",
    ],
)
def test_plain_words_bring_the_help_card(snapshot, phrases, typed):
    card = hear(SOMEBODY, typed, snapshot=snapshot, phrases=phrases)
    assert card is not None
    assert card.body.splitlines()[0].endswith("breathe well: call 911.**")
    assert "maybe you meant something else" in card.small
    plain = open_card(snapshot, "help", SOMEBODY)
    assert (card.body, card.rows) == (plain.body, plain.rows)


@pytest.mark.parametrize(
    "typed",
    [
        "this meeting is killing me",
        "These Mondays are killing me",
        "I'm dying of laughter",
        "I died laughing, kill myself laughing",
        "my phone won't wake up",
        "dead tired today",
        "I would kill for a coffee",
        "Suicide prevention evening",
        "took too much on this week",
        "shoot me a message",
        "esta reunión me mata",
        "me muero de risa",
        "me quiero morir de vergüenza",
        "me mato trabajando",
        "tomé demasiado café",
        "Evening circle",
        "Círculo de los martes",
        "19:00",
        "",
    ],
)
def test_loud_words_bring_nothing(snapshot, phrases, typed):
    assert hear(SOMEBODY, typed, snapshot=snapshot, phrases=phrases) is None


def test_the_card_says_nothing_of_what_was_typed(snapshot, phrases):
    typed = "I want to kill myself, says Violet Heron"
    card = hear(SOMEBODY, typed, snapshot=snapshot, phrases=phrases)
    assert "Violet" not in str(card)


def test_without_phrases_or_a_country_it_still_works(phrases):
    bare = HelpSnapshot(load_directory(), HandClock())
    assert hear(SOMEBODY, "kill myself", snapshot=bare, phrases=()) is None
    card = hear(SOMEBODY, "kill myself", snapshot=bare, phrases=phrases)
    assert "call your local emergency number" in card.body
