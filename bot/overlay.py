"""Content files on disk: ours, and a community's own folder laid over them.

In the own folder, an entry replaces ours when both the path of the file and the id are the same;
a new id is added and stands before ours; `hide` lists ids of our file that are left out. Whatever
is wrong becomes a finding with its line and is left out, so that ours stays; nothing is raised.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.core.content import Finding, Page, Place, hint, read_page

CONTENT = Path(__file__).parents[1] / "content"
HIDE = "hide"


Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Found(Generic[Entry]):
    """An entry that keeps the rules, and where it stands; `own`: in a community's own folder."""

    entry: Entry
    page: Page
    place: Place
    own: bool

    def find(self, field: str, rule: str) -> None:
        """Note what is wrong with the entry, at the line of one of its fields."""
        self.page.find((*self.place, field), rule)


def read_file(path: Path, shown: str) -> Page:
    """Read a content file that is called `shown` in findings."""
    try:
        return read_page(shown, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        page = Page(shown)
        page.find((), "this file cannot be read as text in UTF-8")
        return page


class Shelf:
    """Our content folder with, perhaps, a community's own one over it."""

    def __init__(self, own: Path | None = None, ours: Path = CONTENT) -> None:
        self._ours, self._own = ours, own
        self._pages: dict[Path, Page] = {}
        self._missing = Page(str(own))
        if own is not None and not own.is_dir():
            self._missing.find((), "there is no such folder; AFTERCARE_CONTENT names it")

    @property
    def findings(self) -> list[Finding]:
        """Everything found wrong in the files read so far, once each."""
        pages = [self._missing, *self._pages.values()]
        return list(dict.fromkeys(finding for page in pages for finding in page.findings))

    def collect(
        self, name: str, model: type[Entry], *, kind: str = "", beside: Collection[str] = ()
    ) -> dict[str, Found[Entry]]:
        """Read the entries of content/<name>.yaml or content/<name>/*.yaml, by id.

        They stand in a list called `kind` (else as the file or folder); `beside` names other
        lists of the same file. A field given beside the list holds for every entry of the file.
        """
        kind = kind or name
        layers = [
            (_read(ours, kind, model, beside), _read(own, kind, model, beside, own=True), own)
            for ours, own in self.pairs(name)
        ]
        kept: dict[str, Found[Entry]] = {}
        new: dict[str, Found[Entry]] = {}
        for ours, own, page in layers:
            hidden = read_hidden(page, ours)
            laid = {key: own.get(key, found) for key, found in ours.items() if key not in hidden}
            _put(kept, laid, {})
        for ours, own, _ in layers:
            _put(new, {key: found for key, found in own.items() if key not in ours}, kept)
        return {**new, **kept}

    def pairs(self, name: str) -> list[tuple[Page | None, Page | None]]:
        """Read our file and the own one of each path below content/<name>."""
        paths = sorted({*_list_files(self._ours, name), *_list_files(self._own, name)})
        return [(self._page(self._ours, path), self._page(self._own, path)) for path in paths]

    def find_strays(self, known: Collection[str]) -> None:
        """Name the files of the own folder that nothing reads, such as tip/x.yaml."""
        files = self._own.rglob("*.yaml") if self._own else []
        for path in sorted(files):
            relative = path.relative_to(self._own or path)
            name = relative.with_suffix("").parts[0]
            if path in self._pages or (name in known and len(relative.parts) == 2):
                continue
            page = self._pages.setdefault(path, Page(str(path)))
            page.find((), f"nothing reads this file{hint(name, known)}")

    def _page(self, root: Path | None, relative: str) -> Page | None:
        path = root / relative if root else None
        if path is None or not path.is_file():
            return None
        if path not in self._pages:
            shown = f"{self._ours.name}/{relative}" if root is self._ours else str(path)
            self._pages[path] = read_file(path, shown)
        return self._pages[path]


def _list_files(root: Path | None, name: str) -> list[str]:
    if root is None:
        return []
    files = [root / f"{name}.yaml", *(root / name).glob("*.yaml")]
    return [path.relative_to(root).as_posix() for path in files if path.is_file()]


def _read(
    page: Page | None,
    kind: str,
    model: type[Entry],
    beside: Collection[str],
    *,
    own: bool = False,
) -> dict[str, Found[Entry]]:
    if page is None or page.data is None:
        return {}
    data = page.data if isinstance(page.data, dict) else {kind: None}
    known = {kind, *beside, *model.model_fields, *([HIDE] if own else [])}
    for key in [key for key in data if key not in known]:
        page.find((key,), f"{key} is not known here{hint(key, known)}")
    items = data.get(kind, [])
    if not isinstance(items, list):
        page.find((kind,), f"a file here holds a list called {kind}")
        return {}
    shared = {key: value for key, value in data.items() if key in model.model_fields}
    found: dict[str, Found[Entry]] = {}
    for number, item in enumerate(items):
        given = {**shared, **item} if isinstance(item, dict) else {}
        place = (kind, number)
        entry = None if page.has_fault(place) else page.check(model, given, place)
        key = str(given.get("id"))
        if entry is not None and key in found:
            page.find((*place, "id"), f"{key} is already the id of another entry")
        elif entry is not None:
            found[key] = Found(entry, page, place, own)
    return found


def _put(
    shelf: dict[str, Found[Entry]],
    entries: Mapping[str, Found[Entry]],
    taken: Mapping[str, Found[Entry]],
) -> None:
    for key, found in entries.items():
        first = taken.get(key) or shelf.setdefault(key, found)
        if first is not found:
            rule = f"{key} is already in {first.page.file}; only a file of that path replaces it"
            found.find("id", rule)


def read_hidden(page: Page | None, ours: Collection[str]) -> set[str]:
    """Read which ids of our file an own page hides; one that we do not have is a finding."""
    data = page.data if page else None
    given = data.get(HIDE, []) if isinstance(data, dict) else []
    if page is None or not isinstance(given, list):
        if page is not None:
            page.find((HIDE,), f"{HIDE} is a list of ids")
        return set()
    names = [str(name) for name in given]
    for number, name in enumerate(names):
        if name not in ours:
            page.find((HIDE, number), f"our file has no {name} to hide{hint(name, ours)}")
    return set(names)
