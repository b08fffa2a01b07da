"""How long a prompt is of use, and the rhythm it comes in. Nothing is read."""

from datetime import timedelta

from bot.core.rhythm import EVERY_DAY, latest_due, next_due, weekly

__all__ = ["EVERY_DAY", "LATE", "latest_due", "next_due", "weekly"]

LATE = timedelta(hours=2)  # a prompt is of use so long; later it is not sent any more
