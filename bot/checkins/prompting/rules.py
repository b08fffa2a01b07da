"""What a group's prompt opens with, and which question it carries. Nothing is read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.coping.entries import Prompt
from bot.groups.posting.rules import Posting, choose_next

Draw = Callable[[Sequence[str]], str]


def opening_number(group_id: int, start: datetime, openings: int) -> int:
    """Choose which opening a day gets: another one each day, and another for each group."""
    return (start.toordinal() + group_id) % openings


def choose_question(questions: Sequence[Prompt], posting: Posting, draw: Draw) -> Mapping[str, Any]:
    """Choose the question of the day: none comes again before all of them were there."""
    if not posting.more["asks"]:
        return {"question": None}
    told = frozenset(str(posting.more["told"]).split())
    fit = [question.id for question in questions]
    found = choose_next(fit, told, posting.more["question"], draw)
    if found is None:
        return {"question": None}
    chosen, told = found
    return {"question": chosen, "told": " ".join(sorted(told))}
