"""Whether a private note can come once more before its meeting. Nothing is read."""

from datetime import datetime, timedelta

WAIT = timedelta(minutes=10)
AGAIN = "again"  # what such a note is called


def can_come_again(start: datetime, now: datetime) -> bool:
    """Tell whether a note in ten minutes would still come before the meeting."""
    return now + WAIT < start
