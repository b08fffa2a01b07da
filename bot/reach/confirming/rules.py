"""What moderators of a server say of its help lines: checked, hidden, or a line of their own."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from bot.core.address import is_address
from bot.core.errors import Refused
from bot.core.hours import AROUND_THE_CLOCK, read_hours
from bot.core.text import escape
from bot.reach.hours.rules import read_week
from bot.reach.outdated.rules import Outdated, find_outdated
from bot.reach.rules import OWN_OF_A_KIND, Country, Line

FEATURE = "reach"
TIMER, RENDERED = f"{FEATURE}.lines", f"{FEATURE}.lines_due"
ASK_AGAIN = timedelta(days=180)
REMIND_EVERY = timedelta(days=30)
ROOM_FOR_OWN = 1450  # characters on a card; Discord allows 4,000 in all
AROUND_A_LINE = 115  # characters of a card around what was typed: labels, marks, when it opens
OWN_AT_MOST = 10  # they travel to every process in one short message
OWN_KINDS = ("crisis", "drugs", "overdose", "health", "poison", "treatment", "family", "mutual_aid")
_NUMBER = re.compile(r"\+?\d[\d -]{0,18}\d")
_TO_WRITE_TO = re.compile(r"(?:text|sms)\s+(?:(.+)\s+to\s+)?(\S.*)", re.IGNORECASE)
_LEFT_OUT_ABROAD = re.compile(r"^(\+\d+)\s*\(0\)")  # "+44 (0)20": the 0 is not dialled after +44

Fault = Literal["kind", "name", "reach", "outdated", "hours", "no_zone", "enough", "long"]


@dataclass(frozen=True, slots=True)
class ServerLines:
    """What holds in one server: lines it hid, the day somebody checked a line, lines it added."""

    hidden: frozenset[str] = frozenset()
    checked: Mapping[str, date] = field(default_factory=dict)
    own: tuple[Line, ...] = ()


NOTHING_SAID = ServerLines()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as a moderator typed it."""

    kind: str
    name: str
    reach: str
    hours: str
    about: str

    def as_draft(self) -> dict[str, str]:
        """Lay it out for a draft, by the names of the form's fields."""
        return {
            "kind": self.kind,
            "name": self.name,
            "reach": self.reach,
            "hours": self.hours,
            "about": self.about,
        }


class Unusable(Exception):
    """A typed line cannot be shown; `fault` names the field, or what is the matter with it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def lay_over(country: Country, said: ServerLines) -> Country:
    """Show a country's lines as a server has them: its own first, the hidden ones left out."""
    own = [line for line in said.own if line.id.startswith(f"{country.country.lower()}-")]
    lines = [_as_checked(line, said) for line in (*own, *country.lines)]
    return country.model_copy(
        update={"lines": tuple(line for line in lines if line.id not in said.hidden)}
    )


def every_line(country: Country, said: ServerLines) -> list[Line]:
    """List all lines for moderators, the hidden ones included."""
    return list(lay_over(country, ServerLines(checked=said.checked, own=said.own)).lines)


def hidden_elsewhere(
    countries: Mapping[str, Country], country: Country | None, said: ServerLines
) -> list[Line]:
    """List the lines of other countries that somebody of this server reported as wrong."""
    others = [
        one for one in countries.values() if country is None or one.country != country.country
    ]
    return [line for one in others for line in one.lines if line.id in said.hidden]


def _as_checked(line: Line, said: ServerLines) -> Line:
    day = said.checked.get(line.id)
    return line if day is None else line.model_copy(update={"checked_on": day})


def due_lines(lines: Sequence[Line], today: date) -> list[Line]:
    """List those that nobody has checked, or not within the last 180 days."""
    return [
        line for line in lines if line.checked_on is None or today - line.checked_on >= ASK_AGAIN
    ]


def next_due(said: ServerLines, country: Country | None) -> date | None:
    """Say when the first checked line of a country is due again; None when none was checked."""
    shown = lay_over(country, said).lines if country else ()
    days = [line.checked_on for line in shown if line.checked_on is not None]
    return min(days) + ASK_AGAIN if days else None


def may_hide(country: Country, said: ServerLines, line_id: str) -> bool:
    """Tell whether somebody who is no moderator may hide it: never the last one to talk to."""
    left = lay_over(country, ServerLines(said.hidden | {line_id}, {}, said.own)).lines
    return any("crisis" in line.kinds for line in left)


