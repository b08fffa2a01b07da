"""What a check-in is answered with: danger first, whatever content/ says, and never a number."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins.answering import rules, service
from bot.coping.entries import Lesson, Offer, Row, When
from bot.coping.library import load_library
from bot.core.press import Press, Submission
from bot.features import build_features
from bot.gateway.forms import render_form
from bot.gateway.render import render
from bot.reach.directory import HelpSnapshot, load_directory
from tests.support.clock import HandClock
from tests.support.who import ANA, SERVER, buttons_of, somebody

DIRECTORY, LIBRARY = load_directory(), load_library()
SNAPSHOT = HelpSnapshot(DIRECTORY, HandClock())
SNAPSHOT.apply(f"server {SERVER} US")
CRISIS = "call 911.**"
STRONG = (("8",), ("9",), ("10",))

picks = st.fixed_dictionaries(
    {},
    optional={
        "mood": st.sampled_from([*rules.MOODS, "", "made_up"]),
        "craving": st.sampled_from([(), *[(str(n),) for n in range(11)], ("99",), ("x",)]),
        "feels": st.lists(st.sampled_from([*rules.FEELINGS, "sad"]), max_size=4).map(tuple),
        "wish": st.sampled_from([*rules.WISHES, "", "made_up"]),
        "unsafe": st.sampled_from(["", "yes"]),
    },
)


def check_in(library=LIBRARY, who=None, **picked):
    sent = Submission("checkin", "", picked)
    return service.answer_from_memory(
        who or somebody(ANA), sent, snapshot=SNAPSHOT, library=library
    )


def at_once(**picked):
    sent = Submission("checkin", "", picked)
    return service.answer_at_once(somebody(ANA), sent, snapshot=SNAPSHOT, library=LIBRARY)


# ---------------------------------------------------------------- the form


def test_the_form_fits_into_discord_and_asks_nothing_that_must_be_answered():
    form = service.open_form(somebody(ANA))
    assert form == service.press_form(somebody(ANA), Press("open"))
    assert len(form.fields) == 5
    assert not any(field.required for field in form.fields)
    kinds = [field.kind for field in form.fields]
    assert kinds == ["radio", "select", "checkboxes", "radio", "checkbox"]
    assert render_form(form)["custom_id"] == "acf:checkins:checkin:"


def test_the_program_opens_and_answers_it_from_memory():
    features = {one.name: one for one in build_features(SNAPSHOT, LIBRARY)}
    assert set(features["checkins"].instant) == {"open"}
    assert set(features["checkins"].instant_submit) == {"checkin"}
    assert features["reach"].hear is not None


# ---------------------------------------------------------------- danger first


@settings(max_examples=200, deadline=None)
@given(picks)
def test_every_answer_gets_a_reply_that_can_be_sent(picked):
    reply = check_in(**picked)
    assert render(reply, lang="en")
    first = reply.body.splitlines()[0]
    if picked.get("unsafe") == "yes":
        assert first.endswith(CRISIS)
    elif picked.get("craving") in STRONG:
        assert first == "**In danger? Call 911.**"
    else:
        assert "911" not in reply.body
        assert "Your answer is not kept." in reply.small


@settings(max_examples=100, deadline=None)
@given(picks)
def test_a_library_without_rows_changes_nothing_about_danger(picked):
    reply = check_in(replace(LIBRARY, rows=(), tips={}, exercises={}), **picked)
    assert (CRISIS in reply.body) is (picked.get("unsafe") == "yes")
    assert render(reply, lang="en")


@settings(max_examples=100, deadline=None)
@given(picks)
def test_no_reply_counts_or_judges(picked):
    if picked.get("unsafe") == "yes" or picked.get("craving") in STRONG:
        return
    reply = check_in(replace(LIBRARY, tips={}), **picked)
    said = f"{reply.title} {reply.body} {reply.small}"
    assert not re.search(r"\d|score|total|points|streak|well done", said, re.IGNORECASE)


def test_a_row_may_ask_for_a_card_but_take_none_away():
    quiet = Row(id="quiet", say="All is well.")
    library = replace(LIBRARY, rows=(quiet,))
    assert CRISIS in check_in(library, unsafe="yes").body
    assert "That is a lot." in check_in(library, craving=("8",)).body
    assert check_in(library, craving=("7",)).body == "All is well."
    asks = Row(id="asks", when=When(mood=("very_low",)), offer=(Offer(card="crisis"),))
    assert CRISIS in check_in(replace(LIBRARY, rows=(asks,)), mood="very_low").body


def test_the_hard_card_has_an_exercise_below_it():
    card = check_in(craving=("9",))
    assert "Try: Riding out an urge" in buttons_of(card)
    assert len(buttons_of(check_in(unsafe="yes", craving=("9",)))) < len(buttons_of(card))


# ---------------------------------------------------------------- what fits


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        ({}, "Thank you for looking in on yourself."),
        ({"wish": "nothing", "craving": ("5",)}, "Nothing more is needed."),
        ({"wish": "person"}, "Write to one person you trust."),
        ({"mood": "very_low"}, "You don't have to carry it alone."),
        ({"mood": "good"}, "Glad to hear it."),
        ({"craving": ("5",)}, "That is real work."),
        ({"wish": "exercise"}, "Press to begin. You can stop at any screen."),
    ],
)
def test_the_table_of_content_decides(picked, said):
    assert said in check_in(**picked).body


@pytest.mark.parametrize(
    ("felt", "heading"),
    [
        ("hungry", "Food and water"),
        ("angry", "Anger"),
        ("lonely", "Loneliness"),
        ("tired", "Sleep"),
    ],
)
def test_a_tip_is_shown_with_what_can_be_done_with_it(felt, heading):
    reply = check_in(feels=(felt,))
    assert f"**{heading}**" in reply.body
    assert {"Another", "Helped", "Not now", "Where is this from?"} <= set(buttons_of(reply))
    assert "Remember which I have seen" not in buttons_of(reply)


def test_no_tip_is_offered_that_would_be_wrong_for_what_else_holds():
    tips = {key: tip for key, tip in LIBRARY.tips.items() if "loneliness" in tip.tags}
    wrong = {key: tip.model_copy(update={"not_for": ("sleep",)}) for key, tip in tips.items()}
    library = replace(LIBRARY, tips=wrong)
    assert "**Loneliness**" in check_in(library, feels=("lonely",)).body
    assert "**Loneliness**" not in check_in(library, feels=("lonely", "tired")).body


def test_a_page_may_be_offered():
    lesson: Lesson = next(iter(LIBRARY.lessons.values()))
    row = Row(id="read", offer=(Offer(lesson=lesson.id),))
    assert lesson.what in check_in(replace(LIBRARY, rows=(row,))).body


def test_without_a_row_the_wish_decides():
    library = replace(LIBRARY, rows=())
    assert "one person you trust" in check_in(library, wish="person").body
    assert "Another" in buttons_of(check_in(library, wish="tip"))
    assert "Next meetings" in buttons_of(check_in(library, wish="meeting"))
    assert check_in(library).body == "Thank you for checking in."


def test_only_a_meeting_that_comes_first_needs_the_database():
    assert at_once(wish="meeting") is None
    assert "Next meetings" in buttons_of(at_once(feels=("lonely",)))
    assert at_once(wish="meeting", unsafe="yes") is not None
    assert at_once(wish="meeting", craving=("8",)) is not None


def test_in_a_private_chat_it_says_where_meetings_are():
    alone = somebody(ANA, server_id=None)
    reply = check_in(who=alone, wish="meeting")
    assert "In your server, `/meeting list` shows which meeting comes next." in reply.body
    assert "Next meetings" not in buttons_of(reply)
