"""The wire server: a Discord that one or many bot processes connect to, on loopback."""

import re
from typing import Any, Self

from aiohttp import web

from bot.rehearsal.threads import mend_threads
from tests.support.wire.acting import Acting
from tests.support.wire.clock import MovableClock
from tests.support.wire.control import Control
from tests.support.wire.gateway import Gateway
from tests.support.wire.rest import Rest
from tests.support.wire.rules import Rules
from tests.support.wire.seams import Backend, Discordlike
from tests.support.wire.town import Town

LARGEST_REQUEST = 32 * 2**20
TOKEN = "a.wire.token"


class Discord:
    """All of it. Used as an async context manager; `address` is where its control API answers.

    `answer_within` is how many seconds a bot has for its first answer: Discord's own three are
    few on a machine that does other things too.
    """

    def __init__(self, *, answer_within: float = 3.0) -> None:
        self.clock = MovableClock()
        self.backend = Backend(clock=self.clock)
        mend_threads(self.backend)
        self.env = Discordlike(self.backend, answer_within)
        self.gateway = Gateway(self.backend, self.clock, TOKEN)
        self.rules = Rules(self.backend, self._describe_gateway)
        self.rest = Rest(self.env, self.clock, TOKEN, self.rules)
        self.town = Town(self.env)
        self.acting = Acting(self.town)
        self.port = 0
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=0.1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.gateway.drop(abort=True)
        await self._runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """What a bot process needs to find this Discord."""
        return {
            "AFTERCARE_TOKEN": TOKEN,
            "AFTERCARE_DISCORD_API": self.address,
            "AFTERCARE_DISCORD_GATEWAY": self.gateway.url,
        }

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_get("/gateway", self.gateway.answer)
        app.router.add_get("/gateway/", self.gateway.answer)
        app.router.add_post("/control/{verb}", Control(self).answer)
        app.router.add_route("*", "/api/v10/{path:.*}", self.rest.answer)
        return app

    def _describe_gateway(self) -> dict[str, Any]:
        shards = 1
        limit = {
            "total": 1000,
            "remaining": 1000 - self.gateway.counts["2"],
            "reset_after": 0,
            "max_concurrency": self.gateway.max_concurrency,
        }
        return {"url": self.gateway.url, "shards": shards, "session_start_limit": limit}

    def count_requests(self, method: str, pattern: str) -> int:
        """Count the requests so far, by method and by a pattern that the path contains."""
        path = re.compile(pattern)
        return sum(one.method == method and bool(path.search(one.path)) for one in self.rest.log)
