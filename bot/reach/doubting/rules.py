"""When a call was not a real one, and for how long somebody may not ask people."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

ENOUGH: Final = 2  # different people who say so
DAYS, MOST_DAYS = 7, 30


@dataclass(frozen=True, slots=True)
class Pause:
    """That somebody cannot ask people in a server for a while, decided by its moderators."""

    since: datetime
    until: datetime
    reason: str = field(repr=False)
