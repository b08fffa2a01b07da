"""The question of the day in a group's prompt: one after the other, left out, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.errors import Refused
from bot.storage.tables import servers
from tests.support.who import ANA, BEN, buttons_of, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])


def ben():
    return somebody(BEN)


@pytest.fixture
async def group(stage):
    return await stage.make_group(facilitators=[BEN])


def question_of(message):
    return message.body.partition("**To think about today:** ")[2]


async def run_days(stage, days):
    """Let so many days pass, and give the questions that came."""
    until = stage.clock.now() + timedelta(days=days)
    await stage.run_until(f"{until:%Y-%m-%d %H:%M}")
    return [question_of(message) for message in stage.told()]


async def test_no_question_comes_again_before_all_were_there(stage, group, library):
    few = dict(list(library.prompts.items())[:4])
    for part in (stage.feature.plans, stage.feature.renders):
        for known in part.values():
            known.keywords["library"] = replace(library, prompts=few)
    await stage.prompt(ben(), group, "19:00")
    asked = await run_days(stage, 8)
    texts = {question.text for question in few.values()}
    assert len(asked) == 8
    assert set(asked[:4]) == set(asked[4:]) == texts
    assert asked[3] != asked[4]


@ONCE
async def test_all_questions_of_the_library_are_asked_once_first(stage, group, library):
    await stage.prompt(ben(), group, "19:00", "Mon, Wed, Fri")
    asked = await run_days(stage, 8 * 7)
    assert len(asked) == len(library.prompts) == 24
    assert len(set(asked)) == 24


async def test_who_runs_the_group_leaves_the_question_out_and_takes_it_back(stage, group):
    page = await stage.prompt(ben(), group, "19:00")
    assert "It carries a question of the day" in page.body
    without = await stage.press_on(ben(), page, "Without the question")
    assert "It comes without a question of the day." in without.body
    await stage.run_until("2026-11-20 18:30")
    (first,) = stage.channel()
    assert question_of(first) == ""
    assert first.small == "Only you see your answer, and it is not kept."
    changed = await stage.prompt(ben(), group, "20:00")
    assert "It comes without a question of the day." in changed.body, "another time changes no more"
    again = await stage.press_on(ben(), changed, "With a question of the day")
    assert "It carries a question of the day" in again.body
    await stage.run_until("2026-11-20 19:30")
    (second,) = stage.channel()
    assert question_of(second)
    assert list(buttons_of(second)) == ["Check in privately"]
    with pytest.raises(Refused, match="Only the facilitators"):
        await stage.press(somebody(ANA), "prompt_ask", f"{group}.off")


@ONCE
async def test_the_question_is_in_the_servers_language(stage, group, library):
    one = next(iter(library.prompts.values()))
    theirs = one.model_copy(update={"id": "una", "text": "¿Qué fue bien hoy?", "locale": "es"})
    for part in (stage.feature.plans, stage.feature.renders):
        for known in part.values():
            prompts = {**library.prompts, "una": theirs}
            known.keywords["library"] = replace(library, prompts=prompts)
    async with stage.db.begin() as tx:
        await tx.execute(update(servers).values(language="es"))
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 19:00")
    assert "¿Qué fue bien hoy?" in stage.channel()[0].body


@ONCE
async def test_a_question_that_left_the_library_is_left_out(stage, group, library):
    renders = stage.feature.renders["checkins.prompt"]
    renders.keywords["library"] = replace(library, prompts={})
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 19:00")
    assert question_of(stage.channel()[0]) == ""
