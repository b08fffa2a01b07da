"""What tests of calls for help may ask for."""

import pytest

from bot.delivery import dispatcher


@pytest.fixture
def one_by_one(monkeypatch):
    """Send one row at a time: what dies in a test is not in the middle of another one."""
    monkeypatch.setattr(dispatcher, "AT_ONCE", 1)
