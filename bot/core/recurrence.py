"""When a rule's occurrences start, with their skipped and moved dates and with clock changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.core import messages
from bot.core.dates import dates_from, happens_on, last_date
from bot.core.errors import Refused
from bot.core.rule import Repeat, Rule

__all__ = [
    "Change",
    "Occurrence",
    "Repeat",
    "Rule",
    "check_rule",
    "dates_from",
    "happens_on",
    "last_date",
    "occurrences",
    "start_of",
]

MOST_EVERY = 52
MOST_COUNT = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One date of a series that differs from its rule: skipped, or moved to a UTC moment."""

    moved_to: datetime | None = None

    @property
    def skipped(self) -> bool:
        return self.moved_to is None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One happening: the wall date the rule gives it (its name), and when it starts, in UTC."""

    date: date
    start: datetime


NO_CHANGES: Mapping[date, Change] = MappingProxyType({})


def check_rule(rule: Rule, lang: str = "en") -> None:
    """Refuse, in words for the person who made it, a rule that ends too early or never happens."""
    if rule.every > MOST_EVERY:
        raise Refused(messages.too_seldom(lang, MOST_EVERY))
    if rule.count is not None and rule.count > MOST_COUNT:
        raise Refused(messages.too_many_times(lang, MOST_COUNT))
    if rule.until is not None and rule.until < rule.first:
        raise Refused(messages.ends_before_start(lang, rule.first, rule.until))
    if next(dates_from(rule, rule.first), None) is None:
        raise Refused(messages.no_date_left(lang))


def start_of(rule: Rule, day: date) -> datetime:
    """Find when the rule's wall time on `day` is, in UTC.

    A time that a clock change skips is read with the offset before it (02:30 becomes 03:30); of a
    time that comes twice, the first counts. Source: RFC 5545 section 3.3.5, and zoneinfo's fold=0.
    """
    wall = datetime.combine(day, rule.at.replace(fold=0), ZoneInfo(rule.zone))
    return wall.astimezone(UTC)


def occurrences(
    rule: Rule, after: datetime, changes: Mapping[date, Change] = NO_CHANGES
) -> Iterator[Occurrence]:
    """Give the occurrences that start after a moment, in order of their start.

    Skipped ones are left out; a moved one stands where it was moved to. Changes of dates that the
    rule does not give are ignored.
    """
    return merge(
        _unchanged(rule, after, changes), _moved(rule, after, changes), key=lambda o: o.start
    )


def _unchanged(rule: Rule, after: datetime, changes: Mapping[date, Change]) -> Iterator[Occurrence]:
    # Two days back: a clock change can push a wall date a whole day later (Apia, 30 Dec 2011).
    local = after.astimezone(ZoneInfo(rule.zone)).date() - timedelta(days=2)
    for day in dates_from(rule, local):
        if day in changes:
            continue
        start = start_of(rule, day)
        if start > after:
            yield Occurrence(day, start)


def _moved(rule: Rule, after: datetime, changes: Mapping[date, Change]) -> list[Occurrence]:
    found = [
        Occurrence(day, change.moved_to)
        for day, change in changes.items()
        if change.moved_to is not None and change.moved_to > after and happens_on(rule, day)
    ]
    return sorted(found, key=lambda occurrence: occurrence.start)
