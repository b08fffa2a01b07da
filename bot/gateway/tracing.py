"""Paces every physical request that discord.py makes, its own retries included."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from bot.core.clock import count_seconds
from bot.delivery.fence import check_fence
from bot.delivery.pacer import Pacer
from bot.delivery.transport import Unclear

# Discord does not count answers to interactions among the 50 a second.
FREE = re.compile(r".*/(interactions/\d+/[^/]+/callback|webhooks/\d+/[^/]+(/.*)?)")
CHANNEL = re.compile(r".*/channels/(\d+)/messages")
EVERYWHERE = "rate_limited_everywhere"

Hear = Callable[[str | None, float], None]


def hear_nothing(_date: str | None, _took: float) -> None:
    """Leave Discord's time unheard, where time stands still until it is moved."""


def trace_requests(pacer: Pacer, hear: Hear = hear_nothing) -> aiohttp.TraceConfig:
    """Make aiohttp ask the pacer before each request, and tell it what Discord answered.

    `hear` gets the `Date` of each answer, and how many seconds it took.
    """

    async def start(_session: Any, trace: SimpleNamespace, request: Any) -> None:
        trace.slot = None
        if not is_free(request.url):
            trace.slot = await pacer.start_request()
            try:
                check_fence()
            except Unclear:
                trace.slot.end()
                raise
        trace.began = count_seconds()

    async def end(_session: Any, trace: SimpleNamespace, answer: Any) -> None:
        hear(answer.response.headers.get("Date"), count_seconds() - trace.began)
        if trace.slot is not None:
            trace.slot.end()
            _tell(pacer, answer.method, answer.url, answer.response)

    async def fail(_session: Any, trace: SimpleNamespace, failure: Any) -> None:
        if trace.slot is not None:
            trace.slot.end()
            _tell_limit(pacer, failure.url, failure.exception)

    config = aiohttp.TraceConfig()
    config.on_request_start.append(start)
    config.on_request_end.append(end)
    config.on_request_exception.append(fail)
    return config


class FencedConnector(aiohttp.TCPConnector):
    """Asks once more, with the connection in hand, whether the request may still be written."""

    async def connect(self, *args: Any, **options: Any) -> Connection:
        connection = await super().connect(*args, **options)
        try:
            check_fence()
        except Unclear:
            connection.release()
            raise
        return connection


def read_limit(response: aiohttp.ClientResponse) -> Unclear:
    """Read from a 429 how long to wait, and whether it holds for the whole bot."""
    headers = response.headers
    everywhere = headers.get("X-RateLimit-Scope") == "global" or "X-RateLimit-Global" in headers
    wait = headers.get("Retry-After") or headers.get("X-RateLimit-Reset-After") or "1"
    return Unclear(EVERYWHERE if everywhere else "rate_limited", float(wait))


def is_free(url: URL) -> bool:
    """Tell whether a request does not count: an interaction's answer, or the gateway's socket."""
    return url.scheme in ("ws", "wss") or FREE.fullmatch(url.path) is not None


def _tell(pacer: Pacer, method: str, url: URL, response: aiohttp.ClientResponse) -> None:
    headers = response.headers
    if response.status == 429:
        _tell_limit(pacer, url, read_limit(response))
    elif method == "POST" and headers.get("X-RateLimit-Remaining") == "0":
        _close_channel(pacer, url, float(headers.get("X-RateLimit-Reset-After") or 1))


def _tell_limit(pacer: Pacer, url: URL, error: BaseException) -> None:
    if not isinstance(error, Unclear) or not error.retry_after:
        return
    if error.cause == EVERYWHERE:
        pacer.hold(error.retry_after)
    else:
        pacer.limited += 1
        _close_channel(pacer, url, error.retry_after)


def _close_channel(pacer: Pacer, url: URL, seconds: float) -> None:
    if channel := CHANNEL.fullmatch(url.path):
        pacer.close_channel(int(channel[1]), seconds)
