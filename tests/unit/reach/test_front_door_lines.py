"""The front-door message follows what is said of a line in its server, on both databases."""

import pytest

from bot.core.press import Submission
from tests.support.who import mona, somebody
from tests.unit.reach.stage import Stage

OWN = {
    "kind": "crisis",
    "name": "The house on the quay",
    "reach": "01 234 5678",
    "hours": "daily 18:00-23:00",
    "about": "Free, in English and Irish.",
}


@pytest.fixture
async def stage(db, clock):
    stage = Stage(db, clock)
    db.subscribe("help", stage.snapshot.apply)
    await stage.set_up(country="Ireland")
    await stage.post()
    assert "Samaritans" in said(stage)
    return stage


def said(stage):
    (standing,) = stage.standing
    return standing.now_says.body


async def test_a_line_that_moderators_hide_goes_and_comes_back(stage):
    await stage.press("line_wrong", "ie-samaritans")
    await stage.engine.step()
    assert "Samaritans" not in said(stage)
    await stage.press("line_again", "ie-samaritans")
    await stage.engine.step()
    assert "Samaritans" in said(stage)


async def test_a_line_that_a_member_reports_goes_at_once(stage):
    await stage.press("wrong_pick", "", ["ie-samaritans"], somebody())
    await stage.engine.step()
    assert "Samaritans" not in said(stage)


async def test_a_line_of_ones_own_comes_and_goes(stage):
    async with stage.db.begin() as tx:
        sent = Submission("line", "", OWN)
        preview = (await stage.features["reach"].submit(tx, mona(), sent)).message
    await stage.press_on(preview, "Nobody sells there: add it")
    await stage.engine.step()
    assert "The house on the quay" in said(stage)
    (own,) = await own_ids(stage)
    await stage.press("line_remove", own)
    await stage.engine.step()
    assert "The house on the quay" not in said(stage)


async def own_ids(stage):
    """The lines of the server's own, as the list lets moderators pick them."""
    card = await stage.press("lines")
    options = [option for row in card.rows for option in getattr(row, "options", ())]
    return [one.value for one in options if "The house" in one.label]
