"""The one place where the engine survives a bug in what it calls."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from bot.core.errors import Busy, Unavailable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """What was raised instead of a result."""

    problem: Exception


async def attempt(work: Awaitable[T]) -> T | Failure:
    """Await and return a `Failure` for any exception but that the database cannot be used now."""
    try:
        return await work
    except (Busy, Unavailable):
        raise
    except Exception as problem:  # noqa: BLE001 - planning, sending and recording must go on
        return Failure(problem)
