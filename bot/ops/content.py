"""What `aftercare content` does: check every text and number, and show which topics are carried."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.coping.entries import Exercise, Need
from bot.coping.library import Reading, read_library
from bot.coping.rules import Answers, choose_row, fitting_tips, mentions
from bot.core.content import Finding, hint
from bot.ops.passages import read_passages
from bot.ops.wording import are_alike, find_copied, find_wording, opening_of, runs_of
from bot.overlay import CONTENT, Found
from bot.reach.directory import check_content as check_help

FEWEST = 3  # tips for each need
SEEDS = Path("shared", "seeds")  # beside the project, where somebody has the documents
TEXTS = ("tips", "lessons", "exercises", "prompts", "guides")  # what a person reviews
CARRIERS = (*TEXTS, "checkin")
CALM_WAYS = {"senses", "breath", "people", "care"}  # what grounds or connects
GRAVE = ("overdose", "methadone", "buprenorphine", "naltrexone", "naloxone", "kill", "die", "died")


@dataclass(frozen=True, slots=True)
class Report:
    """What has to be put right, and what else is worth knowing."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def check_content(own: Path | None = None, ours: Path = CONTENT) -> Report:
    """Check the library and the help files, ours with a community's `own` folder over them."""
    reading = read_library(own, ours)
    documents = read_documents(reading, ours.parent.parent / SEEDS)
    _check_references(reading)
    _check_origins(reading)
    _check_words(reading, documents or {})
    _check_likeness(reading)
    _check_tips(reading)
    _check_exercises(reading)
    _check_checkin(reading)
    _check_phrases(reading)
    _check_coverage(reading)
    found = [*reading.findings, *check_help(ours / "help", own)]
    ordered = tuple(sorted(found, key=lambda finding: (finding.file, finding.line)))
    return Report(ordered, tuple(_notes(reading, documents)))


def _notes(reading: Reading, documents: Mapping[tuple[str, ...], str] | None) -> Iterator[str]:
    texts = [found.entry for _, found in _texts(reading)]
    unread = sum(entry.reviewed_by is None for entry in texts)
    if unread:
        yield f"{unread} of {len(texts)} texts have not been reviewed by anybody yet."
    if documents is None:
        yield f"Skipped: {SEEDS} is not beside the project, so no text was compared with it."


# ---------------------------------------------------------------- what a text says


def _texts(reading: Reading) -> Iterator[tuple[str, Found[Any]]]:
    """Give every entry that people read, with its kind."""
    for kind in TEXTS:
        for found in reading.found[kind].values():
            yield kind, found


def _check_words(reading: Reading, documents: Mapping[tuple[str, ...], str]) -> None:
    for kind in (*TEXTS, "needs", "checkin"):
        for found in reading.found[kind].values():
            _check_passages(kind, found, documents)
            if kind in {"lessons", "guides"}:
                _check_sources(found)


def _check_sources(found: Found[Any]) -> None:
    said = f" {found.entry.body.lower()}"
    if not found.entry.sources and any(f" {word}" in said for word in GRAVE):
        found.find("id", "this speaks of medicine or danger; name its sources")


def _check_passages(kind: str, found: Found[Any], documents: Mapping[tuple[str, ...], str]) -> None:
    for place, sort, text in read_passages(kind, found.entry):
        faults = list(find_wording(text, sort, getattr(found.entry, "locale", "en")))
        if copied := find_copied(text, documents):
            faults.append(copied)
        for fault in faults:
            found.page.find((*found.place, *place), fault)


def read_documents(reading: Reading, folder: Path) -> dict[tuple[str, ...], str] | None:
    """Collect the runs of words of the five documents; None when they are not there."""
    if not folder.is_dir():
        return None
    runs: dict[tuple[str, ...], str] = {}
    for found in reading.found["documents"].values():
        path = folder / found.entry.file
        raw = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(raw).hexdigest() != found.entry.sha256:
            found.find("sha256", f"{SEEDS / found.entry.file} is missing or another text by now")
        runs |= dict.fromkeys(runs_of(raw.decode("utf-8", "replace")), found.entry.id)
    return runs


def _check_likeness(reading: Reading) -> None:
    """Two tips that begin alike, or say nearly the same, sound like a machine."""
    tips = list(reading.found["tips"].values())
    parts = {found.entry.id: runs_of(found.entry.text, 3) for found in tips}
    for one, other in combinations(tips, 2):
        if one.entry.locale != other.entry.locale:
            continue
        if opening_of(one.entry.text) == opening_of(other.entry.text):
            other.find("text", f"begins like {one.entry.id}; begin in another way")
        if are_alike(parts[one.entry.id], parts[other.entry.id]):
            other.find("text", f"is nearly the same as {one.entry.id}; keep one of the two")


# ---------------------------------------------------------------- what it refers to


def _check_references(reading: Reading) -> None:
    known = {"tags": "needs", "not_for": "needs", "seed_refs": "topics", "fills": "gaps"}
    for kind in CARRIERS:
        for found in reading.found[kind].values():
            for field, where in known.items():
                for name in getattr(found.entry, field, ()):
                    _check_reference(found, field, name, reading.found[where])


def _check_origins(reading: Reading) -> None:
    """Each text of ours names the sections it grew from; a community's own need none."""
    for kind, found in _texts(reading):
        entry = found.entry
        if found.own or entry.seed_refs or getattr(entry, "sources", ()):
            continue
        more = " or sources" if kind in {"lessons", "guides"} else ""
        found.find("id", f"{entry.id} names no section it came from; give seed_refs{more}")


