"""discord.py's memory of rate limits, made quick for many channels and honest about the time.

As shipped it looks at every bucket whenever it meets a new channel (11 times the work with 15,000
channels), and tells of the last message in a window only when the window is over. Both are
measured in the facts; the engine's own pacer keeps requests away from limits long before.
"""

from collections.abc import Callable

from discord.http import Ratelimit

SWEEP_EVERY = 30.0  # seconds


class PromptLimit(Ratelimit):
    """Makes the next request wait for the window, not the one that was just answered."""

    async def __aexit__(self, *_error: object) -> None:
        self.outgoing -= 1
        free = self.remaining - self.outgoing
        if free > 0:
            self._wake(free)

    async def _refresh(self) -> None:
        # Called by a waiting request when its window is over.
        self.reset()  # type: ignore[no-untyped-call]
        self._wake(self.remaining)


class Buckets:
    """Keeps one limit per bucket and forgets unused ones now and then, not at every new one."""

    def __init__(self, now: Callable[[], float], longest_wait: float) -> None:
        self._limits: dict[str, PromptLimit] = {}
        self._now, self._longest_wait, self._swept = now, longest_wait, now()

    def __len__(self) -> int:
        return len(self._limits)

    def get(self, key: str) -> PromptLimit:
        """Find or make the limit of a bucket."""
        found = self._limits.get(key)
        if found is None:
            self._sweep()
            found = self._limits[key] = PromptLimit(self._longest_wait)
        return found

    def _sweep(self) -> None:
        if self._now() - self._swept < SWEEP_EVERY:
            return
        self._swept = self._now()
        self._limits = {k: limit for k, limit in self._limits.items() if not limit.is_inactive()}
