"""Run a wire server in a process of its own; its first line says where it answers."""

import asyncio
import json
import signal
import sys

from tests.support.wire.server import Discord


async def main() -> None:
    """Serve until told to stop."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with Discord() as discord:
        sys.stdout.write(json.dumps({"address": discord.address, **discord.environment}) + "\n")
        sys.stdout.flush()
        await stopping.wait()


asyncio.run(main())