def _check_reference(
    found: Found[Any], field: str, name: str, known: Mapping[str, Found[Any]]
) -> None:
    if name not in known:
        found.find(field, f"{field} names {name}, which there is not{hint(name, known)}")
    elif getattr(known[name].entry, "left_out", None):
        found.find(field, f"nothing may carry {name}: {known[name].entry.left_out}")


def _check_tips(reading: Reading) -> None:
    needs: Mapping[str, Need] = reading.entries("needs")
    for found in reading.found["tips"].values():
        for tag in set(found.entry.tags) & needs.keys():
            if needs[tag].grounding and found.entry.way not in CALM_WAYS:
                ways = ", ".join(sorted(CALM_WAYS))
                found.find("way", f"a tip for {tag} only grounds and connects; its way is {ways}")
        for tag in set(found.entry.tags) & set(found.entry.not_for):
            found.find("not_for", f"{tag} stands in tags and in not_for; keep one")
    tips = reading.entries("tips").values()
    for name, found in reading.found["needs"].items():
        number = len(fitting_tips(tips, needs, needs[name]))
        if number < FEWEST:
            found.find("id", f"{name} has {number} tips; {FEWEST} are needed, so write another")


def _check_exercises(reading: Reading) -> None:
    for found in reading.found["exercises"].values():
        for number, screen in enumerate(found.entry.screens):
            if screen.id not in reachable_screens(found.entry):
                rule = f"no screen leads to {screen.id}; lead there or leave it out"
                found.page.find((*found.place, "screens", number), rule)


def reachable_screens(exercise: Exercise) -> set[str]:
    """Collect the screens that somebody can get to from the first one."""
    screens = {screen.id: screen for screen in exercise.screens}
    order = list(screens)
    following = dict(zip(order, [*order[1:], None], strict=True))
    reached: set[str] = set()
    ahead: list[str | None] = [order[0]]
    while ahead:
        here = ahead.pop()
        if here is None or here in reached:
            continue
        reached.add(here)
        screen = screens[here]
        after = None if screen.end else screen.to or following[here]
        ahead += [choice.to or after for choice in screen.choices] or [after]
    return reached


def _check_checkin(reading: Reading) -> None:
    shelved = list(reading.found["checkin"].values())
    rows = [found.entry for found in shelved]
    if choose_row(rows, Answers()) is None and shelved:
        shelved[-1].find("id", "an empty form fits no row; end with one that has no when")
    open_rows = [number for number, row in enumerate(rows) if not row.when.model_fields_set]
    for found in shelved[open_rows[0] + 1 :] if open_rows else []:
        found.find("id", f"{rows[open_rows[0]].id} fits anything, so this row is not reached")


def _check_phrases(reading: Reading) -> None:
    for found in reading.found["phrases"].values():
        for other in found.entry.unless:
            if not any(mentions(other, words) for words in found.entry.words):
                found.find("unless", f"“{other}” holds none of the words above; leave it out")


# ---------------------------------------------------------------- what is carried


def carried(reading: Reading) -> dict[str, dict[str, list[str]]]:
    """Say for each topic which entries of each kind carry it."""
    table: dict[str, dict[str, list[str]]] = {topic: {} for topic in reading.found["topics"]}
    for kind in CARRIERS:
        for entry in reading.entries(kind).values():
            for ref in set(entry.seed_refs) & table.keys():
                table[ref].setdefault(kind, []).append(entry.id)
    return table


def _check_coverage(reading: Reading) -> None:
    for topic, carriers in carried(reading).items():
        found = reading.found["topics"][topic]
        if not carriers and not found.entry.left_out:
            rule = f"no text carries {topic} ({found.entry.topic}); name it in one's seed_refs"
            found.find("id", rule)
    for gap, found in reading.found["gaps"].items():
        if not fillers(reading, gap):
            rule = f"no lesson or guide fills the gap {gap} ({found.entry.topic})"
            found.find("id", rule)


def fillers(reading: Reading, gap: str) -> list[str]:
    """List the lessons and guides that fill a gap of the documents."""
    pages = [*reading.entries("lessons").values(), *reading.entries("guides").values()]
    return [page.id for page in pages if gap in page.fills]


def draw_coverage(own: Path | None = None) -> str:
    """Draw which topics of the five documents each kind of content carries, and how often."""
    reading = read_library(own)
    table = carried(reading)
    head = f"{'section':<11}{'topic':<29}" + "".join(f"{kind:>10}" for kind in CARRIERS)
    lines = [head, "-" * len(head)]
    for name, found in reading.found["topics"].items():
        counts = [len(table[name].get(kind, ())) for kind in CARRIERS]
        cells = "".join(f"{number or '.':>10}" for number in counts)
        said = f"  left out: {found.entry.left_out}" if found.entry.left_out else cells
        lines.append(f"{name:<11}{found.entry.topic[:28]:<29}{said}")
    sums = [sum(kind in row for row in table.values()) for kind in CARRIERS]
    lines += ["-" * len(head), f"{'topics carried':<40}" + "".join(f"{n:>10}" for n in sums)]
    sizes = [len(reading.found[kind]) for kind in CARRIERS]
    lines.append(f"{'entries':<40}" + "".join(f"{number:>10}" for number in sizes))
    lines += ["", "what the documents leave out, and who fills it"]
    for name, found in reading.found["gaps"].items():
        lines.append(f"{found.entry.topic:<50}{', '.join(fillers(reading, name)) or 'nobody yet'}")
    return "\n".join(lines)
