"""What goes wrong with chosen requests, and how often."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["drop", "reset", "delay", "status", "limit"]


@dataclass
class Fault:
    """One thing that goes wrong with requests that match.

    `drop` closes the connection and `reset` resets it, without an answer. `delay` waits `seconds`.
    `status` answers this HTTP status. `limit` answers 429: wait `seconds`, and for every request if
    `everywhere`. With `after` the request takes its effect first. The first `skip` matching ones
    pass, then it happens `times` times (None: until it is taken back).
    """

    kind: Kind
    method: str = ""
    path: str = ""
    after: bool = False
    times: int | None = 1
    skip: int = 0
    seconds: float = 0.0
    status: int = 503
    everywhere: bool = False
    happened: int = 0
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._pattern = re.compile(self.path)

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this request is meant."""
        return self.method in ("", method) and self._pattern.search(path) is not None

    def spend(self) -> bool:
        """Count a matching request; True when it is this one's turn to go wrong."""
        if self.skip:
            self.skip -= 1
            return False
        self.happened += 1
        return True

    @property
    def is_spent(self) -> bool:
        return self.times is not None and self.happened >= self.times


class FaultPlan:
    """The faults that are still to happen, in the order they were planned."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(self, **given: Any) -> Fault:
        """Plan a fault and return it, so that it can be counted or taken back."""
        fault = Fault(**given)
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self.planned.clear()

    def find(self, method: str, path: str) -> Fault | None:
        """Choose what goes wrong with this request, and count it."""
        for fault in list(self.planned):
            if not fault.matches(method, path) or not fault.spend():
                continue
            if fault.is_spent:
                self.planned.remove(fault)
            return fault
        return None
