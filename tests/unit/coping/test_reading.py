"""Pages to read: found by word, leading to others, and saying where they are from."""

from dataclasses import replace
from typing import get_args

import pytest

from bot.coping import service as coping
from bot.coping.entries import Lesson, Source
from bot.coping.reading import messages, rules
from bot.core.message import Edit, Select
from bot.core.press import Press
from bot.gateway.render import render
from tests.support.who import buttons_of, selects_of, somebody

ANA = somebody()


def learn(library, typed=""):
    return coping.open_page(library, ANA, typed)


def press(library, action, ref="", values=()):
    answer = coping.instant_actions(library)[action](ANA, Press(action, ref, tuple(values)))
    return answer.message if isinstance(answer, Edit) else answer


def test_a_page_has_three_parts(library):
    page = learn(library, "days-that-hold")
    assert page.title == "Days that hold"
    for part in ("**What it is**", "**What you can do**", "**Ask a professional**"):
        assert part in page.body
    assert "not medical advice" in page.small


def test_a_belief_says_first_what_is_so(library):
    assert learn(library, "it-is-weak-will").body.startswith("**What is so**")


def test_a_page_for_those_who_run_a_group_says_so(library):
    page = learn(library, "words-we-use")
    assert page.body.startswith("*For moderators*")


@pytest.mark.parametrize(
    ("typed", "page_id"),
    [
        ("Narcan", "naloxone"),
        ("naloxone", "naloxone"),
        ("weak", "it-is-weak-will"),
        ("OD", "overdose"),
    ],
)
def test_it_is_found_by_its_words(library, typed, page_id):
    assert learn(library, typed).title == library.lessons[page_id].title


def test_what_nobody_knows_shows_what_there_is(library):
    page = learn(library, "xqzw")
    assert page.body.startswith("I have nothing under that name.")
    assert [option.value for option in selects_of(page)["topic"].options] == list(rules.KINDS)


def test_every_kind_of_page_has_its_place(library):
    kinds = get_args(Lesson.model_fields["kind"].annotation)
    assert {*kinds, rules.GUIDE} == set(rules.KINDS)
    for kind in rules.KINDS:
        shown = press(library, "topic", values=[kind])
        assert shown.title == messages.kind_name("en", kind)
        pages = [page for page in rules.pages_of(library, "en") if rules.kind_of(page) == kind]
        assert [option.value for option in shown.rows[0].options] == [page.id for page in pages]


def test_related_pages_share_its_subjects(library):
    page = library.lessons["stigma"]
    related = rules.related_pages(rules.pages_of(library, "en"), page)
    assert 3 <= len(related) <= rules.RELATED
    assert page not in related
    assert set(related[0].tags) & set(page.tags)
    turned = press(library, "page", "0", [related[0].id])
    assert turned.title == related[0].title


def test_a_page_leads_to_a_tip_and_an_exercise(library):
    buttons = buttons_of(learn(library, "craving-means-nothing-learned"))
    assert (buttons["A tip about this"].action, buttons["A tip about this"].ref) == ("tip", "1")
    assert buttons["Riding out an urge"].action == "exercise"


def test_pages_about_safety_have_help_in_front(library):
    assert list(buttons_of(learn(library, "overdose")))[:3] == [
        "Help now",
        "Overdose",
        "I'm in withdrawal",
    ]


def test_it_says_where_it_is_from(library):
    lesson = library.lessons["naloxone"]
    said = press(library, "page_from", "naloxone")
    for source in lesson.sources:
        assert f"({source.url})" in said.body
    assert "“Therapies and new hope”, part: New Hope in Treatment" in said.body
    assert "No clinician has reviewed it yet." in said.body
    assert press(library, "page", buttons_of(said)["Back"].ref).title == "Naloxone"


@pytest.mark.parametrize("action", ["page", "page_from"])
def test_a_page_that_is_gone_shows_what_there_is(library, action):
    assert press(library, action, "long-gone").body.startswith("That is not there any more.")


def test_the_longest_pages_and_many_of_them_fit(library):
    lesson = library.lessons["naloxone"]
    source = Source(name="a" * 200, url=f"https://example.org/{'b' * 280}")
    long = {"what": "word " * 300, "you_can": "word " * 300, "ask": "word " * 300}
    big = lesson.model_copy(update={**long, "sources": (source,) * 9})
    many = {
        f"page-{number}": big.model_copy(
            update={"id": f"page-{number}", "title": f"{number} {'t' * 55}"}
        )
        for number in range(120)
    }
    full = replace(library, lessons=many)
    for message in (
        learn(full, "page-7"),
        press(full, "page_from", "page-7"),
        press(full, "topic", values=["safety"]),
        learn(full),
    ):
        assert render(message)
    selects = [row for row in press(full, "pages", "safety").rows if isinstance(row, Select)]
    assert sum(len(select.options) for select in selects) == 100
