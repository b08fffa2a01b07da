"""A group's tip a day: which tip comes next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from bot.coping.entries import Tip
from bot.coping.rules import pack_numbers, unpack_numbers
from bot.groups.posting.rules import Posting, choose_next

LATE: Final = timedelta(hours=4)  # a tip is of use so long; later it is not posted any more


def choose_tip(
    fit: Sequence[Tip], posting: Posting, draw: Callable[[Sequence[int]], int]
) -> Mapping[str, Any] | None:
    """Choose a tip this group has not had; when all were told, a new round begins."""
    told = unpack_numbers(posting.more["told"]) or frozenset()
    found = choose_next([tip.number for tip in fit], told, posting.more["tip"], draw)
    return None if found is None else {"tip": found[0], "told": pack_numbers(found[1])}
