"""The library: tips, lessons, exercises and what goes with them, read from content/ and checked.

What breaks a rule is named with its line and left out; a wrong file never stops the program.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot.coping.entries import (
    Document,
    Exercise,
    Gap,
    Guide,
    Lesson,
    Need,
    Phrase,
    Prompt,
    Row,
    Tip,
    Topic,
)
from bot.core.content import Finding, hint
from bot.overlay import CONTENT, Found, Shelf

log = structlog.get_logger()

# what a community's own content folder may hold
FOLDERS = {"checkin", "coverage", "exercises", "guides", "help", "lessons", "needs", "phrases"}
FOLDERS |= {"prompts", "tips"}
FIRST_OWN = 201  # tip numbers below are ours


@dataclass(frozen=True, slots=True)
class Library:
    """Everything to read and do, by id, in the order of the files."""

    needs: Mapping[str, Need]
    tips: Mapping[str, Tip]
    lessons: Mapping[str, Lesson]
    exercises: Mapping[str, Exercise]
    prompts: Mapping[str, Prompt]
    guides: Mapping[str, Guide]
    rows: tuple[Row, ...]
    phrases: tuple[Phrase, ...]
    documents: Mapping[str, Document]
    topics: Mapping[str, Topic]
    gaps: Mapping[str, Gap]

    def find_tip(self, number: int) -> Tip | None:
        """Find the tip that a button's number stands for."""
        return next((tip for tip in self.tips.values() if tip.number == number), None)

    def find_need(self, wanted: str) -> Need | None:
        """Find a need by its id or its number."""
        return _find(self.needs, wanted)

    def find_exercise(self, wanted: str) -> Exercise | None:
        """Find an exercise by its id or its number."""
        return _find(self.exercises, wanted)

    def sections(self, refs: Sequence[str]) -> list[tuple[str, str]]:
        """Say in words which parts of which documents are meant; unknown ones are left out."""
        topics = [self.topics[ref] for ref in refs if ref in self.topics]
        known = {topic: self.documents.get(topic.id.partition("-")[0]) for topic in topics}
        return [(document.about, one.section) for one, document in known.items() if document]


Numbered = TypeVar("Numbered", Need, Exercise)


def _find(entries: Mapping[str, Numbered], wanted: str) -> Numbered | None:
    if wanted in entries:
        return entries[wanted]
    return next((one for one in entries.values() if str(one.number) == wanted), None)


@dataclass
class Reading:
    """What was found in the files, each entry with its place, for whoever checks them."""

    shelf: Shelf
    found: dict[str, dict[str, Found[Any]]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """Everything found wrong so far."""
        return self.shelf.findings

    def entries(self, kind: str) -> Mapping[str, Any]:
        """Give the entries of one kind by id."""
        return {key: found.entry for key, found in self.found[kind].items()}

    def library(self) -> Library:
        """Give the entries without their places."""
        rows = tuple(self.entries("checkin").values())
        phrases = tuple(self.entries("phrases").values())
        others = {kind: self.entries(kind) for kind in self.found.keys() - {"checkin", "phrases"}}
        return Library(rows=rows, phrases=phrases, **others)


def load_library(own: Path | None = None) -> Library:
    """Read the library, ours with a community's `own` folder over it; what is wrong is logged."""
    reading = read_library(own)
    for finding in reading.findings:
        rule = re.sub(r"\W+", "_", finding.rule)[:80]
        log.warning("content_left_out", file=finding.short_file, line=finding.line, rule=rule)
    return reading.library()


def read_library(own: Path | None = None, ours: Path = CONTENT) -> Reading:
    """Read every file of the library and leave out what cannot be used."""
    shelf = Shelf(own, ours)
    lists = {"documents", "topics", "gaps"}
    found: dict[str, dict[str, Found[Any]]] = {
        "needs": shelf.collect("needs", Need),
        "tips": shelf.collect("tips", Tip),
        "lessons": shelf.collect("lessons", Lesson),
        "exercises": shelf.collect("exercises", Exercise),
        "prompts": shelf.collect("prompts", Prompt),
        "guides": shelf.collect("guides", Guide),
        "checkin": shelf.collect("checkin", Row, kind="rows"),
        "phrases": shelf.collect("phrases", Phrase),
        "documents": shelf.collect("coverage", Document, kind="documents", beside=lists),
        "topics": shelf.collect("coverage", Topic, kind="topics", beside=lists),
        "gaps": shelf.collect("coverage", Gap, kind="gaps", beside=lists),
    }
    shelf.find_strays(FOLDERS)
    reading = Reading(shelf, found)
    for kind, first_own in (("needs", 51), ("tips", FIRST_OWN), ("exercises", 51)):
        _leave_out_doubles(found[kind], first_own)
    _leave_out_lost_offers(reading)
    return reading


def _leave_out_doubles(shelved: dict[str, Found[Any]], first_own: int) -> None:
    """Leave out the later of two entries with one number: a button could not tell them apart."""
    taken: dict[int, str] = {}
    numbers = {found.entry.number for found in shelved.values()}
    for key, found in sorted(shelved.items(), key=lambda item: item[1].own):
        first = taken.setdefault(found.entry.number, key)
        if first != key:
            free = next(n for n in count(first_own if found.own else 1) if n not in numbers)
            rule = f"{found.entry.number} is already the number of {first}; {free} is free"
            found.find("number", rule)
            del shelved[key]


def _leave_out_lost_offers(reading: Reading) -> None:
    """A row of the check-in table that offers what there is not is left out."""
    known = {"tip": "needs", "exercise": "exercises", "lesson": "lessons"}
    for key, found in list(reading.found["checkin"].items()):
        for offer in found.entry.offer:
            for what, kind in known.items():
                named = getattr(offer, what)
                if named and named not in reading.found[kind]:
                    near = hint(named, reading.found[kind])
                    found.find("offer", f"there is no {what} {named} to offer{near}")
                    reading.found["checkin"].pop(key, None)
