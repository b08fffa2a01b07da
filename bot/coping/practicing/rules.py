"""The way through an exercise. Where somebody is stands in the button they press.

What they typed or picked stands nowhere but in the text of their own private message, as lines that
begin with "> ", and is read back from there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.coping.entries import Exercise, Screen
from bot.coping.library import Library
from bot.coping.rules import find_by_words, in_language
from bot.core.text import escape, shorten

SCALE: Final = tuple(str(number) for number in range(11))
LONGEST_WRITTEN: Final = 300  # characters of one answer
MOST_LINES: Final = 12
LONGEST_TRAIL: Final = 1800  # characters; with the longest screen it fits into a message

_LINE = re.compile(r"> \*\*.+?\*\* .+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A screen of an exercise, and what was noted on the way to it."""

    exercise: Exercise
    screen: Screen
    trail: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        return write_ref(self.exercise, self.screen.id)

    @property
    def next_id(self) -> str | None:
        """Name the screen that follows when nothing is chosen; None at the end."""
        if self.screen.end:
            return None
        ids = [screen.id for screen in self.exercise.screens]
        after = ids.index(self.screen.id) + 1
        return self.screen.to or (ids[after] if after < len(ids) else None)


def write_ref(exercise: Exercise, screen_id: str, choice: int | None = None) -> str:
    """Name a screen for a button; `choice` tells buttons apart that lead to the same one."""
    return f"{exercise.number}.{screen_id}" + ("" if choice is None else f".{choice}")


def read_spot(library: Library, ref: str, text: str = "") -> Spot | None:
    """Find the screen a button names, with what the pressed message noted so far."""
    number, _, rest = ref.partition(".")
    exercise = library.find_exercise(number)
    if exercise is None:
        return None
    screen_id = rest.partition(".")[0]
    screen = next((one for one in exercise.screens if one.id == screen_id), None)
    return None if screen is None else Spot(exercise, screen, read_trail(text))


def move_on(spot: Spot, trail: Sequence[str] | None = None) -> Spot:
    """Go to the screen that follows; at the end, stay."""
    found = (one for one in spot.exercise.screens if one.id == spot.next_id)
    return Spot(spot.exercise, next(found, spot.screen), tuple(trail or spot.trail))


def target_of(exercise: Exercise, screen: Screen, choice: int) -> str:
    """Name the screen a choice leads to; a choice without one goes on to the next."""
    chosen = screen.choices[choice].to
    return chosen or Spot(exercise, screen).next_id or screen.id


# ---------------------------------------------------------------- what was noted


def note(spot: Spot, label: str, said: str) -> tuple[str, ...]:
    """Add what somebody typed or picked; the oldest lines go where there are too many."""
    kept = escape(shorten(" ".join(said.split()), LONGEST_WRITTEN))
    if not kept:
        return spot.trail
    lines = [*spot.trail, f"> **{escape(label)}** {kept}"][-MOST_LINES:]
    while len(lines) > 1 and sum(map(len, lines)) > LONGEST_TRAIL:
        lines = lines[1:]
    return tuple(lines)


def read_trail(text: str) -> tuple[str, ...]:
    """Read the lines that were noted so far back from a message."""
    return tuple(line for line in text.split("\n") if _LINE.fullmatch(line))


def name_scale(screen: Screen) -> str:
    """Name a number by the first sentence of its question."""
    asked = screen.question or screen.title
    return asked.partition("?")[0] + "?" if "?" in asked else asked


# ---------------------------------------------------------------- finding one


def exercises_of(library: Library, lang: str) -> list[Exercise]:
    """List the exercises in the reader's language."""
    return in_language(library.exercises.values(), lang)


def suggest_exercises(library: Library, lang: str, typed: str) -> list[Exercise]:
    """List the exercises that fit what was typed so far."""
    return find_by_words(exercises_of(library, lang), typed, lambda one: one.title)


def find_exercise(library: Library, lang: str, wanted: str) -> Exercise | None:
    """Find an exercise by id, by number, or by words that somebody typed."""
    found = library.find_exercise(wanted)
    if found is not None or not wanted.strip():
        return found
    return next(iter(suggest_exercises(library, lang, wanted)), None)
