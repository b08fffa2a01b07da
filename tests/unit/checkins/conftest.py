"""The stage on which check-ins are tested, on both databases."""

import pytest

from tests.unit.checkins.stage import Stage


@pytest.fixture
def stage(db, clock, snapshot, library) -> Stage:
    return Stage(db, clock, snapshot, library)
