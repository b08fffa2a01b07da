"""The time the bot goes by: its machine's, as long as Discord agrees with it.

A machine's clock can be an hour off, or be set while we run. Reminders would go out at the wrong
time then, and the age of an unanswered message would be misread. Discord says the time with every
answer; in between, a counter that cannot be set carries it on.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import structlog

from bot.core.clock import Clock, SystemClock, count_seconds

log = structlog.get_logger()

TOLERATED: Final = timedelta(seconds=30)  # Discord says whole seconds, and they travel
LONGEST_TRIP: Final = 10.0  # seconds; an answer that took longer says what the time was


class DiscordClock(SystemClock):
    """The machine's clock, put right where Discord's differs by more than half a minute."""

    def __init__(
        self, machine: Clock | None = None, count: Callable[[], float] = count_seconds
    ) -> None:
        self._machine, self._count = machine or SystemClock(), count
        self._wrong_by = timedelta()
        self._seen, self._counted = self._machine.now(), count()

    def now(self) -> datetime:
        machine, counted = self._machine.now(), self._count()
        jump = machine - self._seen - timedelta(seconds=counted - self._counted)
        if abs(jump) > TOLERATED:
            log.warning("clock_was_set", seconds=round(jump.total_seconds()))
            self._wrong_by += jump
        self._seen, self._counted = machine, counted
        return machine - self._wrong_by

    def hear(self, date: str | None, took: float) -> None:
        """Take note of the time in an answer's `Date`, which came after `took` seconds."""
        told = _read(date)
        if told is None or took > LONGEST_TRIP:
            return
        was_off = bool(self._wrong_by)
        wrong_by = self.now() + self._wrong_by - told
        self._wrong_by = wrong_by if abs(wrong_by) > TOLERATED else timedelta()
        if bool(self._wrong_by) != was_off:
            log.warning("clock_differs", seconds=round(self._wrong_by.total_seconds()))


def _read(date: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return told.astimezone(UTC) if told is not None and told.tzinfo else None
