"""Starts the bot as `python -m bot run` does, with what a crash test needs around it.

The bot's code is as it is; only seams outside of it, or between its layers, are wrapped, and only
when the environment asks for it:

* `WIRE_KILL` "point:n": SIGKILL at the n-th passing of a named point, counted from the moment
  the engine runs ("point:n:start" counts from the start of the process).
* `WIRE_CLOCK`: a file with seconds by which this machine's clock is wrong, read at every look.
* `WIRE_BLIND`: the search for a marker finds nothing, as if nobody had thought of it.
* `WIRE_RIVAL`: whoever asks for a lock gets it, as if nobody had thought of leaders either.
* `WIRE_ARGS`: what follows `run` on the command line.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Where a process can die: around each commit (the key store's too), around each request (before
# it, when it is written, when its answer begins to arrive), and between an answer and its record.
POINTS: Final = (
    "before_commit",
    "after_commit",
    "before_request",
    "request_written",
    "answer_arrived",
    "before_record",
)


BEGIN: Final = "engine_runs"


def main() -> int:
    """Put the hooks in and run the bot; returns its exit code."""
    prepare(os.environ)
    from bot.cli import main as run_cli

    return run_cli(["run", *os.environ.get("WIRE_ARGS", "").split()])


def prepare(environment: Mapping[str, str]) -> None:
    """Put in what the environment asks for."""
    if order := environment.get("WIRE_KILL"):
        Death(order).lie_in_wait()
    if path := environment.get("WIRE_CLOCK"):
        set_machine_clock(Path(path))
    if environment.get("WIRE_BLIND"):
        forget_the_marker()
    if environment.get("WIRE_RIVAL"):
        give_everybody_the_lock()


class Death:
    """Kills this very process at one passing of one point."""

    def __init__(self, order: str) -> None:
        point, number, *since = order.split(":")
        self._point, self._left, self._counting = point, int(number), since == ["start"]

    def come_by(self, point: str) -> None:
        """Pass a point; the process may not survive it."""
        self._counting = self._counting or point == BEGIN
        if self._counting and point == self._point:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def lie_in_wait(self) -> None:
        """Wrap every seam that has points."""
        from aiohttp import ClientRequest, ClientResponse, ClientSession
        from sqlalchemy.ext.asyncio import AsyncConnection

        from bot.delivery.delivery import Delivery
        from bot.delivery.recorder import Recorder

        self._wrap(AsyncConnection, "commit", "before_commit", "after_commit")
        self._wrap(ClientSession, "_request", "before_request", None)
        self._wrap(ClientRequest, "send", None, "request_written")
        self._wrap(ClientResponse, "start", None, "answer_arrived")
        self._wrap(Recorder, "_record_some", "before_record", None)
        self._wrap(Delivery, "run", BEGIN, None)

    def _wrap(self, owner: type, name: str, before: str | None, after: str | None) -> None:
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def passing(*args: Any, **options: Any) -> Any:
            if before:
                self.come_by(before)
            result = await original(*args, **options)
            if after:
                self.come_by(after)
            return result

        setattr(owner, name, passing)


def set_machine_clock(path: Path) -> None:
    """Let everything that looks at the time of day see a clock that is wrong."""
    import apscheduler.executors.base
    import apscheduler.schedulers.base

    import bot.core.clock

    class WrongTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=float(path.read_text() or 0))

    for module in (bot.core.clock, apscheduler.schedulers.base, apscheduler.executors.base):
        setattr(module, "datetime", WrongTime)  # noqa: B010 - mypy would see a different class


def forget_the_marker() -> None:
    """Take the marker search away, to show what it is good for."""
    from bot.gateway.transport import DiscordTransport

    async def find_nothing(*_args: object) -> None:
        return None

    DiscordTransport.find_marked = find_nothing  # type: ignore[method-assign, assignment]


def give_everybody_the_lock() -> None:
    """Let every process take itself for the leader, to show what the lock is good for."""
    from bot.storage.held import COUNTS, HeldLock, count_seconds

    async def take_anyway(lock: HeldLock) -> bool:
        await lock._connect()
        lock._counts_until = count_seconds() + COUNTS
        return True

    HeldLock.try_take = take_anyway  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())
