"""A helper whom a role approved is looked for with that role at the moment of asking."""

import pytest

from bot.servers.vouching import store as vouchings
from tests.support.who import SERVER
from tests.unit.reach.calling import ANA, HAL, HIA, SAM, Night

ROLE = 77
NEUTRAL = "Someone would like a word now."


@pytest.fixture
async def night(db, clock):
    """Hal is a helper by the server's role, Hia by a moderator's word."""
    night = Night(db, clock)
    await night.begin(helper_role_id=ROLE, sponsor=False, stand_in=False)
    async with night.db.begin() as tx:
        standing = await vouchings.find_standing(tx, SERVER, HAL, "helper")
        await vouchings.change_standing(tx, standing, by_role=True)
    return night


async def test_who_has_the_role_is_asked(night):
    night.transport.visible.add((HAL, -ROLE))
    await night.ask_all("h")
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]


async def test_who_lost_the_role_is_not_asked_and_nobody_waits_for_them(night):
    await night.off_duty(HIA)
    await night.ask_all("h")
    assert night.bodies(HAL) == []
    assert len(night.calls) == 1, "the next step was asked at once"
    assert night.bodies(HIA) == []


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_a_sponsor_is_asked_whatever_roles_they_have(db, clock):
    night = Night(db, clock)
    await night.begin(helper_role_id=ROLE, stand_in=False)
    await night.ask_all()
    assert night.bodies(SAM) == [NEUTRAL]
    assert night.bodies(ANA) != []
