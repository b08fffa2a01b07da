"""The table that answers check-ins, and the words that call for the help card."""

from itertools import product

import pytest

from bot.coping.library import load_library
from bot.coping.rules import Answers, calls_for_help, choose_row

MOODS = (None, "very_low", "low", "okay", "good", "very_good")
WISHES = (None, "tip", "person", "meeting", "exercise", "nothing")
FEELINGS = ("hungry", "angry", "lonely", "tired")


@pytest.fixture(scope="module")
def library():
    return load_library()


def row(library, **said):
    return choose_row(library.rows, Answers(**said)).id


# ---------------------------------------------------------------- the table


def test_every_answer_finds_a_row_and_every_row_an_answer(library):
    found = {
        row(library, not_safe=unsafe, craving=craving, mood=mood, feels=feels, wish=wish)
        for unsafe, craving, mood, wish, feels in product(
            (False, True),
            (None, *range(11)),
            MOODS,
            WISHES,
            (frozenset(), *(frozenset({one}) for one in FEELINGS), frozenset(FEELINGS)),
        )
    }
    assert found == {one.id for one in library.rows}


def test_danger_comes_before_everything(library):
    for wish, craving in product(WISHES, (None, 0, 10)):
        assert row(library, not_safe=True, wish=wish, craving=craving, mood="good") == "not-safe"


@pytest.mark.parametrize("craving", [8, 9, 10])
@pytest.mark.parametrize("wish", WISHES)
def test_a_strong_craving_is_a_hard_moment_whatever_was_wished(library, craving, wish):
    chosen = choose_row(library.rows, Answers(craving=craving, wish=wish))
    assert chosen.offer[0].card == "hard"


def test_nobody_is_given_what_they_did_not_want(library):
    assert row(library, wish="nothing", craving=5, mood="low") == "wants-nothing"
    assert choose_row(library.rows, Answers(wish="nothing")).offer == ()
    assert row(library, wish="person", feels=frozenset({"hungry"})) == "wants-a-person"
    assert row(library, wish="meeting", craving=7) == "wants-a-meeting"


def test_an_empty_form_is_fine(library):
    chosen = choose_row(library.rows, Answers())
    assert chosen.id == "anything-else"
    assert "Thank you" in chosen.say


def test_no_row_of_ours_counts_anything_up(library):
    for one in library.rows:
        assert len(one.offer) <= 2
        if one.when.wish == ("exercise",):
            assert all(offer.exercise for offer in one.offer)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "i wanna DIE.",
        "Sometimes I think about ending my life",
        "I’m going to kill myself tonight",
        "I dont want to be here anymore",
        "everyone would be better off without me",
        "I feel suicidal",
        "suicide",
        "I hurt myself again",
        "i think i took too much",
        "he's overdosing, what do I do",
        "She won't wake up",
        "not breathing!!",
        "I wrote a note to say goodbye",
        "I don't want to wake up tomorrow",
        "No quiero vivir",
        "me quiero morir",
        "quiero morirme",
        "A veces pienso en quitarme la vida",
        "Pienso en el suicidio",
        "ojalá no despierte mañana",
        "Creo que tomé demasiado",
        "no respira y tiene los labios azules",
        "Sería mejor sin mí",
        "me corto los brazos",
    ],
)
def test_explicit_words_call_for_the_card(library, text):
    assert calls_for_help(library.phrases, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "this meeting is killing me",
        "I'm dying of laughter",
        "I nearly died of boredom",
        "I could murder a coffee",
        "my feet are killing me",
        "I'd kill for a good night's sleep",
        "dead tired today",
        "I want to die of embarrassment",
        "killing time until the bus",
        "he killed it on stage",
        "dying to see you all",
        "I don't want to wake up early tomorrow",
        "took too much work home",
        "I need to cut myself some slack",
        "the plan died a quiet death",
        "that exam was career suicide",
        "we did a suicide prevention course",
        "I don't want to live in that house anymore",
        "we laughed so hard I can't breathe",
        "my phone won't wake up",
        "the end of my shift",
        "a diet that works",
        "me muero de hambre",
        "me muero de risa",
        "me quiero morir de vergüenza",
        "casi me mato de risa",
        "me mato trabajando",
        "esta reunión me mata",
        "estoy muerto de cansancio",
        "no quiero vivir en esa casa",
        "no quiero despertar temprano",
        "acabar con todo el trabajo",
        "tomé demasiado café",
    ],
)
def test_hyperbole_does_not(library, text):
    assert not calls_for_help(library.phrases, text)


def test_both_in_one_text_call_for_it(library):
    assert calls_for_help(library.phrases, "I want to die of shame. No, really, I want to die.")
