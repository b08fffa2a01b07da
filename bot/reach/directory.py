"""The help directory: content/help read and checked, and who sees which country's numbers.

All of it is held in memory, so that help answers when everything else is broken. Whatever is
wrong in a file is named with its line and left out; a wrong file never stops the program.
"""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.core.clock import Clock, SystemClock
from bot.core.content import Finding, Page, Place
from bot.core.press import Who
from bot.overlay import HIDE, read_file, read_hidden
from bot.reach import rules, store
from bot.reach.confirming.rules import NOTHING_SAID, ServerLines, lay_over, read_news
from bot.reach.confirming.store import all_lines
from bot.reach.outdated.rules import Outdated, find_unfit_text
from bot.reach.rules import CardSources, Country, Line, View
from bot.storage.database import Tx

log = structlog.get_logger()

HELP = Path(__file__).parents[2] / "content" / "help"
CARDS, OUTDATED = "cards.yaml", "outdated.yaml"
COUNTRY_FILE = re.compile(r"[A-Z]{2}\.yaml")
NEWS = re.compile(r"(member|server) (\d+) ([A-Z]{2}|-)|lines (\d+) (\{.+\})")


@dataclass(frozen=True, slots=True)
class Directory:
    """What content/help holds: the countries by code, in the order of the list people see."""

    countries: Mapping[str, Country]
    card_sources: CardSources | None
    findings: tuple[Finding, ...]
    outdated: tuple[Outdated, ...] = ()


def check_content(folder: Path = HELP, own: Path | None = None) -> list[Finding]:
    """Name everything in the help files that has to be put right."""
    return list(load_directory(folder, own).findings)


def load_directory(folder: Path = HELP, own: Path | None = None) -> Directory:
    """Read the help files; what breaks a rule is left out and stands in the findings.

    `own` is a community's content folder: in its help/ a country's file holds what differs.
    """
    ours = {path.name: _read_ours(path) for path in sorted(folder.glob("*.yaml"))}
    theirs = {
        path.name: read_file(path, str(path))
        for path in sorted((own / "help").glob("*.yaml") if own else [])
    }
    cards = ours.setdefault(CARDS, ours.get(CARDS) or _read_ours(folder / CARDS))
    outdated = _read_outdated(ours.get(OUTDATED))
    countries = _read_countries(ours, outdated, {}, beside={CARDS, OUTDATED})
    countries |= _read_countries(theirs, outdated, countries)
    card_sources = cards.check(CardSources, cards.data) if not cards.findings else None
    if not countries:
        cards.find((), "no country could be loaded from this folder")
    pages = [*ours.values(), *theirs.values()]
    findings = tuple(finding for page in pages for finding in page.findings)
    ordered = rules.order_countries(list(countries.values()))
    named = {one.country: one for one in ordered}
    return Directory(named, card_sources, findings, tuple(outdated))


def _read_ours(path: Path) -> Page:
    return read_file(path, "/".join(path.parts[-3:]))


def _read_countries(
    pages: Mapping[str, Page],
    outdated: list[Outdated],
    base: Mapping[str, Country],
    beside: Collection[str] = (),
) -> dict[str, Country]:
    found = {}
    for name, page in pages.items():
        if COUNTRY_FILE.fullmatch(name):
            country = _read_country(page, name[:2], outdated, base.get(name[:2]))
            if country is not None:
                found[name[:2]] = country
        elif name not in beside:
            page.find((), "a file here is named like a country, such as IE.yaml")
    return found


def _read_outdated(page: Page | None) -> list[Outdated]:
    if page is None or page.findings:
        return []
    numbers = page.data if isinstance(page.data, list) else []
    read = [page.check(Outdated, entry, (place,)) for place, entry in enumerate(numbers)]
    return [entry for entry in read if entry]


def _read_country(
    page: Page, code: str, outdated: list[Outdated], base: Country | None
) -> Country | None:
    """Read a country with those lines that keep the rules; None when the rest of it is wrong.

    With a `base` the file holds only what differs: other facts, lines that replace those of the
    same id or are new (these stand first), and under `hide` the ids of lines that are left out.
    """
    if page.data is None and page.findings:
        return None  # no YAML: its other faults would only confuse
    for place, text in page.texts:
        rule = find_unfit_text(text, outdated)
        if rule and place != ("emergency", "confidence"):
            page.find(place, rule)
    data = page.data if isinstance(page.data, dict) else {}
    inherited = base.model_dump(exclude={"lines", "read_on"}, exclude_none=True) if base else {}
    given = {key: value for key, value in data.items() if key not in _apart(base)}
    country = page.check(Country, {**inherited, **given})
    if country and country.country != code:
        page.find(("country",), f"the file of {country.country} is called {country.country}.yaml")
    entries = data.get("lines", [])
    if not isinstance(entries, list):
        page.find(("lines",), "lines is a list of help lines")
    hidden = read_hidden(page, [line.id for line in base.lines]) if base else set[str]()
    if country is None or not all(_is_in_a_line(place) for place in page.faults):
        return None
    read = [_read_line(page, number, entry, country) for number, entry in enumerate(entries)]
    lines = _lay_over(base.lines if base else (), [line for line in read if line], hidden)
    return country.model_copy(update={"lines": lines})


