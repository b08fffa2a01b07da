"""Every button of every card that memory draws leads somewhere, and every card fits Discord."""

from collections import deque

import pytest

from bot.core.message import Edit, Form, Select
from bot.core.press import Press
from bot.features import build_features
from bot.gateway.forms import render_form
from bot.gateway.render import render
from bot.reach.directory import HelpSnapshot
from tests.support.who import somebody

TIPS = {"another", "alike", "helped", "not_now", "show", "from", "about", "remember", "open"}


@pytest.fixture(scope="module")
def features(directory, library):
    return {one.name: one for one in build_features(HelpSnapshot(directory), library)}


def presses_of(message):
    """Give every press a message offers, as (feature, press)."""
    for row in message.rows:
        if isinstance(row, Select):
            for option in row.options:
                yield row.feature, Press(row.action, row.ref, (option.value,), message.body)
        else:
            for button in row:
                yield button.feature, Press(button.action, button.ref, (), message.body)


def place_of(press):
    """What one press is enough of: of tips, one for each need and tip."""
    ref = press.ref.rpartition(".")[0] if press.action in TIPS else press.ref
    return press.action, ref, press.values


def walk(feature, who, first):
    """Press everything that is answered from memory; give each message and each press elsewhere."""
    waiting, seen = deque([first]), {place_of(first)}
    messages, elsewhere = [], set()
    while waiting:
        answer = feature.instant[waiting[0].action](who, waiting.popleft())
        if isinstance(answer, Form):
            render_form(answer)
            continue
        message = answer.message if isinstance(answer, Edit) else answer
        render(message)
        messages.append(message)
        for name, press in presses_of(message):
            if name != "coping" or press.action not in feature.instant:
                elsewhere.add((name, press.action))
            elif place_of(press) not in seen:
                seen.add(place_of(press))
                waiting.append(press)
    return messages, elsewhere


def all_tips(feature, who):
    """Choose every need, and press Another until its tips start again; chance decides the order."""
    needs, _ = walk_once(feature, who, Press("about"))
    for press in needs:
        said, card = [], walk_once(feature, who, press)[1]
        while card.body not in said:
            said.append(card.body)
            another = next(one for _, one in presses_of(card) if one.action == "another")
            card = walk_once(feature, who, another)[1]
        yield from said


def walk_once(feature, who, press):
    """Give what a press offers from memory, and its message."""
    answer = feature.instant[press.action](who, press)
    message = answer.message if isinstance(answer, Edit) else answer
    return [one for _, one in presses_of(message) if one.action in feature.instant], message


@pytest.mark.parametrize(("first", "least"), [("about", 500), ("pages", 150), ("exercises", 80)])
def test_everything_can_be_pressed(features, first, least):
    messages, elsewhere = walk(features["coping"], somebody(), Press(first))
    assert len(messages) >= least
    assert all(message.body.strip() for message in messages)
    for name, action in elsewhere:
        feature = features[name]
        known = {*feature.instant, *feature.opens_form, *feature.without_database}
        assert action in known | {"daily", "remember", "forget", "tip"}, (name, action)


def test_every_page_and_every_tip_is_reached(features, library):
    pages, _ = walk(features["coping"], somebody(), Press("pages"))
    titles = {page.title for page in pages}
    wanted = [*library.lessons.values(), *library.guides.values()]
    assert {page.title for page in wanted} <= titles
    said = "\n".join(all_tips(features["coping"], somebody()))
    assert [tip.id for tip in library.tips.values() if tip.text not in said] == []


def test_every_screen_of_every_exercise_is_reached(features, library):
    shown, _ = walk(features["coping"], somebody(), Press("exercises"))
    said = "\n".join(message.body for message in shown)
    screens = [one for each in library.exercises.values() for one in each.screens]
    assert [screen.id for screen in screens if screen.text not in said] == []
