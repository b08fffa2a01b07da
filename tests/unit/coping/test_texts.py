"""What we ship: enough of everything, from the five documents, in words of our own."""

import re
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest
import yaml

from bot.coping.library import load_library, read_library
from bot.coping.rules import comes_with_help, fitting_tips
from bot.core.readability import count_words, grade
from bot.ops.content import carried, reachable_screens
from bot.ops.wording import runs_of

SHARED = Path(__file__).parents[4] / "shared" / "domain"
NEEDS = """
craving trigger stress thoughts shame stigma judged loneliness family boredom sleep body
food celebration money anger grief pain slip withdrawal meeting motivation fear dual_diagnosis
trauma medication aftercare housing hope planning support_map options access
"""
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="the documents are not beside the project")


@pytest.fixture(scope="module")
def library():
    return load_library()


def test_nothing_of_ours_is_left_out():
    assert read_library().findings == []


def test_there_are_enough_tips_for_every_need(library):
    assert len(library.tips) >= 84
    assert list(library.needs) == NEEDS.split()
    for need in library.needs.values():
        assert len(fitting_tips(library.tips.values(), library.needs, need)) >= 3, need.id


def test_tips_are_easy_and_short(library):
    for tip in library.tips.values():
        assert grade(tip.text) <= 6, tip.id
        assert count_words(tip.text) <= 60, tip.id
        assert len(tip.text) <= 400, tip.id
    assert mean(grade(tip.text) for tip in library.tips.values()) < 4


def test_each_need_is_met_in_more_than_one_way(library):
    alike = {"planning", "support_map", "slip", "withdrawal"}  # by nature of one kind
    for need in library.needs.values():
        fit = fitting_tips(library.tips.values(), library.needs, need)
        assert len({tip.way for tip in fit}) >= 2 or need.id in alike


def test_a_slip_and_withdrawal_come_with_help_and_only_to_who_asks(library):
    by_chance = fitting_tips(library.tips.values(), library.needs, None)
    assert len(by_chance) > 60
    for tip in library.tips.values():
        delicate = {"slip", "withdrawal"} & set(tip.tags)
        assert comes_with_help(tip, library.needs) == bool(delicate)
        if delicate | ({"trauma", "grief", "pain", "judged", "medication"} & set(tip.tags)):
            assert tip not in by_chance


def test_every_lesson_has_three_parts_and_fits_one_screen(library):
    for lesson in library.lessons.values():
        assert count_words(lesson.body) < 150, lesson.id
        assert grade(lesson.body) <= 6, lesson.id
        assert re.search(r"\b[Aa]sk\b|[Cc]all", lesson.ask), lesson.id


def test_there_is_a_page_for_each_approach_support_barrier_and_misconception(library):
    kinds = Counter(lesson.kind for lesson in library.lessons.values())
    assert kinds["approach"] >= 15
    assert kinds["support"] >= 6
    assert kinds["barrier"] >= 6
    assert kinds["belief"] >= 5
    assert kinds["safety"] >= 7


@pytest.mark.parametrize(
    ("lesson", "says"),
    [
        ("naltrexone", "does not ease opioid withdrawal"),
        ("naltrexone", "free of opioids first"),
        ("detox", "an amount from before can kill"),
        ("detox", "not a treatment on its own"),
        ("detox", "Naltrexone can’t"),
        ("medicine-for-opioid-use", "die about half as often"),
        ("medicine-for-opioid-use", "do not have to earn your medicine"),
        ("a-stay-in-treatment", "not a sign that you are well"),
        ("nalmefene-and-news", "reverse an overdose"),
        ("nalmefene-and-news", "Neither of them treats addiction"),
        ("dangerous-withdrawal", "seldom deadly"),
        ("treatment-at-home", "not only for “light” cases"),
        ("yoga-art-and-the-like", "alongside treatment"),
        ("no-drug-at-all", "in recovery on medicine"),
        ("recovery-houses", "May I stay on my medicine?"),
        ("family", "Not every family is safe"),
    ],
)
def test_wrong_and_delicate_claims_are_put_right(library, lesson, says):
    assert says in library.lessons[lesson].body


def test_exercises_have_a_way_out_and_each_screen_is_reached(library):
    assert list(library.exercises) == [
        "urge-surfing",
        "grounding",
        "paced-breathing",
        "thought-record",
        "two-rulers",
        "halt",
    ]
    for exercise in library.exercises.values():
        assert reachable_screens(exercise) == {screen.id for screen in exercise.screens}
        assert any(screen.end for screen in exercise.screens)
        assert "Help now" in exercise.help
    for calm in ("urge-surfing", "grounding", "paced-breathing"):
        assert "drive" in library.exercises[calm].care
        assert "open" in library.exercises[calm].care


def test_no_exercise_promises_a_number(library):
    for exercise in library.exercises.values():
        for screen in exercise.screens:
            assert not re.search(r"\d+ (minutes|seconds|%)", screen.text), screen.id


def test_every_topic_is_carried_and_the_advert_by_nothing():
    reading = read_library()
    table = carried(reading)
    assert len(table) == 71
    assert [topic for topic, carriers in table.items() if not carriers] == ["S4-AD"]


# ---------------------------------------------------------------- against what lies beside us


@beside
def test_the_topics_are_those_of_the_documents(library):
    theirs = yaml.safe_load((SHARED / "seed_coverage.yaml").read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for entry in theirs["entries"]}
    assert list(library.topics) == list(entries)
    assert {topic.id: topic.line for topic in library.topics.values()} == {
        name: entry["line"] for name, entry in entries.items()
    }
    assert {name: seed["sha256"] for name, seed in theirs["seeds"].items()} == {
        document.id: document.sha256 for document in library.documents.values()
    }
    assert len(library.gaps) == len(theirs["gaps"])


@beside
def test_no_example_tip_is_used_as_it_stands(library):
    examples = yaml.safe_load((SHARED / "example_tips.yaml").read_text(encoding="utf-8"))["tips"]
    theirs = {run for example in examples for run in runs_of(example["text"], 7)}
    ours = {tip.id: runs_of(tip.text, 7) & theirs for tip in library.tips.values()}
    assert {name: runs for name, runs in ours.items() if runs} == {}
