"""An event loop whose seconds pass only when nothing else is to be done."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _Selector:
    """Skips a wait for a timer by moving the loop's time instead."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop, self._real = loop, selectors.DefaultSelector()

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everybody waits for ever")
        self._loop.passed += timeout
        return self._real.select(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.passed = 0.0
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.passed


def run_virtually(main: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
