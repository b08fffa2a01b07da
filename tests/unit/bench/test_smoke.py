"""Each measurement at a tiny size: that it measures at all. No figure is judged."""

import gc
import sys
from importlib import import_module

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bench.__main__ import ALL
from bench.table import Line, show

TINY = {
    "next_timer": {"TIMERS_QUICK": 10, "TURNS_QUICK": 1},
    "planner": {"DUE_QUICK": 20, "TURNS": 1},
    "stall": {"DUE_QUICK": 20, "TURNS_QUICK": 1, "planner.DUE": 20},
    "pace": {"SECONDS_QUICK": 1, "PER_SECOND": 12, "BASELINE_QUICK": 3, "WARM": 0.0},
    "urgent": {"QUEUED_QUICK": 20, "HELPS_QUICK": 1, "WARM": 0.0, "LAST": 0.3, "WATCHED": 0.1},
    "busy_channel": {"SECONDS_QUICK": 0.4, "QUEUED": 5, "pace.WARM": 0.0},
    "presses": {"PRESSES_QUICK": 3, "DUE": 600},
    "help_answers": {"TIMES_QUICK": 2, "WARM": 0, "QUEUED_QUICK": 60},
    "many_channels": {"BLOCKS_QUICK": 1, "BLOCK": 3, "BLOCK_PLAIN": 3, "LIVE": 30, "FEW": 2},
    "memory": {"TIMERS_QUICK": 10, "SERVERS": 2, "LOOKS": 1, "BETWEEN": 0.0},
    "kills": {"KILLS_QUICK": 2, "DEBTS_QUICK": {"remind": 4}, "DEBTS_BLIND": {"remind": 4}},
}


# These begin whole bots; tests/wire does so too.
LONG = {"memory", "kills"}


def _mark(name):
    return pytest.param(name, marks=pytest.mark.long) if name in LONG else name


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """Give back what measurements change for a whole process."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    gateway = DiscordWebSocket.DEFAULT_GATEWAY
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    yield
    gc.unfreeze()


def test_every_measurement_has_a_smoke_test():
    assert TINY.keys() == ALL.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", [_mark(name) for name in TINY])
def test_it_measures(name, monkeypatch):
    if name in {"next_timer", "memory", "kills"} and not sys.platform.startswith("linux"):
        pytest.skip("this measurement asks Linux")
    module = import_module(f"bench.{name}")
    for constant, value in TINY[name].items():
        place = constant if "." in constant else f"{name}.{constant}"
        monkeypatch.setattr(f"bench.{place}", value)
    lines = module.measure(quick=True)
    assert lines
    assert all(isinstance(line, Line) for line in lines)
    assert show(lines)
