"""The stage on which the engine is tested."""

import pytest

from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.unit.delivery.stage import Stage


@pytest.fixture
def stage(db: Database, clock: HandClock) -> Stage:
    return Stage(db, clock)
