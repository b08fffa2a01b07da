"""A process that stood still between choosing a message and writing its request."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.delivery.fence import fenced
from bot.delivery.pacer import Pacer
from bot.delivery.transport import Unclear
from bot.gateway.tracing import FencedConnector, trace_requests


class Server:
    def __init__(self):
        self.asked = 0

    async def answer(self, _request):
        self.asked += 1
        return web.Response(text="ok")


@pytest.fixture
async def server():
    served, app = Server(), web.Application()
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield served
    await runner.cleanup()


@pytest.fixture
def pacer():
    return Pacer(1)


@pytest.fixture
async def session(pacer) -> AsyncIterator[aiohttp.ClientSession]:
    tracing = [trace_requests(pacer)]
    async with aiohttp.ClientSession(connector=FencedConnector(), trace_configs=tracing) as one:
        yield one


async def ask(session, server):
    async with session.get(server.address) as answer:
        return await answer.text()


@pytest.mark.parametrize("passes", [0, 1], ids=["before it is its turn", "with the connection"])
async def test_nothing_is_written_by_who_does_not_lead_any_more(server, session, pacer, passes):
    looks = iter([True] * passes + [False] * 9)
    with fenced(lambda: next(looks)), pytest.raises(Unclear, match="not_leading"):
        await ask(session, server)
    assert server.asked == 0
    assert pacer._out == 0, "the slot rests, and comes back"


async def test_who_leads_may_and_who_is_no_leaders_request_too(server, session):
    with fenced(lambda: True):
        assert await ask(session, server) == "ok"
    assert await ask(session, server) == "ok"
