"""Python's collector passes over what stays for as long as the program runs.

Otherwise it looks through every server, command and statement again and again, each time stopping
the event loop, and every answer with it, for 50 ms and more.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Final

LOOK_EVERY: Final = 1.0  # seconds, until all servers are here


async def settle_memory(is_ready: Callable[[], bool]) -> None:
    """Set aside what is there at the start, and what Discord has told of once it is ready."""
    settle_now()
    while not is_ready():  # noqa: ASYNC110 - before the log-in discord.py has nothing to wait for
        await asyncio.sleep(LOOK_EVERY)
    settle_now()


def settle_now() -> None:
    """Clean up a last time, and set aside what is left."""
    gc.collect()
    gc.freeze()
