"""What comes again at a time of day, on some days of every week, and when it comes next."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from bot.core.recurrence import Rule, occurrences

EVERY_DAY = frozenset(range(7))
_LONGEST_GAP = timedelta(days=8)  # between two starts of a week's rhythm


def weekly(zone: str, at: time, first: date, weekdays: frozenset[int] = EVERY_DAY) -> Rule:
    """Make the rule of one wall time on some days of every week, from a date on."""
    return Rule(zone=zone, at=at, first=first, repeat="weekly", weekdays=weekdays)


def latest_due(rules: Iterable[Rule], after: datetime, now: datetime) -> datetime | None:
    """Find the newest start that lies after a moment and not after now; older ones are over."""
    since = max(after, now - _LONGEST_GAP)
    starts = [
        found.start
        for rule in rules
        for found in takewhile(lambda one: one.start <= now, occurrences(rule, since))
    ]
    return max(starts, default=None)


def next_due(rules: Iterable[Rule], after: datetime) -> datetime | None:
    """Find the first start after a moment."""
    firsts = (next(occurrences(rule, after), None) for rule in rules)
    return min((found.start for found in firsts if found is not None), default=None)
