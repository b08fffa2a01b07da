"""The stage on which texts and exercises are tested, on both databases."""

import pytest

from tests.unit.coping.stage import Stage


@pytest.fixture
def stage(db, clock, snapshot, library) -> Stage:
    return Stage(db, clock, snapshot, library)
