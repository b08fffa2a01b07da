"""The stage on which sponsors are tested, on both databases."""

import pytest

from tests.unit.sponsors.stage import Stage


@pytest.fixture
def stage(db, clock, snapshot, library) -> Stage:
    return Stage(db, clock, snapshot, library)
