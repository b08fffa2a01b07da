"""Discord has a bad day: nothing is lost or said twice, help answers, and it passes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.lives import Lives, asking_for_help, wait_until

DEBTS = {"remind": 20, "whisper": 12, "close": 14}
SENDS = {"method": "POST", "path": r"/channels/\d+/messages$"}
EVERYTHING = {"path": r"^/(channels|users|guilds)/"}


def lose(kind, times=6, **more):
    return {"kind": kind, "times": times, **EVERYTHING, **more}


TROUBLES = {
    "lost replies": [lose("drop", 12, after=True, **SENDS)],
    "lost replies to everything": [lose("drop", 15, after=True)],
    "lost requests": [lose("drop", 15)],
    "resets before": [lose("reset", 12)],
    "resets after": [lose("reset", 12, after=True)],
    "500 after the effect": [lose("status", 12, status=500, after=True)],
    "502, 503 and 504": [lose("status", 5, status=status) for status in (502, 503, 504)],
    "slow answers": [lose("delay", 60, seconds=0.4)],
    "429 in rooms": [lose("limit", 20, seconds=1.0, **SENDS)],
    "429 for the whole bot": [lose("limit", 4, seconds=1.0, everywhere=True)],
}
AT_ONCE = {
    "connections break": [
        lose("drop", after=True),
        lose("drop"),
        lose("reset", after=True),
        lose("reset"),
    ],
    "Discord stumbles": [
        lose("status", status=500, after=True),
        *(lose("status", 3, status=status) for status in (502, 503, 504)),
        lose("delay", 20, seconds=0.3),
    ],
    "a storm of 429": [
        lose("limit", 10, seconds=1.0, **SENDS),
        lose("limit", 2, seconds=1.0, everywhere=True),
    ],
}


@pytest.fixture
async def lives(ledger, begin):
    """A bot that has been running for a moment when much falls due."""
    await ledger.open_servers(2)
    await ledger.owe(datetime.now(UTC) + timedelta(seconds=1), 1.0, strangers=False, **DEBTS)
    return Lives(ledger, begin)


@pytest.mark.parametrize("trouble", AT_ONCE.values(), ids=list(AT_ONCE))
async def test_troubles_come_together(lives, ledger, remote, discord, trouble):
    await get_through(lives, ledger, remote, discord, trouble)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=list(TROUBLES))
async def test_one_trouble_and_much_of_it(lives, ledger, remote, discord, trouble):
    await get_through(lives, ledger, remote, discord, trouble)


async def get_through(lives, ledger, remote, discord, trouble):
    bot = await lives.begin()
    await remote.wait_connected()
    faults = [discord.rest.faults.add(**fault) for fault in trouble]
    async with asking_for_help(remote, ledger.general) as asker:
        await lives.wait_quiet(bot)
    assert all(fault.happened for fault in faults)
    assert ledger.find_faults() == {}
    assert ledger.count_states().keys() == {"sent"}
    assert ledger.list_incidents() == []
    asker.check()
    assert await bot.stop() == 0, bot.last_words


async def test_the_gateway_is_gone_for_a_while(lives, ledger, remote, discord):
    """What falls due needs no gateway; people are answered as soon as it is back."""
    bot = await lives.begin()
    await bot.wait_logged("ready")
    assert (await remote.command("ana", ledger.general, "help")).answered
    discord.gateway.is_open = False
    await discord.gateway.drop(abort=True)
    await lives.wait_quiet(bot)
    assert ledger.find_faults() == {}
    discord.gateway.is_open = True
    await remote.wait_connected()
    assert (await remote.command("ana", ledger.general, "help")).answered
    assert discord.gateway.counts["6"] >= 1, "the session was resumed"
    assert await bot.stop() == 0, bot.last_words


@pytest.mark.more
async def test_the_session_is_lost_again_and_again(lives, ledger, remote, discord):
    bot = await lives.begin()
    await bot.wait_logged("ready")
    counts = discord.gateway.counts
    for resumable in (True, False, True):
        before = counts["2"] + counts["6"]
        await discord.gateway.invalidate(resumable=resumable)
        await wait_until(lambda: counts["2"] + counts["6"] > before, bot)  # noqa: B023
        await remote.wait_connected()
        assert (await remote.command("ana", ledger.general, "help")).answered
    await lives.wait_quiet(bot)
    assert ledger.find_faults() == {}
    assert await bot.stop() == 0, bot.last_words


async def test_a_press_made_while_the_connection_was_cut_is_answered(
    ledger, remote, begin, discord
):
    """RESUME brings what happened meanwhile."""
    await ledger.open_servers(1)
    bot = await begin()
    await bot.wait_logged("ready")
    await discord.gateway.drop(abort=True)
    reply = await remote.command("ana", ledger.general, "help")
    assert reply.answered
    assert discord.gateway.counts["6"] >= 1
    assert await bot.stop() == 0, bot.last_words


@pytest.mark.more
async def test_the_gateway_is_gone_when_the_bot_begins(lives, ledger, remote, discord):
    discord.gateway.is_open = False
    bot = await lives.begin()
    await lives.wait_quiet(bot)
    assert ledger.find_faults() == {}
    discord.gateway.is_open = True
    await remote.wait_connected()
    assert (await remote.command("ana", ledger.general, "help")).answered
    assert await bot.stop() == 0, bot.last_words
