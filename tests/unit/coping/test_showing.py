"""A tip card: what it says, what comes next, and where it is from. Nothing of it is kept."""

from dataclasses import replace
from datetime import date

import pytest

from bot.coping import service as coping
from bot.coping.rules import fitting_tips
from bot.coping.showing import rules
from bot.coping.showing import service as showing
from bot.core.message import Edit
from bot.core.press import Press
from tests.support.who import ANA, buttons_of, selects_of, somebody

ANA_HERSELF = somebody(ANA)


def press(library, message, label, values=()):
    """Press a button that is answered from memory."""
    button = buttons_of(message)[label]
    instant = coping.instant_actions(library)[button.action]
    answer = instant(ANA_HERSELF, Press(button.action, button.ref, tuple(values), message.body))
    assert isinstance(answer, Edit)
    return answer.message


def open_tip(library, need=""):
    return coping.open_at_once(library, ANA_HERSELF, Press("tip", need))


def texts(library, need):
    tips, needs = library.tips.values(), library.needs
    return {tip.text for tip in fitting_tips(tips, needs, needs[need])}


def tip_on(library, card):
    """Find the tip a card shows."""
    return next(tip for tip in library.tips.values() if tip.text in card.body)


# ---------------------------------------------------------------- 1. a tip


def test_a_tip_has_its_text_and_its_buttons(library):
    card = open_tip(library, "boredom")
    assert card.title == "Boredom"
    assert card.body in texts(library, "boredom")
    assert "Not for you today? That is fine." in card.small
    assert list(buttons_of(card)) == [
        "Another",
        "Helped",
        "Not now",
        "Where is this from?",
        "What is it about?",
        "Remember which I have seen",
        "A tip a day",
    ]


@pytest.mark.parametrize("need", ["slip", "withdrawal"])
def test_where_help_comes_first_its_buttons_stand_in_front(library, need):
    for _ in range(20):
        card = open_tip(library, need)
        assert [button.label for button in card.rows[0]] == [
            "Help now",
            "Overdose",
            "I'm in withdrawal",
        ]
        assert card.body.startswith("**Feel unwell, or not safe? Press Help now first.**")
        card = press(library, card, "Another")
        assert buttons_of(card)["Help now"].feature == "reach"


def test_without_a_need_it_is_good_for_anybody(library):
    alone = {need.id for need in library.needs.values() if need.only_asked}
    for _ in range(60):
        assert alone.isdisjoint(tip_on(library, open_tip(library)).tags)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("relapse", "I used"),
        ("methadone shame", "Judged for my medicine"),
        ("stres", "Stress"),
        ("INSOMNIA", "Sleep"),
        ("3", "Stress"),
        ("judged", "Judged for my medicine"),
    ],
)
def test_other_words_find_a_need(library, typed, title):
    assert open_tip(library, typed).title == title


def test_what_nobody_knows_is_asked_again(library):
    card = open_tip(library, "xqzw")
    assert card.body.startswith("I have nothing under that name.")
    assert len(selects_of(card)["pick"].options) > 10
    assert press(library, card, "Nothing special").title == "A tip"


def test_a_need_can_be_chosen_instead_of_typed(library):
    asked = press(library, open_tip(library), "What is it about?")
    first, second = (row for row in asked.rows if hasattr(row, "options"))
    offered = {option.label: option.value for option in (*first.options, *second.options)}
    assert len(offered) == len(library.needs)
    instant = coping.instant_actions(library)["pick"]
    picked = instant(ANA_HERSELF, Press("pick", second.ref, (offered["Hope"],)))
    assert picked.message.title == "Hope"
    assert press(library, asked, "Back").title == "A tip"


def test_the_words_of_check_ins_have_a_first_tip(library):
    card = coping.first_tip(library, "en", "loneliness", also={"craving"})
    assert card is not None
    assert card.body in texts(library, "loneliness")


# ---------------------------------------------------------------- 2. the next one


@pytest.mark.parametrize("need", ["stress", "judged", "shame", ""])
def test_none_comes_twice_before_all_were_there(library, need):
    fit = coping.first_tip(library, "en", need)
    assert fit is not None
    card, seen = fit, [fit.body]
    while "they start again" not in (card := press(library, card, "Another")).body:
        seen.append(card.body)
    assert len(seen) == len(set(seen))
    assert not need or set(seen) == texts(library, need)
    again = card.body.partition("\n\n")[0]
    assert again in seen
    assert again != seen[-1]


