"""What the engine may rely on: how every request to Discord ends, and what can be found again."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.message import Button, Message
from bot.delivery.transport import Refusal, Sent, Unclear, Unsearchable
from bot.storage.database import inside_transaction
from tests.bot.probe import Probe
from tests.support.discord_world import World
from tests.support.people import see

MINUTE = timedelta(minutes=1)


@pytest.fixture
def features():
    return (Probe().as_feature(),)


@pytest.fixture
def transport(world):
    return world.app.transport


def body_of(world, method):
    return world.requests(method)[-1].json


async def test_a_message_is_sent_once_per_nonce(world, transport):
    first = await transport.send(world.general.id, Message("Hello."), nonce="n1")
    again = await transport.send(world.general.id, Message("Hello."), nonce="n1")
    assert first == again == Sent(world.general.id, world.reads(world.general)[0].id)
    other = await transport.send(world.general.id, Message("Hello."), nonce="n2")
    assert other.message_id != first.message_id
    sent = body_of(world, "POST")
    assert (sent["nonce"], sent["enforce_nonce"]) == ("n2", True)


async def test_a_silent_message_notifies_nobody(world, transport):
    await transport.send(world.general.id, Message("Hush.", silent=True), nonce="n")
    assert body_of(world, "POST")["flags"] == 1 << 15 | 1 << 12


async def test_a_message_that_was_sent_and_removed_is_gone(world, transport):
    sent = await transport.send(world.general.id, Message("Hello."), nonce="n")
    await transport.delete(sent.channel_id, sent.message_id)
    assert world.reads(world.general) == []
    with pytest.raises(Refusal) as refused:
        await transport.send(world.general.id, Message("Hello."), nonce="n")
    assert refused.value.code == 10008


async def test_an_edit_keeps_the_marker(world, transport):
    sent = await transport.send(world.general.id, Message("Soon."), nonce="n")
    row = ((Button("say", "probe", "say"),),)
    await transport.edit(sent.channel_id, sent.message_id, Message("Now.", rows=row), nonce="n")
    (seen,) = world.reads(world.general)
    assert (seen.text, seen.buttons) == ("Now.", ("say", "Help now"))
    since = world.clock.now() - MINUTE
    assert await transport.find_marked(world.general.id, "n", since) == sent


async def test_an_answer_is_edited_by_its_token(world, transport):
    posted = await transport.send(
        world.general.id, Message("x", rows=((Button("say", "probe", "say"),),)), nonce="n"
    )
    assert posted
    reply = await world.ana.press(world.reads(world.general)[0], "say")
    token = reply.result._interaction.token
    await transport.edit_reply(token, Message("Somebody is on the way."))
    assert reply.text == "Somebody is on the way."
    await world.advance(minutes=16)
    with pytest.raises(Refusal):
        await transport.edit_reply(token, Message("Too late."))


async def test_closed_chats_are_a_refusal(world, transport):
    chat_id = await transport.open_dm(world.ana.id)
    assert await transport.open_dm(world.ana.id) == chat_id
    world.ana.close_chat()
    with pytest.raises(Refusal) as refused:
        await transport.send(chat_id, Message("Hello."), nonce="n")
    assert refused.value.code == 50007


@pytest.mark.parametrize(
    "code",
    [50007, 50278, 50001, 50013, 10003, 10004, 10008, 10013, 50083, 30046, 200000, 200001, 240000],
)
async def test_final_refusals_by_code(world, transport, code):
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=code)
    with pytest.raises(Refusal) as refused:
        await transport.send(world.general.id, Message("Hello."), nonce="n")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("status", "code", "cause", "wait"),
    [
        (500, 0, "server_error", 0),
        (503, 0, "server_error", 0),
        (429, 0, "rate_limited", 0),
        (403, 0, "http_403", 0),
        (400, 40003, "code_40003", 600),
        (400, 130000, "code_130000", 60),
    ],
)
async def test_everything_else_is_unclear(world, transport, status, code, cause, wait):
    world.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
    with pytest.raises(Unclear) as unclear:
        await transport.send(world.general.id, Message("Hello."), nonce="n")
    assert (unclear.value.cause, unclear.value.retry_after) == (cause, wait)


async def test_a_lost_reply_is_unclear_and_the_same_nonce_finds_the_message(world, transport):
    world.seams.lost_replies = 1
    with pytest.raises(Unclear, match="connection"):
        await transport.send(world.general.id, Message("Hello."), nonce="n")
    sent = await transport.send(world.general.id, Message("Hello."), nonce="n")
    assert [seen.id for seen in world.reads(world.general)] == [sent.message_id]


async def test_a_refused_token_stops_the_bot(world, transport):
    world.env.inject_error("POST", "/channels/*/messages", status=401)
    with pytest.raises(Unclear, match="http_401"):
        await transport.send(world.general.id, Message("Hello."), nonce="n")
    await asyncio.sleep(0.01)
    assert "token" in str(world.client.problem)
    assert world.client.is_closed()


async def test_a_worn_out_reply_token_does_not(world, transport):
    world.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027)
    with pytest.raises(Refusal):
        await transport.edit_reply("token", Message("Hello."))
    assert world.client.problem is None


# ---------------------------------------------------------------- finding again


async def test_a_marked_message_is_found_among_many(world, transport):
    since = world.clock.now() - MINUTE
    sent = await transport.send(world.general.id, Message("Hello."), nonce="find-me")
    for number in range(130):
        world.env.backend.create_message(world.general.id, world.ben.id, f"{number}")
    await world.env.settle(idle=0.001)
    assert await transport.find_marked(world.general.id, "find-me", since) == sent
    assert await transport.find_marked(world.general.id, "find-m", since) is None


async def test_somebody_elses_message_is_not_ours(world, transport):
    await transport.send(world.general.id, Message("Hello."), nonce="n")
    (message,) = world.env.backend.messages[world.general.id].values()
    message.author_id = world.ben.id
    since = world.clock.now() - MINUTE
    assert await transport.find_marked(world.general.id, "n", since) is None


async def test_what_was_sent_before_is_not_looked_at(world, transport):
    await transport.send(world.general.id, Message("Hello."), nonce="n")
    await world.advance(hours=1)
    since = world.clock.now() - MINUTE
    assert await transport.find_marked(world.general.id, "n", since) is None


async def test_without_the_right_to_read_history_nothing_is_concluded(world, transport):
    await transport.send(world.mornings.id, Message("Hello."), nonce="n")
    world.silence_bot(world.mornings, "read_message_history")
    with pytest.raises(Unsearchable):
        await transport.find_marked(world.mornings.id, "n", world.clock.now() - MINUTE)


async def test_a_private_chat_can_be_searched(world, transport):
    chat_id = await transport.open_dm(world.ana.id)
    sent = await transport.send(chat_id, Message("Hello."), nonce="n")
    assert await transport.find_marked(chat_id, "n", world.clock.now() - MINUTE) == sent


async def test_a_channel_that_is_gone_is_a_refusal(world, transport):
    with pytest.raises(Refusal) as refused:
        await transport.find_marked(123456789, "n", world.clock.now() - MINUTE)
    assert refused.value.code == 10003


# ---------------------------------------------------------------- seeing


async def test_who_sees_what(world, transport):
    server, hidden = world.server.id, world.hidden.id
    assert await transport.sees(server, world.ana.id, hidden)
    assert not await transport.sees(server, world.ben.id, hidden)
    assert await transport.sees(server, world.ben.id, world.mornings.id)
    assert not await transport.sees(server, world.ben.id, 12345)
    assert not await transport.sees(server, 12345, world.mornings.id)
    world.server.remove_member(world.ana.member)
    assert not await transport.sees(server, world.ana.id, hidden)


@pytest.fixture
def elsewhere(world, monkeypatch):
    """The server is on another process's shard, or has not been told yet: all is fetched."""
    monkeypatch.setattr(world.client, "serves", lambda _server_id: False)


