"""The only place that asks what time it is."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


def count_seconds() -> float:
    """Count seconds since an unknown moment; sleep of the machine counts, where that is known."""
    counter = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if counter is None else time.clock_gettime(counter)


class Clock(Protocol):
    """Tells the time in UTC and waits; tests and the rehearsal pass one they move by hand."""

    def now(self) -> datetime:
        """Return the present moment as an aware UTC datetime."""
        ...

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        """Return when `event` is set or `until` has come, whichever is first; forever if None."""
        ...


class SystemClock:
    """The machine's clock. An alarm sets the event, so a long sleep never trusts one timer."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
