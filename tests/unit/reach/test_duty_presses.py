"""Any button of duty, pressed by anybody with anything: an answer or kind words, never a bug."""

from contextlib import suppress
from itertools import cycle

import pytest

from bot.core.errors import Refused
from bot.core.press import Press
from bot.journeys import join_journeys
from bot.reach.drilling import service as drilling
from bot.reach.duty import store
from bot.reach.rota import service as rota
from tests.support.who import ANA, BEN, SERVER, mona, somebody
from tests.unit.reach.duty_stage import DutyStage, private

JOURNEY = join_journeys([*rota.JOURNEYS, drilling.JOURNEY])
REFS = [
    "", "x", ".", "0", "-1", "٣", "1", "9" * 19, "9" * 40, str(2**63), str(SERVER), f"{SERVER}.",
    f"{SERVER}.x", f"{SERVER}.{2**63}", f"{SERVER}.1.2", f"{SERVER + 1}.5", "a_~-.b",
]  # fmt: skip
PEOPLE = [somebody(ANA), private(ANA), private(5), mona()]


@pytest.fixture
async def stage(db, clock):
    stage = DutyStage(db, clock)
    await stage.begin()
    async with db.begin() as tx:
        duty = await store.find_duty(tx, SERVER, ANA)
        await store.say(tx, duty, (tx.now, tx.now.replace(hour=20)), "offered")
    return stage


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_anything_may_be_pressed(stage):
    picked = cycle(((), ("",), ("x",), (str(2**63),), (str(BEN),)))
    people = cycle(PEOPLE)
    for action, press in JOURNEY.presses.items():
        for ref in REFS:
            who, values = next(people), next(picked)
            with suppress(Refused):
                async with stage.db.begin() as tx:
                    assert await press(tx, who, Press(action, ref, values))
            if (find := JOURNEY.find_places.get(action)) is not None:
                async with stage.db.read() as tx:
                    await find(tx, Press(action, ref))
