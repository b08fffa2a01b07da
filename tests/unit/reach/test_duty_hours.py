"""Weekly duty hours, off and on, given up and taken over, against a model minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.hours import DAYS, FULL_DAY, read_hours
from bot.reach.duty import rules
from bot.reach.duty.rules import Duty, Said

MINUTE = timedelta(minutes=1)
# Nights in which the clocks of each zone change, and an ordinary one.
NIGHTS = {
    "Europe/Dublin": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4), date(2026, 7, 1)),
    "Pacific/Apia": (date(2011, 12, 29), date(2011, 12, 31), date(2026, 7, 1)),
    "Asia/Kolkata": (date(2026, 7, 1),),
}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@st.composite
def weeks(draw):
    """A week as people set it, often with a shift in the small hours."""
    small = st.integers(0, 5 * 60)
    minutes = st.one_of(small, st.integers(0, FULL_DAY - 1))
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        opens, closes = draw(minutes), draw(minutes)
        if opens == closes:
            closes = (closes + 30) % FULL_DAY
        days = draw(st.sets(st.sampled_from(DAYS), min_size=1, max_size=7))
        named = ",".join(sorted(days, key=DAYS.index))
        parts.append(f"{named} {opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}")
    return "; ".join(parts)


def moment_of(wall: datetime, zone: str) -> datetime:
    """Read a wall time as RFC 5545 does: the first of two, the offset before a gap."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def is_in_hours(hours: str, zone: str, moment: datetime) -> bool:
    """Go through the shifts of the days around a moment, one by one."""
    local = moment.astimezone(ZoneInfo(zone)).date()
    for opening in read_hours(hours):
        for back in range(-2, 4):
            day = local - timedelta(days=back)
            midnight = datetime.combine(day, time())
            opens = moment_of(midnight + opening.opens * MINUTE, zone)
            closes = moment_of(midnight + opening.closes * MINUTE, zone)
            if day.weekday() in opening.days and opens <= moment < closes:
                return True
    return False


@st.composite
def cases(draw):
    zone = draw(st.sampled_from(sorted(NIGHTS)))
    night = draw(st.sampled_from(NIGHTS[zone]))
    begin = datetime.combine(night, time(), UTC) - timedelta(hours=14)
    spans = st.tuples(st.integers(0, 2400), st.integers(1, 600)).map(
        lambda pair: (begin + pair[0] * MINUTE, begin + (pair[0] + pair[1]) * MINUTE)
    )
    on = draw(st.one_of(st.none(), st.integers(1, 2400)))
    off = draw(st.one_of(st.none(), spans))
    duty = Duty(
        1,
        2,
        zone,
        draw(weeks()),
        on_until=None if on is None else begin + on * MINUTE,
        off_since=off and off[0],
        off_until=off and draw(st.sampled_from([off[1], None])),
    )
    states = st.sampled_from(["asked", "confirmed", "out", "offered", "handed"])
    people = st.sampled_from([(2, 3), (3, 2), (3, None), (2, None)])
    said = [
        Said(n, 1, *[a], *span, state, b)
        for n, (span, state, (a, b)) in enumerate(
            draw(st.lists(st.tuples(spans, states, people), max_size=3))
        )
    ]
    return begin, duty, said


def is_on(begin: datetime, duty: Duty, said: list[Said], moment: datetime) -> bool:
    """Say for one minute whether somebody is on duty."""
    if duty.on_until is not None and begin <= moment < duty.on_until:
        return True
    within = [one for one in said if one.starts <= moment < one.ends]
    if any(one.state == "handed" and one.taken_by == duty.member_id for one in within):
        return True
    if any(one.state in ("out", "handed") and one.member_id == duty.member_id for one in within):
        return False
    ends = duty.off_until or rules.EVER
    if duty.off_since is not None and duty.off_since <= moment < ends:
        return False
    return is_in_hours(duty.hours, duty.zone, moment)


@settings(deadline=None, max_examples=120)
@given(cases())
def test_duty_is_what_a_walk_through_the_minutes_finds(case):
    begin, duty, said = case
    spans = rules.duty_spans(duty, said, begin)
    for minute in range(0, 52 * 60, 7):
        moment = begin + minute * MINUTE
        expected = is_on(begin, duty, said, moment)
        assert any(a <= moment < b for a, b in spans) == expected, moment
    assert rules.joined(spans) == spans


@settings(deadline=None, max_examples=60)
@given(cases())
def test_now_and_next_agree_with_the_spans(case):
    begin, duty, said = case
    helper = rules.on_duty(duty, said, begin)
    start = rules.next_start(duty, said, begin)
    assert (helper is not None) == is_on(begin, duty, said, begin)
    if start is not None:
        assert not is_on(begin, duty, said, start - MINUTE) or start - MINUTE < begin
        assert is_on(begin, duty, said, start)


@pytest.mark.parametrize(
    ("zone", "hours", "now", "until"),
    [
        ("Europe/Dublin", "Mon-Fri 18:00-22:00", "2026-07-06 17:00", "2026-07-06 21:00"),
        ("Europe/Dublin", "Mon-Fri 18:00-22:00", "2026-07-06 16:59", None),
        # The night of 25 October 2026 has an hour more in Dublin, that of 29 March one less.
        ("Europe/Dublin", "Sat 22:00-06:00", "2026-10-24 21:00", "2026-10-25 06:00"),
        ("Europe/Dublin", "Sat 22:00-06:00", "2026-03-28 22:00", "2026-03-29 05:00"),
        # Two shifts that touch are one.
        ("UTC", "Mon 18:00-24:00; Tue 00:00-02:00", "2026-07-06 20:00", "2026-07-07 02:00"),
    ],
)
def test_until_when_somebody_is_on_duty(zone, hours, now, until):
    helper = rules.on_duty(Duty(1, 2, zone, hours), [], at(now))
    assert (helper and helper.until) == (until and at(until))
    assert (helper is None) == (until is None)


def test_who_is_always_on_duty_has_no_end():
    helper = rules.on_duty(Duty(1, 2, "Europe/Dublin", "always"), [], at("2026-07-06 20:00"))
    assert helper is not None
    assert helper.until is None


def test_a_shift_that_a_clock_change_swallows_is_no_shift():
    # 02:50 is read as 03:50 that night in Berlin, so nothing is left until 03:10.
    duty = Duty(1, 2, "Europe/Berlin", "Sun 02:50-03:10")
    assert rules.weekly_spans(duty, at("2026-03-28 12:00"), at("2026-03-29 12:00")) == []
