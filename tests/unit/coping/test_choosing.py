"""Which tip comes next: no repeats, whatever is pressed, and a custom id that always fits."""

from hypothesis import given
from hypothesis import strategies as st

from bot.coping.entries import Need, Tip
from bot.coping.rules import (
    ANYTHING,
    Card,
    comes_with_help,
    find_by_words,
    first_card,
    fitting_tips,
    in_language,
    next_card,
    pack_numbers,
    read_card,
    unpack_numbers,
)

WAYS = ("senses", "breath", "body", "words", "people", "place", "plan", "care")
STRESS = Need(id="stress", number=3, name="Stress", aliases=("pressure",))
SLIP = Need(id="slip", number=19, name="I used", only_asked="yes", with_help="yes")
NEEDS = {need.id: need for need in (STRESS, SLIP)}


def tip(number, way="body", tags=("stress",), **more):
    return Tip(
        id=f"tip-{number}",
        number=number,
        text="Stand up.",
        tags=tags,
        way=way,
        minutes=1,
        seed_refs=("S0-1",),
        **more,
    )


@st.composite
def tips(draw, least=1, most=60):
    numbers = draw(st.sets(st.integers(1, 360), min_size=least, max_size=most))
    return [tip(number, draw(st.sampled_from(WAYS))) for number in sorted(numbers)]


@st.composite
def presses(draw):
    return draw(st.lists(st.sampled_from(["another", "helped", "not_now"]), max_size=150))


# ---------------------------------------------------------------- the custom id


@given(st.sets(st.integers(1, 360)))
def test_any_numbers_fit_into_sixty_characters_and_come_back(numbers):
    packed = pack_numbers(numbers)
    assert len(packed) <= 60
    assert unpack_numbers(packed) == numbers


@given(st.integers(0, 99), st.integers(1, 360), st.sets(st.integers(1, 360)))
def test_a_card_survives_its_custom_id(need, number, shown):
    card = Card(need, number, frozenset(shown))
    assert read_card(card.ref) == card
    assert len(f"ac:coping:another:{card.ref}") <= 100
    assert set(card.ref) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~-"
    )


@given(st.text(max_size=100))
def test_any_text_is_read_or_refused(ref):
    card = read_card(ref)
    assert card is None or read_card(card.ref) == card


def test_what_no_card_wrote_is_refused():
    assert read_card("") is None
    assert read_card("3.1") is None
    assert read_card("3.1.A") is None
    assert read_card("3.1.AA") == Card(3, 1, frozenset())


# ---------------------------------------------------------------- no repeats


@given(tips(), presses(), st.randoms(use_true_random=False))
def test_no_tip_repeats_until_all_that_fit_were_shown(fit, pressed, chance):
    card = first_card(fit, STRESS, (), chance.choice)
    assert card is not None
    rounds = [card.tip]
    for step in pressed:
        read = read_card(card.ref)
        assert read is not None
        card = next_card(fit, read, step, chance.choice)
        assert card is not None
        if len(set(rounds)) == len(fit):
            rounds = [rounds[-1]]  # a new round may repeat anything but the last
        assert card.tip not in rounds or len(fit) == 1
        rounds.append(card.tip)


@given(tips(least=3), tips(), presses(), st.randoms(use_true_random=False))
def test_texts_may_change_in_between(before, after, pressed, chance):
    """A card that is still open after an update goes on with what there is then."""
    card = first_card(before, STRESS, (), chance.choice)
    assert card is not None
    for step in pressed:
        earlier = card.shown
        card = next_card(after, card, step, chance.choice)
        assert card is not None
        fresh = {tip.number for tip in after} - earlier
        assert card.tip in (fresh or {tip.number for tip in after})


def test_helped_brings_one_of_the_same_way_and_not_now_one_of_another():
    fit = [tip(1, "words"), tip(2, "body"), tip(3, "words"), tip(4, "body")]
    card = Card(3, 1, frozenset({1}))

    def last(found):
        return found[-1]

    def step(name):
        card_after = next_card(fit, card, name, last)
        assert card_after is not None
        return card_after.tip

    assert step("helped") == 3
    assert step("not_now") == 4
    assert step("another") == 4
    assert next_card(fit[:2], card, "helped", last) == Card(3, 2, frozenset({1, 2}))


def test_what_was_seen_on_another_day_comes_last():
    fit = [tip(1), tip(2)]
    assert first_card(fit, STRESS, {1}, lambda found: found[0]) == Card(3, 2, frozenset({2}))
    card = first_card(fit, None, {1, 2}, lambda found: found[0])
    assert card == Card(ANYTHING, 1, frozenset({1}))


def test_no_tip_at_all_is_told():
    assert first_card([], STRESS, (), lambda found: found[0]) is None
    assert next_card([], Card(3, 1, frozenset()), "another", lambda found: found[0]) is None


# ---------------------------------------------------------------- what fits


def numbers(*args, **more):
    return [one.number for one in fitting_tips(*args, **more)]


def test_a_tip_is_shown_for_its_need_and_never_where_it_is_not_for():
    given_tips = [
        tip(1),
        tip(2, tags=("slip",)),
        tip(3, tags=("stress", "slip")),
        tip(4, not_for=("slip",)),
        tip(5, tags=("slip", "stress")),
    ]
    assert numbers(given_tips, NEEDS, STRESS) == [1, 3, 4]
    assert numbers(given_tips, NEEDS, SLIP) == [2, 3, 5]
    assert numbers(given_tips, NEEDS, STRESS, also={"slip"}) == [1, 3]
    assert numbers(given_tips, NEEDS, None) == [1, 4]


def test_a_slip_comes_with_help():
    assert comes_with_help(tip(1, tags=("stress", "slip")), NEEDS)
    assert not comes_with_help(tip(1, tags=("stress", "unheard_of")), NEEDS)


def test_the_readers_own_language_comes_first():
    both = [tip(1), tip(2, locale="es"), tip(3, locale="en-GB")]
    assert numbers(both, NEEDS, STRESS, lang="es-419") == [2]
    assert numbers(both, NEEDS, STRESS, lang="en-US") == [1, 3]
    assert [one.number for one in in_language(both, "de")] == [1, 3]


def test_needs_are_found_by_the_words_people_use():
    def found(typed):
        return [need.id for need in find_by_words(NEEDS.values(), typed, lambda need: need.name)]

    assert found("") == ["stress", "slip"]
    assert found("pressu") == ["stress"]
    assert found("USED") == ["slip"]
    assert found("stres s") == ["stress"]
    assert found("strss") == ["stress"]
    assert found("xyzzy") == []
