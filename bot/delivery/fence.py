"""Keeps a process that stood still from sending what is no longer its own to send.

Between choosing a row and writing its request a process can be paused for minutes, in which
another one has taken over. So whoever sends for a leader asks at the last moment once more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.delivery.transport import Unclear

_leads: ContextVar[Callable[[], bool] | None] = ContextVar("leads", default=None)


@contextmanager
def fenced(leads: Callable[[], bool]) -> Iterator[None]:
    """Let requests made inside start only as long as `leads` says so."""
    token = _leads.set(leads)
    try:
        yield
    finally:
        _leads.reset(token)


def check_fence() -> None:
    """Raise `Unclear` when this request is a leader's, and its process does not lead any more."""
    leads = _leads.get()
    if leads is not None and not leads():
        raise Unclear("not_leading")
