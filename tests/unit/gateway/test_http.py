"""The real HTTP client of discord.py against a small server on this machine."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from aiohttp import web
from discord.http import Route
from yarl import URL

from bench.payloads import make_servers
from bot.core.errors import SetupProblem
from bot.core.message import Message
from bot.delivery.pacer import Pacer
from bot.delivery.transport import Unclear
from bot.gateway import run, transport
from bot.gateway.client import AftercareClient
from bot.gateway.limits import Buckets, quicken
from bot.gateway.tracing import is_free
from bot.gateway.transport import DiscordTransport
from bot.settings import Settings
from tests.unit.delivery.running import until

SENT = {"id": "9", "channel_id": "5"}
ME = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None}
CUT = (0, None, {})  # the connection is cut instead of an answer
FULL = {"X-RateLimit-Bucket": "b", "X-RateLimit-Limit": "5"}


class Server:
    """Answers with what the test lays out, and remembers what was asked."""

    def __init__(self):
        self.asked, self.answers = [], []

    async def answer(self, request):
        self.asked.append(f"{request.method} {request.path}")
        status, body, headers = self.answers.pop(0) if self.answers else (200, SENT, {})
        if not status:
            request.transport.abort()
            return web.Response()
        data = web.json_response(body).body
        given = {"Content-Type": "application/json", **headers}
        return web.Response(status=status, body=data, headers=given)


@pytest.fixture
async def server(monkeypatch) -> AsyncIterator[Server]:
    served, app = Server(), web.Application()
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    monkeypatch.setattr(Route, "BASE", "")
    run.point_discord_at(Settings(discord_api=f"http://127.0.0.1:{port}"))
    assert f"http://127.0.0.1:{port}/api/v10" == Route.BASE
    yield served
    await runner.cleanup()


@pytest.fixture
def pacer():
    return Pacer()


@pytest.fixture
def app(pacer):
    return SimpleNamespace(transport=DiscordTransport(), pacer=pacer, features={}, db=None)


@pytest.fixture
async def client(app, server) -> AsyncIterator[AftercareClient]:
    made = AftercareClient(app)
    server.answers.append((200, ME, {}))
    async with made:
        await made.http.static_login("token")
        quicken(made.http, 30.0)
        made._connection.application_id = 1
        server.asked.clear()
        yield made


async def send(app):
    return await app.transport.send(5, Message("Hello."), nonce="n")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_discord_py_does_not_repeat_what_may_have_worked(app, client, server, status):
    server.answers.append((status, {"message": "oh"}, {}))
    with pytest.raises(Unclear, match="server_error"):
        await send(app)
    assert server.asked == ["POST /api/v10/channels/5/messages"]


async def test_a_429_is_handed_to_the_engine_with_its_wait(app, client, server, pacer):
    server.answers.append((429, {"retry_after": 7.0}, {"Retry-After": "7", "Via": "1.1 google"}))
    with pytest.raises(Unclear) as unclear:
        await send(app)
    assert unclear.value.retry_after == 7
    assert len(server.asked) == 1
    assert pacer.limited == 1
    assert pacer.closed_channels() == {5}


async def test_a_429_for_the_whole_bot_holds_everything(app, client, server, pacer):
    headers = {"Retry-After": "3", "X-RateLimit-Global": "true", "Via": "1.1 google"}
    server.answers.append((429, {"retry_after": 3.0, "global": True}, headers))
    with pytest.raises(Unclear):
        await send(app)
    assert pacer.try_reserve() is None
    assert pacer.closed_channels() == set()


async def test_the_last_message_of_a_window_is_told_at_once(app, client, server, pacer):
    headers = {**FULL, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "29"}
    server.answers.append((200, SENT, headers))
    async with asyncio.timeout(20):
        assert (await send(app)).message_id == 9
    assert pacer.closed_channels() == {5}


async def test_the_next_one_waits_until_the_window_is_over(app, client, server):
    headers = {**FULL, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.3"}
    server.answers += [(200, SENT, headers)] * 2
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await send(app)
    await send(app)
    assert loop.time() - begun > 0.25


async def test_a_look_at_who_sees_what_is_not_repeated_for_ever(app, client, server, monkeypatch):
    monkeypatch.setattr(transport, "LONGEST_LOOK", 0.3)
    (told,) = make_servers(1)
    client._connection._add_guild_from_data(told)
    client._ready = asyncio.Event()
    client._ready.set()
    server.answers += [(502, {"message": "oh"}, {})] * 9
    async with asyncio.timeout(20):
        with pytest.raises(Unclear, match="connection"):
            await app.transport.sees(int(told["id"]), 77, int(told["channels"][0]["id"]))
    assert app.pacer._out == 0


async def test_a_connection_that_breaks_is_unclear(app, client, server):
    Route.BASE = "http://127.0.0.1:1"
    with pytest.raises(Unclear, match="connection"):
        await send(app)


async def test_every_request_takes_a_slot_and_answers_take_none(app, client, server):
    pacer = app.pacer
    before = len(pacer._resting)
    await send(app)
    assert len(pacer._resting) == before + 1
    await app.transport.edit_reply("token", Message("Hello."))
    assert len(pacer._resting) == before + 1
    assert pacer._out == 0


async def test_a_refused_token_stops_the_client(app, client, server):
    await client._async_setup_hook()
    server.answers.append((401, {"message": "401: Unauthorized", "code": 0}, {}))
    with pytest.raises(Unclear):
        await send(app)
    await until(client.is_closed)
    assert isinstance(client.problem, SetupProblem)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"message": "401: Unauthorized", "code": 0}, {}), run.NOT_ACCEPTED),
        ((403, {"message": "no", "code": 0}, {}), run.OUT_OF_REACH),
    ],
)
async def test_discord_will_not_have_us(app, server, answer, said):
    server.answers.append(answer)
    with pytest.raises(SetupProblem) as problem:
        await run.serve(app, AftercareClient(app), "token", asyncio.Event())
    assert str(problem.value) == said


async def test_the_whole_program_ends_in_one_sentence_and_leaves_nothing_open(server, tmp_path):
    server.answers.append((401, {"message": "401: Unauthorized", "code": 0}, {}))
    settings = Settings(token="abc", database_url=f"sqlite+aiosqlite:///{tmp_path}/a.db")
    with pytest.raises(SetupProblem, match="does not accept"):
        await run.run_client(settings)
    assert not (tmp_path / "a.db-wal").exists(), "the database was not closed"


async def test_without_a_token_nothing_starts():
    with pytest.raises(SetupProblem, match="AFTERCARE_TOKEN"):
        await run.run_client(Settings(token=None))


async def test_without_a_network_one_sentence_is_told(app, server):
    Route.BASE = "http://127.0.0.1:1"
    with pytest.raises(SetupProblem, match="network"):
        await run.serve(app, AftercareClient(app), "token", asyncio.Event())


@pytest.mark.parametrize(
    ("address", "free"),
    [
        ("https://discord.com/api/v10/interactions/1/aW50ZXI/callback", True),
        ("https://discord.com/api/v10/webhooks/1/aW50ZXI", True),
        ("https://discord.com/api/v10/webhooks/1/aW50ZXI/messages/@original", True),
        ("https://proxy.example/discord/api/v10/webhooks/1/t/messages/5", True),
        ("wss://gateway.discord.gg/?v=10", True),
        ("https://discord.com/api/v10/channels/5/messages", False),
        ("https://discord.com/api/v10/users/@me/channels", False),
        ("https://discord.com/api/v10/channels/5/webhooks", False),
        ("https://discord.com/api/v10/applications/1/commands", False),
    ],
)
def test_answers_to_interactions_are_not_paced(address, free):
    assert is_free(URL(address)) is free


async def test_unused_buckets_are_forgotten_now_and_then():
    clock, limits = SimpleNamespace(now=asyncio.get_running_loop().time()), {}
    buckets = Buckets(limits, lambda: clock.now, 30.0)
    for number in range(1000):
        buckets.get(str(number))
    kept = buckets.get("0")
    assert buckets.get("0") is kept
    for limit in limits.values():
        limit._last_request -= 400
    buckets.get("another")
    assert len(limits) == 1001, "not swept at every new one"
    clock.now += 31
    buckets.get("one more")
    assert set(limits) == {"another", "one more"}


async def test_a_bucket_that_nothing_is_known_of_holds_nobody_back(app, client, server):
    """Discord names no limit with every answer; whoever waits goes on all the same."""
    async with asyncio.timeout(20):
        opened = await asyncio.gather(*(app.transport.open_dm(one) for one in range(4)))
    assert opened == [9] * 4
    assert len(server.asked) == 4


async def test_a_request_without_an_answer_does_not_block_its_channel(app, client, server):
    server.answers += [CUT, CUT]
    async with asyncio.timeout(20):
        for _ in range(2):
            with pytest.raises(Unclear, match="connection"):
                await send(app)
        assert (await send(app)).message_id == 9
