"""The stage on which meetings are tested, on both databases."""

import pytest

from tests.unit.meetings.stage import Stage


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)
