"""Reading a message as a person in the story does: plain text, their own local times."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BUTTON, TEXT, LINK = 2, 10, 5
SELECTS = {3, 5, 6, 7, 8}
_TIME = re.compile(r"<t:(\d+)(?::([tTdDfFR]))?>")
_NAMED = re.compile(r"<(#|@&|@)(\d+)>")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_MARKS = re.compile(r"^(?:#{1,3} |-# |> )|\*\*|__|`|\u200b", re.MULTILINE)
_ESCAPED = re.compile(r"\\(?=[^\w\s]|_)")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their zone, the present moment, and the names of channels, roles and people."""

    zone: str
    now: datetime
    names: Mapping[int, str]

    def read(self, components: Iterable[Mapping[str, Any]]) -> list[str]:
        """Read the texts of a message line by line, and last what can be pressed."""
        parts = list(walk(components))
        texts = [str(part["content"]) for part in parts if part.get("type") == TEXT]
        lines = [line for text in texts for line in self.plain(text).splitlines() if line.strip()]
        controls = [f"[{label}]" for label in labels_of(parts)]
        return [*lines, " ".join(controls)] if controls else lines

    def plain(self, text: str) -> str:
        """Take the markdown away and put times and names in."""
        text = _TIME.sub(lambda found: self._say_time(int(found[1]), found[2] or "f"), text)
        text = _NAMED.sub(lambda found: self.names.get(int(found[2]), "somebody"), text)
        return _ESCAPED.sub("", _MARKS.sub("", _LINK.sub(r"\1", text)))

    def _say_time(self, seconds: int, style: str) -> str:
        moment = datetime.fromtimestamp(seconds, UTC)
        if style == "R":
            return say_distance(moment - self.now)
        local = moment.astimezone(ZoneInfo(self.zone))
        clock, day = say_clock(local), f"{local.day} {local:%B %Y}"
        said = {"t": clock, "T": clock, "d": day, "D": day, "f": f"{day}, {clock}"}
        return said.get(style, f"{local:%A}, {day}, {clock}")


def say_clock(local: datetime) -> str:
    """Say a time of day as "7:05 PM"."""
    return f"{local:%I:%M %p}".lstrip("0")


def say_distance(ahead: timedelta) -> str:
    """Say how far away something is: "in 2 hours", "5 minutes ago"."""
    seconds = abs(ahead.total_seconds())
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            n = round(seconds / unit)
            said = f"{n} {name}" if n == 1 else f"{n} {name}s"
            break
    else:
        return "now"
    return f"in {said}" if ahead > timedelta() else f"{said} ago"


def labels_of(parts: Iterable[Mapping[str, Any]]) -> list[str]:
    """List what can be pressed or picked."""
    return [
        str(part.get("label") or part.get("placeholder") or "…")
        for part in parts
        if part.get("type") in {BUTTON, *SELECTS}
    ]


def walk(components: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """List components with all that stand inside them."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        accessory = component.get("accessory")
        if accessory:
            yield from walk((accessory,))
