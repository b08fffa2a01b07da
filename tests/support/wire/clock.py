"""Discord's own clock: the machine's, moved as far as the test says."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from simcord._clock import Clock


class MovableClock(Clock):
    """Runs by itself and can be moved forward, for windows of minutes and hours."""

    def __init__(self) -> None:  # the parent's clock stands still, and this one does not
        self._start, self._ahead = datetime.now(UTC), timedelta()

    @property
    def elapsed(self) -> float:  # type: ignore[override]
        return (self.now() - self._start).total_seconds()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @property
    def http_date(self) -> str:
        """The time as the `Date` of an answer tells it."""
        return format_datetime(self.now(), usegmt=True)

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)
