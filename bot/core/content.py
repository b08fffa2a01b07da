"""Content files: YAML read as plain text, with the line of every entry for whoever corrects it.

Every scalar stays text, so that Norway (NO) is no False and 0800 no octal number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.core.text import suggest

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml reads forty times as fast
DEEPEST = 8  # levels; an alias that contains itself would have no end

Place = tuple[str | int, ...]  # the keys and numbers that lead to an entry
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong where: the file, the line and the rule it breaks."""

    file: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"

    @property
    def short_file(self) -> str:
        """Name the file by its folder and name alone, for a log line of limited length."""
        return "/".join(PurePath(self.file).parts[-2:])


@dataclass
class Page:
    """A content file: its data, its texts with their places, and what was found wrong so far."""

    file: str
    data: Any = None
    texts: list[tuple[Place, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: list[Place] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)

    def find(self, place: Place, rule: str, line: int = 0) -> None:
        """Note a fault at a place, by default with the line of the nearest entry there is."""
        near = place
        while near and near not in self.lines:
            near = near[:-1]
        self.faults.append(place)
        self.findings.append(Finding(self.file, line or self.lines.get(near, 1), rule))

    def has_fault(self, place: Place) -> bool:
        """Tell whether something is wrong at or below a place."""
        return any(fault[: len(place)] == place for fault in self.faults)

    def check(self, model: type[Entry], data: Any, place: Place = ()) -> Entry | None:
        """Make an entry of the data found at a place; None, with findings, when it breaks rules."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # One fault a field: the others follow from the first.
            details = {detail["loc"][:1]: detail for detail in reversed(error.errors())}
            for detail in reversed(details.values()):
                self.find((*place, *detail["loc"]), _say_rule(detail, model))
            return None


def read_page(file: str, text: str) -> Page:
    """Read a content file. Whatever is wrong with it becomes a finding; nothing is raised."""
    page = Page(file)
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        in_quotes = "quoted" in (error.context or "")  # the end of the file says little then
        mark = error.context_mark if in_quotes else error.problem_mark
        page.find((), f"this is no YAML: {error.problem}", line=mark.line + 1 if mark else 1)
    except yaml.YAMLError:
        page.find((), "this is no YAML: it holds a character that no text file has")
    else:
        page.data = _read(page, node, ()) if node else None
    return page


def _read(page: Page, node: yaml.Node, place: Place) -> Any:
    page.lines.setdefault(place, node.start_mark.line + 1)
    if len(place) > DEEPEST:
        page.find(place, "this is nested too deeply")
        return None
    if isinstance(node, yaml.MappingNode):
        return _read_mapping(page, node, place)
    if isinstance(node, yaml.SequenceNode):
        return [_read(page, item, (*place, number)) for number, item in enumerate(node.value)]
    page.texts.append((place, str(node.value)))
    return str(node.value)


def _read_mapping(page: Page, node: yaml.MappingNode, place: Place) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        page.lines[*place, name] = key.start_mark.line + 1
        if name in found:
            page.find((*place, name), f"{name} is given twice")
        found[name] = _read(page, value, (*place, name))
    return found


def hint(name: str, known: Iterable[str]) -> str:
    """Ask for the known name that looks most like a wrong one, to end a finding with."""
    nearest = suggest(name, known, n=1)
    return f"; is it {nearest[0]}?" if nearest else ""


def _say_rule(detail: ErrorDetails, model: type[BaseModel]) -> str:
    names = [part for part in detail["loc"] if isinstance(part, str)]
    name = names[-1] if names else "this entry"
    match detail["type"]:
        case "missing":
            return f"{name} is missing"
        case "extra_forbidden":
            return f"{name} is not known here{hint(name, model.model_fields)}"
        case "value_error":
            return str(detail["ctx"]["error"])
    return f"{name}: {detail['msg']}"
