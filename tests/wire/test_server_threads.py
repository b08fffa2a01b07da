"""Private threads on the wire server, by hand and as the bot's own transport sees them."""

from datetime import UTC, datetime, timedelta

import aiohttp
import discord as discord_py
import pytest

from bot.delivery.transport import Refusal, Unsearchable
from bot.gateway.transport import DiscordTransport
from tests.support.wire.server import TOKEN
from tests.wire.test_server_rest import Asker

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
THREAD = {"name": "A talk", "type": 12, "invitable": False}


@pytest.fixture
async def asker(discord):
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield Asker(discord, session)


@pytest.fixture
def server_id(discord):
    server_id = discord.town.add_server("Harbor")
    discord.town.add_person("ana", server_id)
    discord.town.add_person("ben", server_id)
    return server_id


@pytest.fixture
def room(discord, server_id):
    return discord.town.add_channel(server_id, "room")


@pytest.fixture
async def transport(discord, monkeypatch):
    """The bot's transport over real sockets, without a gateway."""
    monkeypatch.setattr(discord_py.http.Route, "BASE", f"{discord.address}/api/v10")
    client = discord_py.Client(intents=discord_py.Intents(guilds=True))
    await client.login(TOKEN)
    transport = DiscordTransport()
    transport.attach(client)
    yield transport
    await client.close()


def people_of(discord, room):
    return [(one["title"], one["people"]) for one in discord.town.threads_of(room)]


async def test_a_thread_begins_with_nobody_and_takes_people_in(discord, transport, room):
    thread_id = await transport.open_thread(room, "A talk AB12")
    assert people_of(discord, room) == [("A talk AB12", ["bot"])]
    for name in ("ana", "ben", "ana"):
        await transport.add_member(thread_id, discord.town.people[name].id)
    assert people_of(discord, room) == [("A talk AB12", ["ana", "ben", "bot"])]


async def test_who_left_cannot_be_let_in(discord, transport, room, server_id):
    thread_id = await transport.open_thread(room, "A talk AB12")
    discord.town.remove_person("ana", server_id)
    with pytest.raises(Refusal, match="10007"):
        await transport.add_member(thread_id, discord.town.people["ana"].id)


async def test_somebody_is_taken_out_of_a_thread_that_fell_asleep(discord, transport, room):
    thread_id = await transport.open_thread(room, "A talk AB12")
    for name in ("ana", "ben"):
        await transport.add_member(thread_id, discord.town.people[name].id)
    discord.town.archive(thread_id)
    await transport.drop_member(thread_id, discord.town.people["ana"].id)
    (thread,) = discord.town.threads_of(room)
    assert (thread["people"], thread["archived"]) == (["ben", "bot"], False)


async def test_an_archived_thread_wakes_up_for_a_member(discord, transport, room):
    thread_id = await transport.open_thread(room, "A talk AB12")
    discord.town.archive(thread_id)
    await transport.add_member(thread_id, discord.town.people["ana"].id)
    (thread,) = discord.town.threads_of(room)
    assert (thread["people"], thread["archived"]) == (["ana", "bot"], False)


async def test_a_thread_is_found_among_hundreds_of_old_ones(discord, transport, room, server_id):
    thread_id = await transport.open_thread(room, "A talk AB12")
    discord.town.archive(thread_id)
    me = discord.backend.bot_user.id
    for number in range(250):
        other = discord.backend.create_thread(room, f"Talk {number}", me, type=12)
        discord.town.archive(other.id)
    found = await transport.find_thread(server_id, room, "AB12", LONG_AGO)
    assert found == thread_id
    assert discord.count_requests("GET", "/threads/archived/private$") == 3
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert await transport.find_thread(server_id, room, "AB12", soon) is None
    assert discord.count_requests("GET", "/threads/archived/private$") == 4


async def test_without_the_right_to_read_history_nothing_is_concluded(
    discord, transport, room, server_id
):
    discord.town.deny_bot(room, ["read_message_history"])
    with pytest.raises(Unsearchable):
        await transport.find_thread(server_id, room, "AB12", LONG_AGO)


async def test_a_test_in_another_process_sees_who_is_in_a_thread(discord, asker, remote, room):
    status, made, _ = await asker.ask("POST", f"/channels/{room}/threads", THREAD)
    assert status == 201
    await remote.do("archive", thread_id=int(made["id"]))
    (thread,) = await remote.do("threads_of", channel_id=room)
    assert (thread["people"], thread["archived"]) == (["bot"], True)
