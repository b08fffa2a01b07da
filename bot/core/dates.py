"""Which wall dates a rule gives: calendar arithmetic that never walks from the start."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import count, islice

from bot.core.rule import Rule

_END = date(9998, 12, 31)  # well before date.max, so that no sum overflows


def dates_from(rule: Rule, day: date) -> Iterator[date]:
    """Give the rule's dates on or after `day`, in order, up to its end."""
    last = last_date(rule)
    for found in _unending(rule, max(day, rule.first)):
        if last is not None and found > last:
            return
        yield found


def happens_on(rule: Rule, day: date) -> bool:
    """Tell whether `day` is one of the rule's dates."""
    return next(dates_from(rule, day), None) == day


def last_date(rule: Rule) -> date | None:
    """Find the day after which the rule has ended; None if it never does."""
    ends = [end for end in (rule.until, _counted_end(rule)) if end is not None]
    return min(ends, default=None)


def _unending(rule: Rule, day: date) -> Iterator[date]:
    if rule.repeat == "once":
        return iter((rule.first,) if day <= rule.first else ())
    return _weekly(rule, day) if rule.repeat == "weekly" else _monthly(rule, day)


def _weekly(rule: Rule, day: date) -> Iterator[date]:
    first = _first_weekday(rule)
    start = max(day, first).toordinal()
    monday = first.toordinal() - first.weekday()
    stride = 7 * rule.every
    days = sorted(rule.weekdays)
    for week in range(start - (start - monday) % stride, _END.toordinal(), stride):
        yield from (date.fromordinal(week + d) for d in days if week + d >= start)


def _first_weekday(rule: Rule) -> date:
    ahead = min((weekday - rule.first.weekday()) % 7 for weekday in rule.weekdays)
    return rule.first + timedelta(days=ahead)


def _monthly(rule: Rule, day: date) -> Iterator[date]:
    first = _first_month(rule)
    months_on = max(_month_of(day) - first, 0)
    start = first + -(-months_on // rule.every) * rule.every
    for month in range(start, _month_of(_END), rule.every):
        found = _date_in(rule, month)
        if found is not None and found >= day:
            yield found


def _first_month(rule: Rule) -> int:
    for month in count(_month_of(rule.first)):
        found = _date_in(rule, month)
        if found is not None and found >= rule.first:
            return month
    raise AssertionError("every rule has a date within a few months")


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _date_in(rule: Rule, month: int) -> date | None:
    """Find the rule's date in a month (counted from year 0); None if the month has no such day."""
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    if rule.repeat == "monthly_last":
        return after - timedelta(days=1)
    if rule.repeat == "monthly_day":
        found = first + timedelta(days=rule.day - 1)
    elif rule.nth == -1:
        found = after - timedelta(days=(after.weekday() - rule.weekday - 1) % 7 + 1)
    else:
        ahead = (rule.weekday - first.weekday()) % 7 + 7 * (rule.nth - 1)
        found = first + timedelta(days=ahead)
    return found if found < after else None


def _counted_end(rule: Rule) -> date | None:
    if rule.count is None or rule.repeat == "once":
        return None
    if rule.repeat == "weekly":
        first = _first_weekday(rule)
        days = sorted(rule.weekdays)
        weeks, place = divmod(days.index(first.weekday()) + rule.count - 1, len(days))
        return _add_days(first, days[place] - first.weekday() + weeks * 7 * rule.every)
    if rule.day > 28 or rule.nth == 5:
        return _sparse_end(rule)
    month = _first_month(rule) + (rule.count - 1) * rule.every
    return _date_in(rule, month) if month < _month_of(_END) else _END


def _add_days(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, _END.toordinal()))


@lru_cache(maxsize=1024)
def _sparse_end(rule: Rule) -> date:
    # Months without the day are left out and do not count, so this one case counts them, once.
    assert rule.count is not None
    return next(islice(_monthly(rule, rule.first), rule.count - 1, None), _END)