def _apart(base: Country | None) -> set[str]:
    return {"lines", HIDE} if base else {"lines"}


def _lay_over(ours: Sequence[Line], own: Sequence[Line], hidden: set[str]) -> tuple[Line, ...]:
    lines = {line.id: line for line in own}
    for line in ours:
        if line.id not in hidden:
            lines[line.id] = lines.pop(line.id, line)
    return tuple(lines.values())


def _is_in_a_line(place: Place) -> bool:
    return place[:1] in {("lines",), (HIDE,)} and len(place) > 1


def _read_line(page: Page, number: int, entry: object, country: Country) -> Line | None:
    place = ("lines", number)
    if page.has_fault(place):
        return None
    given = {"read_on": country.read_on, **entry} if isinstance(entry, dict) else entry
    line = page.check(Line, given, place)
    if line and not line.id.startswith(f"{country.country.lower()}-"):
        page.find((*place, "id"), f"an id here begins with {country.country.lower()}-")
    ids = [
        earlier.get("id") for earlier in page.data["lines"][:number] if isinstance(earlier, dict)
    ]
    if line and line.id in ids:
        page.find((*place, "id"), f"{line.id} is already the id of another line")
    if line and rules.lacks_zone(line, country):
        page.find((*place, "hours"), "weekly hours need a zone, of the line or of the country")
    return None if page.has_fault(place) else line


class HelpSnapshot:
    """What every help card is drawn from: the directory, and who chose which country.

    It outlives the database. Countries are read once at the start; after that, whoever changes
    one announces it on the channel "help" and `apply` gets the news.
    """

    def __init__(self, directory: Directory | None = None, clock: Clock | None = None) -> None:
        self.directory = directory or load_directory()
        self._clock = clock or SystemClock()
        self._members: dict[int, str] = {}
        self._servers: dict[int, str] = {}
        self._lines: dict[int, ServerLines] = {}
        self._meanwhile: list[str] | None = None
        for finding in self.directory.findings:
            rule = re.sub(r"\W+", "_", finding.rule)[:80]
            log.warning("content_left_out", file=finding.short_file, line=finding.line, rule=rule)

    @property
    def countries(self) -> dict[str, str]:
        """Give the names of the countries that have help numbers, by code."""
        return {code: country.name for code, country in self.directory.countries.items()}

    def country_for(self, who: Who) -> str | None:
        """Find the country somebody sees: their own choice, else that of the server."""
        of_server = self._servers.get(who.server_id) if who.server_id else None
        return self._members.get(who.member_id) or of_server

    def view_for(self, who: Who, code: str | None = None) -> View:
        """Gather what somebody sees: of this country, else of theirs, with their server's lines."""
        known = code if code in self.directory.countries else self.country_for(who)
        return self.view(known, who.server_id)

    def view(self, code: str | None, server_id: int | None = None) -> View:
        """Gather what a card shows; a country whose file could not be loaded is missing.

        With a server, the lines are as its moderators have them.
        """
        country = self.directory.countries.get(code or "")
        said = self._lines.get(server_id or 0, NOTHING_SAID)
        return View(
            now=self._clock.now(),
            country=lay_over(country, said) if country and said is not NOTHING_SAID else country,
            missing=code is not None and country is None,
            countries=tuple(self.directory.countries.values()),
            card_sources=self.directory.card_sources,
        )

    def scope_of(self, server_id: int) -> int | None:
        """Give the server's id when its numbers are not those of its country alone."""
        return server_id if server_id in self._lines else None

    def apply(self, payload: str) -> None:
        """Take in news: a country was chosen ("member 42 CA"), or a server's lines changed."""
        news = NEWS.fullmatch(payload)
        if news is None:
            log.warning("help_news_unknown")
            return
        if self._meanwhile is not None:
            self._meanwhile.append(payload)
        if news[4]:
            self._take_lines(int(news[4]), news[5])
            return
        known = self._members if news[1] == "member" else self._servers
        if news[3] == rules.NO_COUNTRY:
            known.pop(int(news[2]), None)
        else:
            known[int(news[2])] = sys.intern(news[3])

    def _take_lines(self, server_id: int, content: str) -> None:
        try:
            self._lines[server_id] = read_news(content)
        except (ValueError, KeyError):  # from a process of another version; what is known stays
            log.warning("help_news_unknown")

    async def load_countries(self, tx: Tx) -> None:
        """Read who chose which country. News that comes meanwhile is newer than what is read."""
        meanwhile = self._meanwhile = []
        try:
            members = await store.member_countries(tx)
            servers = await store.server_countries(tx)
            lines = await all_lines(tx)
        finally:
            self._meanwhile = None
        self._members = {member_id: sys.intern(code) for member_id, code in members}
        self._servers = {server_id: sys.intern(code) for server_id, code in servers}
        self._lines = dict(lines)
        for payload in meanwhile:
            self.apply(payload)
