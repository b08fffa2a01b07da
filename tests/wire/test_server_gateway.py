"""The wire server's gateway, as a client sees it that speaks the protocol by hand."""

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord as discord_py
import pytest

from tests.support.wire.server import TOKEN

GUILDS = discord_py.Intents(guilds=True).value
HELLO, HEARTBEAT, ACK, IDENTIFY, RESUME, INVALID = 10, 1, 11, 2, 6, 9


class Client:
    """One socket, and what came through it."""

    def __init__(self, socket):
        self.socket = socket

    async def say(self, op, told=None):
        await self.socket.send_json({"op": op, "d": told})

    async def hear(self):
        """Read one frame; a number is the code with which the socket was closed."""
        message = await self.socket.receive(timeout=30)
        if message.type is not aiohttp.WSMsgType.TEXT:
            return self.socket.close_code
        return json.loads(message.data)

    async def hear_events(self, count):
        """Read so many events: their names and what they are about."""
        frames = [await self.hear() for _ in range(count)]
        return [(frame["t"], frame["d"]) for frame in frames]

    async def identify(self, shard=(0, 1), token=TOKEN):
        await self.say(IDENTIFY, {"token": token, "intents": GUILDS, "shard": list(shard)})


async def test_the_greeting_tells_discords_time(discord):
    discord.clock.advance(3600)
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway.url) as line:
        told = parsedate_to_datetime(line._response.headers["Date"])
    assert abs(told - discord.clock.now()) < timedelta(seconds=5)


@pytest.fixture
async def connect(discord):
    """Open a socket and read its greeting."""
    async with aiohttp.ClientSession() as session:

        async def one():
            client = Client(await session.ws_connect(discord.gateway.url))
            assert (await client.hear())["op"] == HELLO
            return client

        yield one


@pytest.fixture
def servers(discord):
    """Two servers on shards 0 and 1 of 2."""
    made = [discord.town.add_server(f"Harbor {n}", (1000 + n) << 22) for n in range(2)]
    assert [(one >> 22) % 2 for one in made] == [0, 1]
    return made


async def test_ready_and_the_servers_of_the_shard(connect, servers):
    client = await connect()
    await client.identify(shard=(1, 2))
    (ready, told), (created, server) = await client.hear_events(2)
    assert (ready, created) == ("READY", "GUILD_CREATE")
    assert told["shard"] == [1, 2]
    assert told["resume_gateway_url"].startswith("ws://")
    assert int(server["id"]) == servers[1]


async def test_each_shard_gets_its_own_events_and_the_first_the_private_ones(
    connect, servers, discord
):
    clients = [await connect() for _ in range(2)]
    for number, client in enumerate(clients):
        await client.identify(shard=(number, 2))
        await client.hear_events(2)
    rooms = [discord.town.add_channel(one, "room") for one in servers]
    for client, room in zip(clients, rooms, strict=True):
        ((event, channel),) = await client.hear_events(1)
        assert (event, int(channel["id"])) == ("CHANNEL_CREATE", room)
    discord.backend.emit("INTERACTION_CREATE", {"id": "1", "type": 2, "data": {}})
    assert (await clients[0].hear_events(1))[0][0] == "INTERACTION_CREATE"
    with pytest.raises(TimeoutError):
        await clients[1].socket.receive(timeout=0.1)


async def test_two_processes_on_one_shard_both_hear(connect, servers, discord):
    clients = [await connect() for _ in range(2)]
    for client in clients:
        await client.identify()
        await client.hear_events(3)
    discord.town.add_channel(servers[0], "room")
    for client in clients:
        assert (await client.hear_events(1))[0][0] == "CHANNEL_CREATE"


async def test_what_the_intents_do_not_cover_is_not_sent(connect, servers, discord):
    client = await connect()
    await client.identify()
    await client.hear_events(3)
    discord.town.add_person("ana", servers[0])
    discord.town.add_channel(servers[0], "room")
    assert (await client.hear_events(1))[0][0] == "CHANNEL_CREATE"


async def test_heartbeats_are_acknowledged_until_they_are_not(connect, discord):
    client = await connect()
    await client.say(HEARTBEAT)
    assert (await client.hear())["op"] == ACK
    discord.gateway.acks = False
    await client.say(HEARTBEAT)
    with pytest.raises(TimeoutError):
        await client.socket.receive(timeout=0.1)


@pytest.mark.parametrize(
    ("given", "code"), [({"token": "wrong"}, 4004), ({"shard": (2, 2)}, 4010)], ids=str
)
async def test_who_is_turned_away(connect, given, code):
    client = await connect()
    await client.identify(**given)
    assert await client.hear() == code


async def test_resuming_brings_what_was_missed(connect, servers, discord):
    client = await connect()
    await client.identify()
    events = await client.hear_events(3)
    await discord.gateway.drop(abort=True)
    room = discord.town.add_channel(servers[0], "room")

    again = await connect()
    session_id = events[0][1]["session_id"]
    await again.say(RESUME, {"token": TOKEN, "session_id": session_id, "seq": 2})
    missed = await again.hear_events(3)
    assert [name for name, _ in missed] == ["GUILD_CREATE", "CHANNEL_CREATE", "RESUMED"]
    assert int(missed[1][1]["id"]) == room
    discord.town.add_channel(servers[0], "another")
    assert (await again.hear_events(1))[0][0] == "CHANNEL_CREATE"


async def test_a_session_that_is_not_known_is_invalid(connect):
    client = await connect()
    await client.say(RESUME, {"token": TOKEN, "session_id": "none", "seq": 1})
    assert await client.hear() == {"op": INVALID, "d": False}


async def test_sessions_that_are_made_invalid(connect, discord):
    client = await connect()
    await client.identify()
    ((_, ready),) = await client.hear_events(1)
    await discord.gateway.invalidate(resumable=True)
    assert await client.hear() == {"op": INVALID, "d": True}
    await discord.gateway.invalidate(resumable=False)
    assert await client.hear() == {"op": INVALID, "d": False}
    again = await connect()
    await again.say(RESUME, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    assert await again.hear() == {"op": INVALID, "d": False}


async def test_identifying_too_early_in_the_same_bucket(connect, discord):
    discord.gateway.max_concurrency, discord.gateway.identify_every = 2, 3600.0
    clients = [await connect() for _ in range(4)]
    for number, client in enumerate(clients[:3]):
        await client.identify(shard=(number, 4))
    assert (await clients[0].hear())["t"] == "READY"
    assert (await clients[1].hear())["t"] == "READY"
    assert await clients[2].hear() == {"op": INVALID, "d": False}
    assert discord.gateway.counts["too_early"] == 1
    discord.gateway.identify_every = 0.0
    await clients[2].identify(shard=(2, 4))
    assert (await clients[2].hear())["t"] == "READY"


async def test_a_gateway_that_is_shut_and_one_that_cuts(connect, discord):
    client = await connect()
    await discord.gateway.drop(4000)
    assert await client.hear() == 4000
    discord.gateway.is_open = False
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect()
