"""kill -9, over and over, while hundreds of things fall due: each is said exactly once."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.wire.launch import POINTS
from tests.wire.lives import CHANCE, Lives

DEBTS = {"remind": 90, "prompt": 60, "whisper": 70, "close": 80}


async def owe_soon(ledger, spread, **debts):
    await ledger.open_servers(4)
    await ledger.owe(datetime.now(UTC) + timedelta(seconds=1), spread, **debts)


async def kill_while_all_falls_due(ledger, begin, seed, kills):
    await owe_soon(ledger, 4.0, **DEBTS)
    lives = Lives(ledger, begin, seed)
    await lives.die_often(kills)
    await lives.live_on()
    lives.tell()
    assert ledger.find_faults() == {}
    assert ledger.count_states().keys() == {"sent"}
    assert ledger.list_incidents() == []
    assert sum(lives.deaths.values()) == kills
    return lives


@pytest.mark.timeout(180)
async def test_killed_twenty_times_nothing_is_lost_or_said_twice(ledger, begin):
    lives = await kill_while_all_falls_due(ledger, begin, seed=1, kills=20)
    assert lives.deaths.keys() == {*POINTS, CHANCE}


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", range(2, 8))
async def test_killed_a_hundred_times_and_more(ledger, begin, seed):
    await kill_while_all_falls_due(ledger, begin, seed, kills=24)


@pytest.mark.timeout(120)
async def test_without_nonce_and_marker_messages_are_doubled(ledger, begin, discord):
    """The control: the test above bites, because this one finds doubles."""
    discord.rest.nonces.window = 0
    await owe_soon(ledger, 2.0, remind=30)
    lives = Lives(ledger, begin, WIRE_BLIND="1")
    for way in ("answer_arrived", "before_record") * 2:
        await lives.die(way)
    await lives.live_on()
    lives.tell()
    assert ledger.find_faults().keys() == {"doubled"}