# ---------------------------------------------------------------- a line of one's own


def make_line(
    wanted: Wanted,
    country: Country,
    zone: str | None,
    outdated: Sequence[Outdated],
    today: date,
    own: Sequence[Line] = (),
) -> Line:
    """Make a line from what was typed; its number comes when it is kept. Raises `Unusable`.

    `own` are the lines that the server has already.
    """
    _check(wanted, outdated)
    if sum(wanted.kind in line.kinds for line in own) >= OWN_OF_A_KIND:
        raise Unusable("enough")
    hours = read_open(wanted.hours)
    weekly = hours not in {None, "always"}
    if weekly and zone is None:
        raise Unusable("no_zone")
    line = Line(
        id=own_id(country.country, 0),
        kinds=(wanted.kind,),  # type: ignore[arg-type]  # checked against OWN_KINDS
        name=wanted.name.strip(),
        hours=hours,
        zone=zone if weekly else None,
        about=wanted.about.strip() or None,
        confidence="secondary",
        sources=("added by moderators of this server",),
        read_on=today,
        checked_on=today,
        **read_reach(wanted.reach),  # type: ignore[arg-type]
    )
    if sum(map(_room_of, (*own, line))) > ROOM_FOR_OWN:
        raise Unusable("long")
    return line


def _room_of(line: Line) -> int:
    """Tell how many characters of a card a line takes at most."""
    said = sum(len(escape(text or "")) for text in (line.name, line.about))
    dialled = sum(len(text or "") for text in (line.call, line.text, line.text_words))
    return said + dialled + 2 * len(line.url or "") + 2 * len(line.hours or "") + AROUND_A_LINE


def read_reach(typed: str) -> dict[str, str]:
    """Read "1800 459 459", "text HELLO to 50808" or a web address. Raises `Unusable`."""
    text = " ".join(typed.split())
    if is_address(text):
        return {"url": text}
    write = _TO_WRITE_TO.fullmatch(text)
    number = _LEFT_OUT_ABROAD.sub(r"\1 ", write[2] if write else text)
    number = " ".join(re.sub(r"[().]", " ", number).split())
    if not _NUMBER.fullmatch(number):
        raise Unusable("reach")
    if write is None:
        return {"call": number}
    words = {"text_words": f"{write[1]} to"} if write[1] else {}
    return {"text": number, **words}


def read_open(typed: str) -> str | None:
    """Read opening hours in any usual way into the form kept; None for none. Raises `Unusable`."""
    text = " ".join(typed.split())
    if not text or text.casefold() in AROUND_THE_CLOCK:
        return "always" if text else None
    try:
        read_hours(text)
    except ValueError:
        return _read_week(text)
    return text


def _read_week(text: str) -> str:
    try:
        return read_week(text)
    except Refused as error:
        raise Unusable("hours") from error


def own_id(country: str, number: int) -> str:
    """Name a server's own line: "us-own-3"."""
    return f"{country.lower()}-own-{number}"


def is_own(line_id: str) -> bool:
    """Tell a server's own line from a packaged one."""
    return line_id[2:].startswith("-own-")


def _check(wanted: Wanted, outdated: Sequence[Outdated]) -> None:
    if wanted.kind not in OWN_KINDS:
        raise Unusable("kind")
    if not wanted.name.strip():
        raise Unusable("name")
    read_reach(wanted.reach)
    if any(find_outdated(text, outdated) for text in (wanted.name, wanted.reach, wanted.about)):
        raise Unusable("outdated")


# ---------------------------------------------------------------- told to every process


def write_news(server_id: int, said: ServerLines) -> str:
    """Lay out what holds in a server for the help snapshots of all processes."""
    content = {
        "hidden": sorted(said.hidden),
        "checked": {line_id: day.isoformat() for line_id, day in said.checked.items()},
        "own": [line.model_dump(mode="json", exclude_defaults=True) for line in said.own],
    }
    return f"lines {server_id} {json.dumps(content, ensure_ascii=False, separators=(',', ':'))}"


def read_news(content: str) -> ServerLines:
    """Read what `write_news` laid out, behind the server's id.

    Raises ValueError or KeyError when a process of another version laid it out.
    """
    said: dict[str, Any] = json.loads(content)
    return ServerLines(
        frozenset(said["hidden"]),
        {line_id: date.fromisoformat(day) for line_id, day in said["checked"].items()},
        tuple(Line.model_validate(line) for line in said["own"]),
    )
