"""Erased while a private note is on its way: nothing learned on the way is kept."""

import asyncio

import pytest

from bot.core.press import Place, Press
from bot.privacy import service as privacy
from tests.support.transport import held
from tests.support.who import somebody
from tests.unit.delivery.stage import MEMBER, SERVER, Stage
from tests.unit.delivery.test_delivery import until
from tests.unit.privacy.test_erasing import count_about


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


@pytest.mark.parametrize("request_on_its_way", ["open_dm", "sees"])
async def test_what_a_note_learns_too_late_is_not_kept(stage, request_on_its_way):
    stage.plans["privacy.erase"] = privacy.plan_erasures
    stage.places["1"] = Place(SERVER, 600)
    stage.transport.visible.add((MEMBER, 600))
    answered = asyncio.Event()
    stage.transport.plan(request_on_its_way, held(answered))
    await stage.whisper()
    async with asyncio.TaskGroup() as group:
        group.create_task(stage.step())
        await until(lambda: stage.transport.made(request_on_its_way))
        async with stage.db.begin() as tx:
            await privacy.press(tx, somebody(MEMBER), Press("erase_yes"), countries={})
        async with stage.db.begin() as tx:
            assert await privacy.finish_erasures(tx) == 1
        answered.set()
    assert {name: n for name, n in (await count_about(stage.db, MEMBER)).items() if n} == {}
    assert stage.transport.said() == []
    assert await stage.rows() == []
