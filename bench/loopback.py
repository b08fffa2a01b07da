"""A lean Discord in a process of its own: strict limits, a slow network if wanted, a gateway.

Its window is the strictest reading of "50 a second" (tests/support/wire/limits.py). What it tells
of time is the machine's monotonic clock, which every process here shares.
"""

import asyncio
import json
import sys
from random import Random
from time import monotonic
from typing import Any

from aiohttp import WSMsgType, web

from bench.payloads import APPLICATION, ME, make_command, make_message, make_servers, ready
from tests.support.wire.limits import FREE, Headers, Limits

HELLO, IDENTIFY, HEARTBEAT, ACK, DISPATCH = 10, 2, 1, 11, 0
ANSWER_WITHIN = 3.0  # seconds


class Loopback:
    """Answers every request; `arrived` holds when and what, refused ones apart."""

    def __init__(self) -> None:
        self.limits, self.network = Limits(), (0.0, 0.0)  # seconds each way, from and to
        self.arrived: list[tuple[float, str, str]] = []
        self.refused = 0
        self.trips: list[float] = []
        self.servers = 0
        self._chance = Random(7)
        self._numbers = 10**17
        self._socket: web.WebSocketResponse | None = None
        self._answered: dict[str, asyncio.Event] = {}
        self.port = 0

    # ------------------------------------------------------------ requests

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request of a bot, after its way there and before its way back."""
        path = "/" + request.match_info["path"]
        there, back = await self._travel(), self._way()
        body = await request.json() if request.can_read_body else {}
        refused, headers = self.limits.admit(request.method, path)
        if refused is not None:
            self.refused += 1
            await asyncio.sleep(back)
            return write(refused.body, 429, refused.headers)
        made = self._act(request.method, path, body)
        if not FREE.fullmatch(path):
            nonce = str(body.get("nonce", "")) if isinstance(body, dict) else ""
            self.arrived.append((monotonic(), path, nonce))
            self.trips.append(there + back)
        if back:
            await asyncio.sleep(back)
        return write(made, 200, headers)

    def _way(self) -> float:
        return self._chance.uniform(*self.network)

    async def _travel(self) -> float:
        way = self._way()
        if way:
            await asyncio.sleep(way)
        return way

    def _act(self, method: str, path: str, body: Any) -> Any:
        parts = path.split("/")
        if method == "POST" and parts[-1] == "messages":
            self._numbers += 1
            return make_message(self._numbers, int(parts[2]), body)
        if parts[-1] == "callback":
            self._answered[parts[2]].set()
            about = {"id": parts[2], "type": 2}
            return {"interaction": about, "resource": {"type": body["type"]}}
        if parts[-1] == "commands":
            return [make_command(number, one) for number, one in enumerate(body, 1)]
        if parts[-1] == "bot":
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return {"url": self.gateway, "shards": 1, "session_start_limit": limit}
        return APPLICATION if "oauth2" in parts else ME

    # ------------------------------------------------------------ gateway

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one bot until it is gone."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for message in socket:
            code = json.loads(message.data)["op"] if message.type is WSMsgType.TEXT else None
            if code == HEARTBEAT:
                await socket.send_json({"op": ACK})
            elif code == IDENTIFY:
                await self._welcome(socket)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse) -> None:
        number = 1
        await socket.send_json(event(number, "READY", ready(self.servers, self.gateway)))
        for server in make_servers(self.servers):
            number += 1
            await socket.send_json(event(number, "GUILD_CREATE", server))
        self._socket = socket

    async def ask(self, request: web.Request) -> web.Response:
        """Let somebody use a command so often; tell in how many seconds each was acknowledged."""
        wish = await request.json()
        waits = []
        for number in range(wish["times"]):
            await asyncio.sleep(wish["every"])
            waits.append(await self._ask_once(str(10**18 + number), wish["interaction"]))
        return web.json_response(waits)

    async def _ask_once(self, number: str, interaction: dict[str, Any]) -> float | None:
        assert self._socket is not None
        answered = self._answered[number] = asyncio.Event()
        asked = {**interaction, "id": number, "token": f"token{number}"}
        frame = json.dumps(event(0, "INTERACTION_CREATE", asked))
        began = monotonic()
        await self._socket.send_str(frame)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await answered.wait()
        except TimeoutError:
            return None
        return monotonic() - began

    # ------------------------------------------------------------ for the measurement

    async def set_up(self, request: web.Request) -> web.Response:
        """Begin a new run with these settings: network, per_second, channels, servers."""
        wish = await request.json()
        self.limits = Limits(wish["per_second"], channels=wish["channels"])
        self.network, self.servers = tuple(wish["network"]), wish["servers"]
        self.arrived, self.trips, self.refused, self._socket = [], [], 0, None
        return web.json_response(None)

    async def report(self, request: web.Request) -> web.Response:
        """Tell what arrived from a place in the record on."""
        since = (await request.json())["since"]
        travelled = sum(self.trips) / len(self.trips) if self.trips else 0.0
        told = {"arrived": self.arrived[since:], "refused": self.refused, "network": travelled}
        return web.json_response(told | {"connected": self._socket is not None})


def event(number: int, name: str, payload: Any) -> dict[str, Any]:
    """Make the frame of an event."""
    return {"op": DISPATCH, "t": name, "s": number, "d": payload}


def write(body: Any, status: int, headers: Headers) -> web.Response:
    """Write as Discord does: discord.py takes only this very content type for its answer."""
    exact = {**headers, "Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=exact)


async def main() -> None:
    """Serve until standard input is closed; the first line says on which port."""
    stopping, loopback = asyncio.Event(), Loopback()
    asyncio.get_running_loop().add_reader(sys.stdin, stopping.set)
    app = web.Application()
    app.router.add_get("/gateway", loopback.connect)
    app.router.add_get("/gateway/", loopback.connect)
    app.router.add_post("/control/ask", loopback.ask)
    app.router.add_post("/control/set_up", loopback.set_up)
    app.router.add_post("/control/report", loopback.report)
    app.router.add_route("*", "/api/v10/{path:.*}", loopback.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    loopback.port = runner.addresses[0][1]
    sys.stdout.write(f"{loopback.port}\n")
    sys.stdout.flush()
    await stopping.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
