"""A small web server on loopback that says how the bot is: for Prometheus, systemd and containers.

`/healthz`: the program lives and its event loop turns. `/readyz`: it is connected, and the database
answers. `/metrics`: the figures. It listens to this machine alone and knows nothing of members.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.core.errors import SetupProblem
from bot.ops.metrics import Metrics

HERE = "127.0.0.1"

log = structlog.get_logger()


@asynccontextmanager
async def serving_health(metrics: Metrics, port: int) -> AsyncIterator[int]:
    """Serve while the block runs and give the port; 0 lets the system choose one.

    Raises `SetupProblem` when the port is in use.
    """
    runner = web.AppRunner(_routes(metrics), access_log=None)
    await runner.setup()
    try:
        await _listen(runner, port)
        chosen: int = runner.addresses[0][1]
        log.info("health_served", port=chosen)
        yield chosen
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HERE, port).start()
    except OSError as error:
        raise SetupProblem(
            f"The port {port} cannot be used, perhaps by another program that has it: "
            "set AFTERCARE_HEALTH_PORT to a free one."
        ) from error


def _routes(metrics: Metrics) -> web.Application:
    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_request: web.Request) -> web.Response:
        lacks = [] if await metrics.look() else ["database"]
        lacks += [] if metrics.connected else ["discord"]
        said = f"waiting for: {' '.join(lacks)}\n" if lacks else "ready\n"
        return web.Response(text=said, status=503 if lacks else 200)

    async def figures(_request: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.write(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    served = web.Application()
    served.add_routes(
        [web.get("/healthz", live), web.get("/readyz", ready), web.get("/metrics", figures)]
    )
    return served
