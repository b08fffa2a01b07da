"""Counts the answers in progress, so that stopping can wait for them."""

import asyncio
from typing import Self


class Tally:
    """A context manager that counts who is inside."""

    def __init__(self) -> None:
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def __enter__(self) -> Self:
        self._inside += 1
        self._empty.clear()
        return self

    def __exit__(self, *_error: object) -> None:
        self._inside -= 1
        if not self._inside:
            self._empty.set()

    async def wait_empty(self) -> None:
        """Return when nobody is inside."""
        await self._empty.wait()
