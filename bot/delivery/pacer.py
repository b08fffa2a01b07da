"""The pace of every physical request that is not an interaction's answer.

Discord counts 50 requests in any second, for the whole bot. A request holds one of 50 slots from
its start until one second after its response or failure; its arrival lies in between, so no
second can see 51 arrivals, whatever the network does.

Requests also keep a distance from each other, a hundredth longer than the slots ask for: without
it, a gap and the burst after it would come back with the same slots every second. So a slot is
mostly free, and an urgent request, which keeps no distance, waits for a few milliseconds only.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Protocol, Self

WINDOW: Final = 1.001  # seconds a slot rests; the thousandth keeps both edges of a second apart
EASE: Final = 1.012  # how much longer the distance between two starts is than it must be
CATCH_UP: Final = 0.02  # seconds of lost time that may be made up for by less distance


class Home(Protocol):
    """Where a slot goes back to: after a request (`rest`), or without one (`refund`)."""

    def rest(self) -> None: ...
    def refund(self) -> None: ...


class Shared(Protocol):
    """Places that several processes share; see `bot.delivery.reserve`."""

    async def take(self) -> Home | None:
        """Take a place, or say after a moment that there was none."""
        ...


class Slot:
    """The right to start one request. Leaving it unused gives it back at once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._reserved, self._started = True, False

    def start(self) -> bool:
        """Start the request; False when this slot was used before."""
        fresh, self._reserved = self._reserved, False
        self._started = self._started or fresh
        return fresh

    def end(self) -> None:
        """The response or failure came; a second time changes nothing."""
        if self._started:
            self._started = False
            self._home.rest()

    def give_back(self) -> None:
        """Close the slot in whatever state it is."""
        if self._reserved:
            self._reserved = False
            self._home.refund()
        self.end()

    @contextmanager
    def lent(self) -> Iterator[Self]:
        """Let the first request made inside use this slot; afterwards it is closed."""
        token = _lent.set(self)
        try:
            yield self
        finally:
            _lent.reset(token)
            self.give_back()


_lent: ContextVar[Slot | None] = ContextVar("lent_slot", default=None)


