"""`aftercare rehearse`: try the real bot in a browser, without Discord."""

import asyncio
import webbrowser
from contextlib import AsyncExitStack, suppress

from bot.core.clock import SystemClock
from bot.gateway.signals import stopping_on_signals
from bot.ops.logs import start_logging
from bot.rehearsal.cast import RealBot
from bot.rehearsal.server import Server
from bot.rehearsal.stage import Stage


async def rehearse(port: int = 8890, open_browser: bool = True) -> None:
    """Serve the rehearsal until Ctrl-C; with a taken port, on the next free one."""
    start_logging("console", "warning")
    stage = Stage(RealBot, SystemClock().now)
    server = Server(stage)
    stopped = asyncio.Event()
    async with AsyncExitStack() as ending:
        ending.enter_context(stopping_on_signals(stopped.set))
        ending.push_async_callback(server.stop)
        await server.start(port)
        if port and server.port != port:
            print(f"Port {port} is taken, so this rehearsal is on {server.port}.")
        stage.port = server.port
        await stage.start()
        ending.push_async_callback(stage.stop)
        _greet(server.url, open_browser=open_browser)
        await _play(stage, stopped)
    print("The rehearsal is over. Everything in it is removed.")


def _greet(url: str, *, open_browser: bool) -> None:
    print("The rehearsal is ready. Nothing in it reaches Discord. Open this address:")
    print(f"\n  {url}\n")
    print("Press Ctrl-C to end it.", flush=True)
    if open_browser:
        with suppress(webbrowser.Error):
            webbrowser.open(url)


async def _play(stage: Stage, stopped: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        flowing = group.create_task(stage.run())
        await stopped.wait()
        flowing.cancel()
