"""When something repeats, as one small value that fits into a column."""

import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, Self

Repeat = Literal["once", "weekly", "monthly_day", "monthly_weekday", "monthly_last"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Wall dates and one wall time in an IANA zone; `first` is the first date it may happen.

    Weekdays count from Monday = 0. `every` is weeks (from the Monday of the first occurrence's
    week) or months (from the first occurrence's month). `nth` is 1 to 5, or -1 for the last.
    The end is `until` (that day included) or `count` (dates of the rule, skipped ones too).
    Impossible values raise ValueError; what a person may get wrong is told by `check_rule`.
    """

    zone: str
    at: time
    first: date
    repeat: Repeat = "once"
    weekdays: frozenset[int] = frozenset()
    every: int = 1
    day: int = 0
    nth: int = 0
    weekday: int = 0
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        faults = {
            "at has no zone of its own": self.at.tzinfo is not None,
            "every is at least 1": self.every < 1,
            "count is at least 1": self.count is not None and self.count < 1,
            "weekdays are 0 to 6": not self.weekdays <= frozenset(range(7)),
            "a weekly rule needs weekdays": self.repeat == "weekly" and not self.weekdays,
            "day is 1 to 31": self.repeat == "monthly_day" and not 1 <= self.day <= 31,
            "weekday is 0 to 6": not 0 <= self.weekday <= 6,
            "nth is 1 to 5 or -1": self.repeat == "monthly_weekday"
            and self.nth not in (1, 2, 3, 4, 5, -1),
        }
        for expected, wrong in faults.items():
            if wrong:
                raise ValueError(expected)

    def to_json(self) -> str:
        """Write the rule as JSON; what has its default is left out."""
        values: dict[str, Any] = {
            "weekdays": sorted(self.weekdays),
            "every": self.every if self.every > 1 else 0,
            "day": self.day,
            "nth": self.nth,
            "weekday": self.weekday,
            "until": self.until and self.until.isoformat(),
            "count": self.count,
        }
        always = {
            "zone": self.zone,
            "at": self.at.isoformat("minutes"),
            "first": self.first.isoformat(),
            "repeat": self.repeat,
        }
        return json.dumps(always | {name: value for name, value in values.items() if value})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        values["at"] = time.fromisoformat(values["at"])
        values["first"] = date.fromisoformat(values["first"])
        values["weekdays"] = frozenset(values.get("weekdays", ()))
        if "until" in values:
            values["until"] = date.fromisoformat(values["until"])
        return cls(**values)