class Pacer:
    """Hands out slots, and knows which channels are at their own limit.

    `per_second` is Discord's limit. `dm_opens` private chats may be opened at once, and as many
    again each hour: opening many gets a bot quarantined. `monotonic` tells seconds.
    """

    def __init__(
        self,
        per_second: int = 50,
        *,
        dm_opens: int = 20,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limited = 0  # how often Discord said 429; must stay 0
        self.allowed = per_second
        self._monotonic = monotonic
        self.changed = asyncio.Event()  # whoever waits for a slot looks again
        self._slots, self._distance = per_second, 0.0
        self._out = 0
        self._resting: deque[float] = deque()  # until when, in order
        self._next_start = self._held_until = 0.0
        self._shared: Shared | None = None
        self._turn = asyncio.Lock()
        self._reopens: dict[int, float] = {}
        self._dm_opens, self._dm_left, self._dm_counted = dm_opens, float(dm_opens), monotonic()

    # ------------------------------------------------------------ whose pace

    def follow(self, shared: Shared) -> None:
        """Make requests only in the places that several processes share."""
        self._shared = shared

    def lead(self, per_second: int) -> None:
        """Make so many requests a second by ourselves, sharing with nobody."""
        self._shared = None
        self._slots = per_second
        self.changed.set()

    # ------------------------------------------------------------ slots

    async def reserve(self, urgent: asyncio.Event | None = None) -> Slot:
        """Wait for a slot, first come, first served. With shared ones, may raise `Unavailable`.

        Keeps no distance while `urgent` is set; who sets it meanwhile sets `changed` too.
        """
        async with self._turn:
            while True:
                wait = self._wait(apart=urgent is None or not urgent.is_set())
                if wait > 0:
                    await self._pause(wait)
                elif self._shared is None:
                    return self._take()
                elif (place := await self._shared.take()) is not None:
                    return Slot(place)

    def try_reserve(self) -> Slot | None:
        """Take a slot if there is one at this very moment and nobody waits for it."""
        if self._shared is not None or self._turn.locked() or self._wait() > 0:
            return None
        return self._take()

    async def start_request(self) -> Slot:
        """Wait until this request may start, on the lent slot if there is one unused.

        For aiohttp's `on_request_start`; every request started ends with `Slot.end`, from
        `on_request_end` or `on_request_exception`.
        """
        slot = _lent.get()
        if slot is None or not slot.start():
            slot = await self.reserve()
            slot.start()
        return slot

    def rest(self) -> None:
        """Take back a slot that was used: it rests for a second."""
        self._out -= 1
        self._resting.append(self._monotonic() + WINDOW)
        self.changed.set()

    def refund(self) -> None:
        """Take back a slot that was not used."""
        self._out -= 1
        self._next_start -= self._distance
        self.changed.set()

    def _take(self) -> Slot:
        at_hand = max(self._slots - self._out, self._slots // 2, 1)
        self._distance = EASE * WINDOW / at_hand
        self._out += 1
        # On a slow network slots come back irregularly: a little more may be made up for there.
        earliest = self._monotonic() - max(CATCH_UP, self._distance * self._out)
        self._next_start = max(self._next_start, earliest) + self._distance
        return Slot(self)

    def _wait(self, *, apart: bool = True) -> float:
        """Tell for how many seconds nobody may start; infinite while all slots are out."""
        now = self._monotonic()
        while self._resting and self._resting[0] <= now:
            self._resting.popleft()
        if self._shared is not None:
            return self._held_until - now
        wait = max(self._next_start if apart else now, self._held_until) - now
        if self._out >= self._slots:
            return float("inf")
        if self._out + len(self._resting) >= self._slots:
            wait = max(wait, self._resting[0] - now)
        return wait

    async def _pause(self, seconds: float) -> None:
        self.changed.clear()
        try:
            async with asyncio.timeout(None if seconds == float("inf") else seconds):
                await self.changed.wait()
        except TimeoutError:
            return

    # ------------------------------------------------------------ what Discord said

    def hold(self, seconds: float) -> None:
        """Start nothing for so long: Discord answered 429 for the whole bot."""
        self.limited += 1
        self._held_until = max(self._held_until, self._monotonic() + seconds)
        self._next_start = max(self._next_start, self._held_until)

    def close_channel(self, channel_id: int, seconds: float) -> None:
        """Remember that a channel is at its limit: `X-RateLimit-Remaining` was 0, or a 429."""
        self._reopens[channel_id] = self._monotonic() + seconds

    def closed_channels(self) -> set[int]:
        """List the channels that are at their limit now."""
        now = self._monotonic()
        self._reopens = {channel: at for channel, at in self._reopens.items() if at > now}
        return set(self._reopens)

    def reopens_in(self) -> float | None:
        """Tell in how many seconds the next channel opens; None when none is closed."""
        if not self._reopens:
            return None
        return max(0.0, min(self._reopens.values()) - self._monotonic())

    # ------------------------------------------------------------ private chats

    def spend_dm_open(self, *, urgent: bool = True) -> float:
        """Spend one opening of a private chat: 0 when there was one, else seconds to the next.

        The last quarter is kept for what is urgent: a call for help must not wait for openings that
        notes of other kinds used up.
        """
        needed = 1 if urgent else 1 + self._dm_opens // 4
        now = self._monotonic()
        earned = (now - self._dm_counted) / 3600 * self._dm_opens
        self._dm_left, self._dm_counted = min(self._dm_opens, self._dm_left + earned), now
        if self._dm_left < needed:
            return (needed - self._dm_left) / self._dm_opens * 3600
        self._dm_left -= 1
        return 0.0
