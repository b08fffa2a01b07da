"""Every passage of a content entry that people read, and what kind of text it is."""

from collections.abc import Iterator
from typing import Any

from bot.core.content import Place

Passage = tuple[Place, str, str]  # the place in the entry, a kind of `wording.LIMITS`, the text


def read_passages(kind: str, entry: Any) -> Iterator[Passage]:
    """Give the passages of an entry; `kind` is the name of its list, such as "tips"."""
    for field in ("title", "name"):
        if text := getattr(entry, field, None):
            yield (field,), "label", text
    match kind:
        case "lessons":
            yield ("what",), "lesson", entry.body
        case "guides":
            yield ("body",), "guide", entry.body
        case "exercises":
            yield from _read_exercise(entry)
        case "checkin" if entry.say:
            yield ("say",), "line", entry.say
        case "tips" | "prompts":
            yield ("text",), kind.removesuffix("s"), entry.text


def _read_exercise(exercise: Any) -> Iterator[Passage]:
    for field in ("about", "care", "help"):
        yield (field,), "line", getattr(exercise, field)
    for number, screen in enumerate(exercise.screens):
        place = ("screens", number)
        yield (*place, "title"), "label", screen.title
        yield (*place, "text"), "screen", f"{screen.text} {screen.question or ''}".strip()
        for choice in screen.choices:
            yield (*place, "choices"), "label", choice.label
        if screen.write:
            yield (*place, "write"), "label", screen.write
