"""What stays is set aside from the collector, at the start and when all servers are here."""

import asyncio
import gc

import pytest

from bot.ops import memory


@pytest.fixture(autouse=True)
def thaw():
    yield
    gc.unfreeze()


class Cycle:
    """Something only the collector can remove."""

    def __init__(self):
        self.me = self


async def test_it_is_settled_at_the_start_and_once_more_when_ready(monkeypatch):
    monkeypatch.setattr(memory, "LOOK_EVERY", 0.001)
    looks = iter([False, False, True])
    counts = []

    def is_ready():
        counts.append(gc.get_freeze_count())
        return next(looks)

    gc.unfreeze()
    await asyncio.wait_for(memory.settle_memory(is_ready), 5)
    assert len(counts) == 3
    assert counts[0] > 0
    assert gc.get_freeze_count() > 0


def test_what_can_be_removed_is_not_set_aside():
    gc.unfreeze()
    Cycle()
    memory.settle_now()
    gc.unfreeze()
    assert not [one for one in gc.get_objects() if isinstance(one, Cycle)]
