"""A group's tip a day: which tip comes next, and what one of its messages is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.coping.entries import Tip
from bot.core.recurrence import Rule
from bot.groups.rules import Group

LATE: Final = timedelta(hours=4)  # a tip is of use so long; later it is not posted any more


@dataclass(frozen=True, slots=True)
class GroupTip:
    """The tip of a group's channel. `shown` is the start of the one that stands there now.

    `tip` is its number; `told` are the numbers of this round, that tips do not repeat.
    """

    group: Group
    rule: Rule
    planned_until: datetime
    shown: datetime | None = None
    tip: int | None = None
    told: frozenset[int] = frozenset()


def choose_tip(
    fit: Sequence[Tip], posted: GroupTip, draw: Callable[[Sequence[Tip]], Tip]
) -> tuple[Tip, frozenset[int]] | None:
    """Choose a tip this group has not had; when all were told, a new round begins."""
    if not fit:
        return None
    fresh = [tip for tip in fit if tip.number not in posted.told]
    others = [tip for tip in fit if tip.number != posted.tip]
    chosen = draw(fresh or others or fit)
    return chosen, (posted.told if fresh else frozenset()) | {chosen.number}


def write_ref(group_id: int, start: datetime) -> str:
    """Name one message by its group and its start."""
    return f"{group_id}.{int(start.timestamp())}"


def read_ref(ref: str) -> tuple[int, datetime] | None:
    """Read what `write_ref` wrote; None when it names nothing."""
    group_id, dot, seconds = ref.partition(".")
    if not dot or not (group_id + seconds).isdecimal() or len(ref) > 30:
        return None
    return int(group_id), datetime.fromtimestamp(int(seconds), UTC)


def make_key(group_id: int, start: datetime) -> str:
    """Name the outbox row of one message, for good."""
    return f"coping.tip.{write_ref(group_id, start)}"
