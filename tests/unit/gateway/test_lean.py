"""discord.py of the pinned version hears of servers without the topics, and of all the rest."""

import json

import discord

from bench.payloads import make_servers
from bot.gateway.lean import forget_topics


async def test_servers_are_known_with_all_that_is_used_and_no_topics():
    (told,) = make_servers(1)
    before = json.dumps(told)
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        forget_topics(client)
        client._connection.parsers["GUILD_CREATE"](told)
        (server,) = client.guilds
        assert {channel.topic for channel in server.text_channels} == {None}
        assert [channel.name for channel in server.text_channels] == [
            channel["name"] for channel in told["channels"]
        ]
        assert all(len(channel.overwrites) == 2 for channel in server.text_channels)
        assert len(server.roles) == len(told["roles"])
    assert json.dumps(told) == before  # what was told is left as it was
