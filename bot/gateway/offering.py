"""What is offered while somebody types: nothing, where the database is gone, and no fuss."""

from collections.abc import Callable, Coroutine, Iterable
from functools import wraps
from typing import Any

import structlog
from discord import app_commands

from bot.core.errors import Busy, Unavailable

log = structlog.get_logger()

Offer = Callable[..., Coroutine[Any, Any, list[app_commands.Choice[Any]]]]
_GUARDED = "__aftercare_guarded__"


def guard_offers(found: Iterable[object]) -> None:
    """Let options of commands offer an empty list where the database cannot be asked.

    discord.py would write a traceback for each letter that is typed, and answer nothing at all.
    """
    for command in found:
        if not isinstance(command, app_commands.Command):
            continue
        for option in command._params.values():  # noqa: SLF001 - no public way
            if callable(option.autocomplete) and not hasattr(option.autocomplete, _GUARDED):
                option.autocomplete = _guard(option.autocomplete)


def _guard(offer: Offer) -> Offer:
    @wraps(offer)
    async def guarded(*given: Any) -> list[app_commands.Choice[Any]]:
        try:
            return await offer(*given)
        except (Busy, Unavailable) as error:
            log.warning("database_out_of_reach", kind=type(error).__name__)
            return []

    setattr(guarded, _GUARDED, True)
    return guarded
