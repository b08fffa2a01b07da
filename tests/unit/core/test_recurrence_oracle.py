"""Random rules, zones and dates, crowded around clock changes, compared with python-dateutil."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule, tz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.recurrence import Change, Rule, dates_from, occurrences, start_of

ZONES = [
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Tehran",
    "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "America/Santiago", "Asia/Beirut",
    "Pacific/Chatham", "Europe/Dublin", "Asia/Kolkata", "Antarctica/Troll", "Africa/Cairo", "UTC",
]  # fmt: skip
FROM, UNTIL = datetime(1995, 1, 1), datetime(2045, 1, 1)  # noqa: DTZ001 (wall times)


@cache
def clock_changes(zone: str) -> list[datetime]:
    """The wall times, to the hour, near which the zone's offset changed."""
    place = ZoneInfo(zone)
    noon = FROM.replace(hour=12, tzinfo=UTC)
    noons = [noon + timedelta(days=n) for n in range((UNTIL - FROM).days)]
    pairs = pairwise(noons)
    turns = [
        a for a, b in pairs if a.astimezone(place).utcoffset() != b.astimezone(place).utcoffset()
    ]
    return [_hour_of_change(turn, place) for turn in turns]


def _hour_of_change(noon: datetime, place: ZoneInfo) -> datetime:
    hours = (noon + timedelta(hours=n) for n in range(25))
    offset = noon.astimezone(place).utcoffset()
    turn = next(hour for hour in hours if hour.astimezone(place).utcoffset() != offset)
    return (turn + offset).replace(tzinfo=None)


@st.composite
def walls(draw: st.DrawFn, zone: str) -> datetime:
    """A wall time of the zone, mostly within a day of a clock change."""
    changes = clock_changes(zone)
    minutes = st.timedeltas(timedelta(hours=-26), timedelta(hours=26))
    if changes and draw(st.integers(0, 3)):
        near = draw(st.sampled_from(changes)) + draw(minutes)
    else:
        near = draw(st.datetimes(FROM, UNTIL))
    return near.replace(second=0, microsecond=0)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, date]:
    """A rule, and a day to ask about that lies up to three years after its first."""
    zone = draw(st.sampled_from(ZONES))
    wall = draw(walls(zone))
    repeat = draw(
        st.sampled_from(
            ["once", "weekly", "weekly", "monthly_day", "monthly_weekday", "monthly_last"]
        )
    )
    parts = {"every": draw(st.integers(1, 5)) if repeat != "once" else 1}
    if repeat == "weekly":
        parts["weekdays"] = draw(st.frozensets(st.integers(0, 6), min_size=1))
    if repeat == "monthly_day":
        parts["day"] = draw(st.one_of(st.integers(1, 31), st.integers(28, 31)))
    if repeat == "monthly_weekday":
        parts |= {
            "nth": draw(st.sampled_from([1, 2, 3, 4, 5, -1])),
            "weekday": draw(st.integers(0, 6)),
        }
    end = draw(st.sampled_from(["none", "until", "count"]))
    if end == "until":
        parts["until"] = wall.date() + timedelta(days=draw(st.integers(0, 1500)))
    if end == "count":
        parts["count"] = draw(st.integers(1, 60))
    rule = Rule(zone, wall.time(), wall.date(), repeat, **parts)
    return rule, wall.date() + timedelta(days=draw(st.integers(-10, 1000)))


def oracle(rule: Rule) -> rrule.rrule:
    """The same rule for dateutil, anchored at the first date it gives, as RFC 5545 wants."""
    days = {
        "once": {},
        "weekly": {"byweekday": sorted(rule.weekdays)},
        "monthly_day": {"bymonthday": rule.day},
        "monthly_weekday": {"byweekday": rrule.weekday(rule.weekday)(rule.nth or 1)},
        "monthly_last": {"bymonthday": -1},
    }[rule.repeat]
    freq = rrule.WEEKLY if rule.repeat == "weekly" else rrule.MONTHLY
    start = datetime.combine(rule.first, time())
    until = rule.until and datetime.combine(rule.until, time())
    first = next(iter(rrule.rrule(freq, dtstart=start, wkst=rrule.MO, **days)))
    count = 1 if rule.repeat == "once" else rule.count
    return rrule.rrule(
        freq, dtstart=start if rule.repeat == "once" else first, wkst=rrule.MO,
        interval=rule.every, count=count, **days,
    ).replace(**({"until": until} if until and count is None else {}))  # fmt: skip


def compare(case: tuple[Rule, date]) -> None:
    rule, day = case
    expected = (
        found.date() for found in oracle(rule).xafter(datetime.combine(day, time()), inc=True)
    )
    if rule.until:
        expected = (found for found in expected if found <= rule.until)
    days = list(islice(dates_from(rule, day), 12))
    assert days == list(islice(expected, 12))
    place = ZoneInfo(rule.zone)
    for found in days:
        wall = datetime.combine(found, rule.at.replace(fold=0), place)
        assert start_of(rule, found) == tz.resolve_imaginary(wall).astimezone(UTC)


def compare_changes(case: tuple[Rule, date], picks: list[tuple[int, int]]) -> None:
    rule, day = case
    after = datetime.combine(day, time(11), UTC)
    # 200 dates reach at least 160 days beyond `after`: more than five starts, moves included.
    near = list(islice(dates_from(rule, day - timedelta(days=40)), 200))
    changes = {
        near[at % len(near)]: Change(after + timedelta(hours=hours) if hours else None)
        for at, hours in picks
        if near
    }
    plain = {found: start_of(rule, found) for found in near}
    plain |= {found: change.moved_to for found, change in changes.items()}
    expected = sorted(start for start in plain.values() if start and start > after)
    assert [o.start for o in islice(occurrences(rule, after, changes), 5)] == expected[:5]


quick = settings(max_examples=300, deadline=None, derandomize=True)
thorough = settings(
    max_examples=10_000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
changed = st.lists(st.tuples(st.integers(0, 39), st.integers(-48, 400)), max_size=4)

test_300_rules_agree_with_dateutil = quick(given(rules())(compare))
test_300_changed_rules_keep_their_order = quick(given(rules(), changed)(compare_changes))


@pytest.mark.long
@pytest.mark.timeout(240)
@thorough
@given(rules())
def test_10000_rules_agree_with_dateutil(case):
    compare(case)
