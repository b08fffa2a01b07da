"""The stage on which meetings are tested, on both databases."""

import pytest

from tests.support.who import ANA
from tests.unit.meetings.stage import Stage


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


@pytest.fixture
async def meeting(stage):
    """A meeting whose place is told in private, in a channel that Ana can see."""
    stage.let_see(ANA)
    return await stage.plan(place="https://meet.example/room", note="Bring tea.")