@pytest.mark.usefixtures("elsewhere")
async def test_who_has_a_role(world, transport):
    server, role = world.server.id, world.quiet_room.id
    assert await transport.sees(server, world.ana.id, -role)
    assert not await transport.sees(server, world.ben.id, -role)
    world.take_role(world.ana, world.quiet_room)
    assert not await transport.sees(server, world.ana.id, -role)
    assert not await transport.sees(server, 12345, -role)


async def test_who_sees_a_channel_of_a_server_that_is_not_in_memory(world, transport):
    server, hidden = world.server.id, world.hidden.id
    assert await transport.sees(server, world.ana.id, hidden)
    assert not await transport.sees(server, world.ben.id, hidden)
    assert await transport.sees(server, world.ben.id, world.mornings.id)
    assert not await transport.sees(server, 12345, world.mornings.id)
    assert not await transport.sees(999, world.ana.id, hidden)
    assert not await transport.sees(server, world.ana.id, 999)


@pytest.mark.usefixtures("elsewhere")
async def test_the_history_of_a_server_that_is_not_in_memory(world, transport):
    world.silence_bot(world.mornings, "read_message_history")
    sent = await transport.send(world.general.id, Message("Hello."), nonce="find-me")
    since = world.clock.now() - MINUTE
    assert await transport.find_marked(world.general.id, "find-me", since) == sent
    with pytest.raises(Unsearchable):
        await transport.find_marked(world.mornings.id, "find-me", since)


# ---------------------------------------------------------------- never inside a transaction


async def calls(world: World):
    transport, here = world.app.transport, world.general.id
    message, since = Message("Hello."), world.clock.now()
    yield lambda: transport.send(here, message, nonce="n")
    yield lambda: transport.edit(here, 1, message, nonce="n")
    yield lambda: transport.delete(here, 1)
    yield lambda: transport.edit_reply("token", message)
    yield lambda: transport.open_dm(1)
    yield lambda: transport.open_thread(here, "x")
    yield lambda: transport.add_member(here, 1)
    yield lambda: transport.drop_member(here, 1)
    yield lambda: transport.find_thread(world.server.id, here, "x", since)
    yield lambda: transport.find_marked(here, "n", since)
    yield lambda: transport.sees(world.server.id, 1, here)
    yield lambda: transport.sees(1, 1, here)
    yield lambda: transport.clear_chat(here)


async def test_nothing_waits_for_discord_inside_a_transaction(world):
    made = len(world.env.http_requests)
    async with world.app.db.begin():
        assert inside_transaction()
        async for call in calls(world):
            with pytest.raises(RuntimeError, match="inside a transaction"):
                await call()
    assert len(world.env.http_requests) == made


async def test_no_press_waits_for_discord_inside_a_transaction(world, monkeypatch):
    """Every request of a press, its answer included, is made outside of transactions."""
    client = world.client
    await world.app.transport.send(
        world.general.id, Message("x", rows=((Button("say", "probe", "say"),),)), nonce="n"
    )
    adapter = type(world.env._webhook_adapter)
    request = adapter.request

    async def watched(*args, **given):
        assert not inside_transaction()
        return await request(*args, **given)

    monkeypatch.setattr(adapter, "request", watched)
    reply = await world.ana.press(world.reads(world.general)[0], "say")
    assert reply.text == "You pressed ."
    assert see(reply.result.response).ephemeral
    assert client.problem is None
