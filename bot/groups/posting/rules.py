"""A message that comes to a group's channel again and again; one stands there at a time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.core.recurrence import Rule
from bot.groups.rules import Group

Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class Posting:
    """How it stands in one group. `shown` is the start of the one that is in the channel now.

    `more` holds what the feature keeps besides: which text it is, and which were told before.
    """

    group: Group
    rule: Rule
    planned_until: datetime
    shown: datetime | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def choose_next(
    fit: Sequence[Name],
    told: Collection[Name],
    last: Name | None,
    draw: Callable[[Sequence[Name]], Name],
) -> tuple[Name, frozenset[Name]] | None:
    """Choose what was not told yet, and say what is told now; after all, a new round begins."""
    if not fit:
        return None
    fresh: list[Name] = [one for one in fit if one not in told]
    others: list[Name] = [one for one in fit if one != last]
    chosen = draw(fresh or others or fit)
    before: frozenset[Name] = frozenset(told) if fresh else frozenset()
    return chosen, before | {chosen}


def write_ref(group_id: int, start: datetime) -> str:
    """Name one message by its group and its start."""
    return f"{group_id}.{int(start.timestamp())}"


def read_ref(ref: str) -> tuple[int, datetime] | None:
    """Read what `write_ref` wrote; None when it names nothing."""
    group_id, dot, seconds = ref.partition(".")
    if not dot or not (group_id + seconds).isdecimal() or len(ref) > 30:
        return None
    return int(group_id), datetime.fromtimestamp(int(seconds), UTC)
