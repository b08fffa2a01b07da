"""A call for help climbs until somebody comes: on both databases."""

import pytest

from bot.coping.library import load_library
from bot.reach.directory import HelpSnapshot
from tests.unit.reach.calling import ANA, HAL, HIA, KIM, SAM, Night
from tests.unit.reach.stage import directory

NEUTRAL = "Someone would like a word now."


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock, HelpSnapshot(directory(), clock), load_library())
    await night.begin()
    return night


async def test_one_screen_says_who_when_and_in_which_words(night):
    screen = await night.ask()
    print(screen.title, screen.body, screen.small, screen.rows)
    assert night.transport.posted == []


async def test_it_climbs_from_the_sponsor_to_the_moderators(night):
    state = await night.send()
    print(state.title, state.body, state.rows)
    assert night.bodies(SAM) == [NEUTRAL]
    assert night.bodies(KIM) == []
    await night.pass_time(minutes=5)
    assert night.bodies(KIM) == [NEUTRAL]
    await night.pass_time(minutes=5)
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]
    await night.pass_time(minutes=5)
    assert len(night.calls) == 1
    await night.pass_time(minutes=10)
    print((await night.refresh()).body)
    print(night.bodies(ANA))
