"""Rate limits as Discord has them: 50 requests in any second, and buckets for single channels.

The window is the strictest reading of "50 per second": no second, wherever it begins, may see 51.
Source of the 429's form: what discord.py takes for an answer of Discord and not of Cloudflare.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any, Final

FREE: Final = re.compile(r"/(interactions/\d+/[^/]+/callback|webhooks/\d+/[^/]+(/.*)?)")
WINDOW: Final = 1.0
# What Discord allows in one channel: (method, path, requests, seconds).
BUCKETS: Final = (
    ("POST", re.compile(r"/channels/(\d+)/messages"), 5, 5.0),
    ("PATCH", re.compile(r"/channels/(\d+)/messages/\d+"), 5, 5.0),
    ("DELETE", re.compile(r"/channels/(\d+)/messages/\d+"), 5, 1.0),
    ("POST", re.compile(r"/channels/(\d+)/threads"), 50, 300.0),
)

Headers = dict[str, str]


@dataclass(frozen=True)
class Limited:
    """A 429: its body and its headers."""

    body: dict[str, Any]
    headers: Headers


@dataclass
class _Bucket:
    """A window that begins with its first request."""

    limit: int
    seconds: float
    ends: float = 0.0
    used: int = 0

    def use(self, now: float) -> bool:
        if now >= self.ends:
            self.ends, self.used = now + self.seconds, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def headers(self, now: float, name: str) -> Headers:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - self.used),
            "X-RateLimit-Reset-After": f"{max(0.0, self.ends - now):.3f}",
            "X-RateLimit-Bucket": name,
        }


class Limits:
    """Counts requests. `peak` is the most that any one second saw, the refused ones included."""

    def __init__(
        self, per_second: int = 50, *, channels: bool = True, now: Callable[[], float] = monotonic
    ) -> None:
        self.per_second, self.channels = per_second, channels
        self.peak = self.refused = 0
        self._now = now
        self._arrived: deque[float] = deque()
        self._admitted: deque[float] = deque()
        self._buckets: dict[str, _Bucket] = {}

    def admit(self, method: str, path: str) -> tuple[Limited | None, Headers]:
        """Count a request; a 429 if it is one too many, and the headers its answer carries."""
        if FREE.fullmatch(path):
            return None, {}
        now = self._now()
        self._count(now)
        if len(self._admitted) >= self.per_second:
            return self._refuse(self._admitted[0] + WINDOW - now, everywhere=True), {}
        self._admitted.append(now)
        return self._use_bucket(method, path, now)

    def _count(self, now: float) -> None:
        for times in (self._arrived, self._admitted):
            while times and times[0] <= now - WINDOW:
                times.popleft()
        self._arrived.append(now)
        self.peak = max(self.peak, len(self._arrived))

    def _use_bucket(self, method: str, path: str, now: float) -> tuple[Limited | None, Headers]:
        if not self.channels:
            return None, {}
        for number, (verb, pattern, limit, seconds) in enumerate(BUCKETS):
            found = pattern.fullmatch(path)
            if verb != method or found is None:
                continue
            bucket = self._buckets.setdefault(f"{number}:{found[1]}", _Bucket(limit, seconds))
            if bucket.use(now):
                return None, bucket.headers(now, f"b{number:015x}")
            headers = bucket.headers(now, f"b{number:015x}")
            return self._refuse(bucket.ends - now, everywhere=False, more=headers), {}
        return None, {}

    def _refuse(self, seconds: float, *, everywhere: bool, more: Headers | None = None) -> Limited:
        self.refused += 1
        return limited(seconds, everywhere=everywhere, more=more)


def limited(seconds: float, *, everywhere: bool, more: Headers | None = None) -> Limited:
    """Make a 429 that asks to wait so long."""
    wait = round(max(seconds, 0.001), 3)
    headers = {
        "Via": "1.1 google",
        "Retry-After": str(ceil(wait)),  # whole seconds; the body is exact
        "X-RateLimit-Scope": "global" if everywhere else "user",
    }
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    said = "You are being rate limited."
    body = {"message": said, "retry_after": wait, "global": everywhere, "code": 0}
    return Limited(body, headers | (more or {}))
