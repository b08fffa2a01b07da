"""The stage on which the engine is tested, and what it logs meanwhile."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.unit.delivery.stage import Stage


@pytest.fixture
def stage(db: Database, clock: HandClock) -> Stage:
    return Stage(db, clock)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list]:
    with capture_logs() as lines:
        yield lines
