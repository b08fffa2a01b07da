"""The clock of the bot's machine is wrong, or is set: nothing is lost, or said twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.lives import Lives, asking_for_help, wait_until

DEBTS = {"remind": 14, "whisper": 8, "close": 8}
HOUR = timedelta(hours=1)
LONG = [pytest.mark.slow, pytest.mark.long]
FAST, SLOW = pytest.param(HOUR, id="fast"), pytest.param(-HOUR, id="slow", marks=LONG)
SENDING = "SELECT address_id, nonce FROM outbox WHERE state = 'sending' AND verb = 'send'"


async def owe_in(ledger, seconds):
    """Let everything fall due from so many seconds on; returns the first moment."""
    await ledger.open_servers(2)
    due = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    await ledger.owe(due, 2.0, strangers=False, **DEBTS)
    return due


def said_before(due, discord):
    """Tell whether something was said although nothing is due yet."""
    said = discord.rest.nonces.created.total()
    return datetime.now(UTC) < due and said > 0


def check_all(ledger):
    assert ledger.find_faults() == {}
    assert ledger.count_states().keys() == {"sent"}
    assert ledger.list_incidents() == []


@pytest.mark.more
@pytest.mark.parametrize("steps", [(HOUR, HOUR * 0), (-HOUR, HOUR * 0)], ids=["on", "back"])
async def test_set_by_an_hour_and_again(ledger, begin, remote, discord, steps):
    due = await owe_in(ledger, 2.5)
    lives = Lives(ledger, begin)
    bot = await lives.begin()
    await remote.wait_connected()
    async with asking_for_help(remote, ledger.general) as asker:
        for ahead in steps:
            lives.clock.set(ahead)
            await asyncio.sleep(0.5)
            assert not said_before(due, discord)
            await asyncio.sleep(1.0)
        await lives.wait_quiet(bot)
    check_all(ledger)
    asker.check()
    assert await bot.stop() == 0


@pytest.mark.more
@pytest.mark.parametrize("ahead", [FAST, SLOW])
async def test_wrong_from_the_beginning(ledger, begin, discord, ahead):
    due = await owe_in(ledger, 2.0)
    lives = Lives(ledger, begin)
    lives.clock.set(ahead)
    bot = await lives.begin()
    await asyncio.sleep(1.0)
    assert not said_before(due, discord)
    lives.clock.ahead = timedelta()  # the bot goes by Discord's time
    await lives.wait_quiet(bot)
    check_all(ledger)
    assert await bot.stop() == 0


@pytest.mark.parametrize("ahead", [FAST, SLOW])
async def test_put_right_between_a_lost_answer_and_the_next_try(ledger, begin, discord, ahead):
    await owe_in(ledger, -1.0)
    lives = Lives(ledger, begin)
    lives.clock.set(ahead)
    discord.rest.faults.add(kind="drop", method="POST", path="/messages$", after=True, times=5)
    bot = await lives.begin()
    await wait_until(lambda: len(bot.logged("row_unclear")) >= 2, bot)
    lives.clock.set(timedelta())
    await lives.wait_quiet(bot)
    check_all(ledger)
    assert await bot.stop() == 0


@pytest.mark.parametrize("ahead", [FAST, SLOW])
@pytest.mark.parametrize(
    "window", [pytest.param(150.0, id="nonce", marks=LONG), pytest.param(0.0, id="marker")]
)
async def test_put_right_after_a_kill(ledger, begin, discord, ahead, window):
    """What an earlier process wrote down was not by the wrong clock."""
    await owe_in(ledger, -3.0)
    lives = Lives(ledger, begin)
    lives.clock.set(ahead)
    await lives.die("before_record", at=1)
    assert any(discord.rest.nonces.created[row] for row in ledger.ask(SENDING))
    lives.clock.set(timedelta())
    if not window:  # and by now Discord has forgotten the nonce
        discord.rest.nonces.window = window
        discord.clock.advance(300)
        lives.clock.set(timedelta(seconds=300))
    await lives.live_on()
    check_all(ledger)
