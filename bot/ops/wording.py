"""How a text for people has to be written. Each rule says what to do about what it finds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.readability import count_words, grade

RUN = 5  # this many words in a row that also stand in a document are a copied sentence
OPENING = 3  # words; two tips that begin alike sound like one
ALIKE = 0.2  # the share of three-word runs from which on two tips say the same


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how hard a text of one kind may be."""

    grade: float
    words: int
    characters: int


LIMITS = {
    "tip": Limits(6, 60, 400),
    "prompt": Limits(6, 30, 200),
    "screen": Limits(6, 60, 400),
    "lesson": Limits(7, 149, 1200),
    "guide": Limits(7, 150, 1200),
    "line": Limits(6, 25, 200),
    "label": Limits(99, 12, 60),  # too short to grade
}

# Words, what to do about them, and the kinds in which they may stand nevertheless.
UNFIT = (
    (
        r"addicts?|junkies?|abus(?:e|er|ers|ed|ing)|dirty|clean (?:time|test)|streaks?|day 0",
        "hurts people; say who somebody is before what they have",
        "",
    ),
    (r"should|must|never|always", "pushes; offer it instead", ""),
    (r"doses?|mg|milligrams?|taper\w*", "is medical advice; leave amounts to a professional", ""),
    (
        r"(?:stop|skip|change|halve|double)(?: taking)? your (?:medicine|methadone|buprenorphine)",
        "is medical advice; that is a talk with the person who prescribes it",
        "lesson guide",
    ),
    (r"detox (?:yourself|at home)", "is dangerous advice; point to care", ""),
    (
        r"needles?|syringes?|dealers?|(?:get|got|getting) high|euphori\w+|stash|foil|nodd?\w* off",
        "can set off a craving; leave it out",
        "",
    ),
    (
        r"guarantee\w*|cures?|cured|you will feel better|works every time|i promise",
        "promises something; say what may help",
        "lesson guide",
    ),
    (r"fail\w*|weak-willed|give up", "blames; say what happened", ""),
    (r"relaps\w+|sober|drug-free", "say slip, return to use, in recovery", "lesson guide"),
)
_UNFIT = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), advice, spared)
    for words, advice, spared in UNFIT
)


def find_wording(text: str, kind: str, lang: str = "en") -> Iterator[str]:
    """Say what is wrong with a text: too hard, too long, or a word that does not belong there.

    Grade and words are English; of other languages only the length is looked at.
    """
    limits = LIMITS[kind]
    words, characters = count_words(text), len(text)
    if words > limits.words:
        yield f"{words} words are too many for a {kind}; keep it to {limits.words}"
    if characters > limits.characters:
        yield f"{characters} characters are too many for a {kind}; keep it to {limits.characters}"
    if not lang.startswith("en"):
        return
    if (hard := grade(text)) > limits.grade:
        yield f"reading grade {hard:.1f} is above {limits.grade:g}; shorten sentences and words"
    for pattern, advice, spared in _UNFIT:
        if kind not in spared and (found := pattern.search(text)):
            yield f"“{found[0]}” {advice}"


def split_words(text: str) -> list[str]:
    """Split a text into its words, as they are compared with those of other texts."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def runs_of(text: str, length: int = RUN) -> frozenset[tuple[str, ...]]:
    """Collect every run of so many words in a row."""
    words = split_words(text)
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


def find_copied(text: str, documents: Mapping[tuple[str, ...], str]) -> str | None:
    """Say which words of a text stand in a document as they are; `documents` holds their runs."""
    for run in sorted(runs_of(text) & documents.keys()):
        return f"“{' '.join(run)}” stands in document {documents[run]}; say it in your own words"
    return None


def opening_of(text: str) -> tuple[str, ...]:
    """Give the first words of a text."""
    return tuple(split_words(text)[:OPENING])


def are_alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether two texts, given as their three-word runs, say nearly the same."""
    smaller = min(len(one), len(other))
    return smaller > 0 and len(one & other) / smaller >= ALIKE
