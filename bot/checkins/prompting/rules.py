"""What a group's prompt is, and what one of its messages is called. Nothing is read."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.recurrence import Rule
from bot.groups.rules import Group


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt of a group's channel. `shown` is the start of the one that stands there now."""

    group: Group
    rule: Rule
    planned_until: datetime
    shown: datetime | None = None


def write_ref(group_id: int, start: datetime) -> str:
    """Name one prompt by its group and its start."""
    return f"{group_id}.{int(start.timestamp())}"


def read_ref(ref: str) -> tuple[int, datetime] | None:
    """Read what `write_ref` wrote; None when it names nothing."""
    group_id, dot, seconds = ref.partition(".")
    if not dot or not (group_id + seconds).isdecimal() or len(ref) > 30:
        return None
    return int(group_id), datetime.fromtimestamp(int(seconds), UTC)


def prompt_key(group_id: int, start: datetime) -> str:
    """Name the outbox row of one prompt, for good."""
    return f"checkins.prompt.{write_ref(group_id, start)}"


def opening_number(prompt: Prompt, start: datetime, openings: int) -> int:
    """Choose which opening a day gets: another one each day, and another for each group."""
    return (start.toordinal() + prompt.group.id) % openings