def test_helped_says_so_and_then_looks_for_one_like_it(library):
    card = open_tip(library, "stress")
    tip = tip_on(library, card)
    helped = press(library, card, "Helped")
    assert helped.body.startswith(tip.text)
    assert "Good to hear." in helped.body
    assert "Helped" not in buttons_of(helped)
    following = tip_on(library, press(library, helped, "Another"))
    alike = [one for one in library.tips.values() if "stress" in one.tags and one.way == tip.way]
    assert following.way == tip.way or len(alike) == 1


def test_not_now_goes_another_way(library):
    card = open_tip(library, "stress")
    before = tip_on(library, card)
    assert tip_on(library, press(library, card, "Not now")).way != before.way


def test_a_need_with_one_tip_shows_it_again(library):
    only = next(tip for tip in library.tips.values() if tip.text in texts(library, "hope"))
    small = replace(library, tips={only.id: only})
    card = press(small, open_tip(small, "hope"), "Another")
    assert only.text in card.body
    assert "they start again" in card.body


# ---------------------------------------------------------------- 3. where it is from


def test_it_names_the_documents_in_words_and_says_that_nobody_reviewed_it(library):
    card = open_tip(library, "craving")
    source = press(library, card, "Where is this from?")
    tip = tip_on(library, card)
    for ref in tip.seed_refs:
        topic = library.topics[ref]
        assert topic.section in source.body
        assert library.documents[ref[:2]].about in source.body
        assert ref not in source.body
    assert "No clinician has reviewed it yet." in source.body
    assert tip.text in press(library, source, "Back").body


def test_who_reviewed_a_tip_is_named(library):
    tip = next(iter(library.tips.values()))
    reviewed = tip.model_copy(update={"reviewed_by": "Dr. *Kim*", "reviewed_on": date(2026, 1, 2)})
    known = replace(library, tips={tip.id: reviewed})
    source = press(known, open_tip(known), "Where is this from?")
    assert "Reviewed by Dr. \\*Kim\\* on 2026-01-02." in source.body


def test_a_tip_of_the_community_itself_says_so(library):
    tip = next(iter(library.tips.values()))
    own = tip.model_copy(update={"id": "own", "number": 201, "seed_refs": ()})
    known = replace(library, tips={"own": own})
    source = press(known, open_tip(known), "Where is this from?")
    assert source.body.startswith("This community wrote it.")


# ---------------------------------------------------------------- whatever is wrong


@pytest.mark.parametrize("ref", ["", "nonsense", "1.999.AB", "99.4.", "1.4.!", "1" * 90])
@pytest.mark.parametrize("action", ["another", "alike", "not_now", "helped", "show", "from"])
def test_a_card_that_nobody_can_read_leads_to_a_tip(library, action, ref):
    answer = coping.instant_actions(library)[action](ANA_HERSELF, Press(action, ref))
    assert "Another" in buttons_of(answer.message) or "Back" in buttons_of(answer.message)


def test_with_no_tips_at_all_it_says_so(library):
    empty = replace(library, tips={}, needs={}, lessons={}, guides={}, exercises={})
    said = "I have nothing to show here just now. **Help now** still works."
    assert open_tip(empty).body == said
    assert coping.first_tip(empty, "en") is None
    assert coping.open_page(empty, ANA_HERSELF, "").body == said
    assert coping.open_exercise(empty, ANA_HERSELF, "").body == said
    assert "nothing under that name" in open_tip(empty, "stress").body
    for action, instant in coping.instant_actions(empty).items():
        answer = instant(ANA_HERSELF, Press(action, "1.4.CA"))
        assert (answer.message if isinstance(answer, Edit) else answer).body


def test_the_ref_of_a_card_fits_however_many_were_shown(library):
    numbers = frozenset(range(1, 361))
    card = rules.alone(next(iter(library.tips.values())))
    ref = rules.write_ref(replace(card, need=99, tip=360, shown=numbers), kept=True)
    assert len(f"ac:coping:not_now{rules.KEPT}:{ref}") <= 100
    assert rules.read_ref(ref) == (replace(card, need=99, tip=360, shown=numbers), True)
    assert rules.read_ref(rules.mark(ref, kept=False))[1] is False


def test_what_memory_answers_without_the_database(library):
    actions = showing.without_database(library)
    assert set(actions) == {a for a in showing.PRESSES if a not in ("remember", "forget")}
    for action, instant in actions.items():
        answer = instant(ANA_HERSELF, Press(action, "3.4.CA~"))
        message = answer.message if isinstance(answer, Edit) else answer
        assert "Another" in buttons_of(message) or action == "tip"
