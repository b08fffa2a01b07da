"""One process on SQLite that carries several shards."""

import pytest


@pytest.mark.long
async def test_several_shards_in_one_process(ledger, begin, remote, discord):
    discord.gateway.identify_every = 5.0
    await ledger.open_servers(2, shards=2)
    bot = await begin(WIRE_ARGS="--shards 0-1/2")
    await bot.wait_logged("shard_ready", times=2)
    assert discord.gateway.counts["too_early"] == 0
    for room in ledger.rooms:
        assert (await remote.command("ana", room, "meeting list")).answered
    await discord.gateway.drop(abort=True)
    await remote.wait_connected({0, 1})
    for room in ledger.rooms:
        assert (await remote.command("ana", room, "meeting list")).answered
    assert await bot.stop() == 0, bot.last_words
