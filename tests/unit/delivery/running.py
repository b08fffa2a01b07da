"""The engine's loops at work while a test goes on."""

import asyncio


async def until(condition):
    """Wait, in real time, until something holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - any condition, not one that sets an event
            await asyncio.sleep(0.005)


class Running:
    """The engine's loops, running while the test goes on."""

    def __init__(self, engine, grace=10.0):
        self.engine, self.grace = engine, grace

    async def __aenter__(self):
        self._task = asyncio.get_running_loop().create_task(self.engine.run())
        await asyncio.sleep(0)
        return self.engine

    async def __aexit__(self, *_exc):
        await self.engine.stop(self.grace)
        await self._task
