"""The moments of a meeting against a plain model, and refs that anybody may make up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.press import Place
from bot.core.quiet import Quiet
from bot.core.recurrence import Change, Rule, occurrences
from bot.meetings import rules
from bot.meetings.reminding import rules as due_rules
from bot.meetings.rules import Meeting, Ref, Reminder

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])


def make(rule, leads=(1440, 60, 10), planned_until=NOW, **more):
    return Meeting(
        id=7, group_id=3, group_name="Circle", place=Place(1, 2), title="Tea", rule=rule,
        minutes=60, where="", where_in_public=False, note="", leads=leads,
        planned_until=planned_until, **more,
    )  # fmt: skip


@st.composite
def weekly_meetings(draw):
    first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
    rule = Rule(
        zone=draw(ZONES),
        at=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))),
        first=first,
        repeat="weekly",
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        every=draw(st.integers(1, 3)),
        count=draw(st.one_of(st.none(), st.integers(1, 9))),
    )
    leads = tuple(draw(st.sets(st.sampled_from(rules.LEADS))))
    after = datetime.combine(first, time(12), UTC) + timedelta(days=draw(st.integers(-9, 9)))
    return make(rule, leads, after)


def all_moments(meeting, leads, until):
    found = set()
    for one in occurrences(meeting.rule, meeting.planned_until - timedelta(days=20)):
        if one.start > until + timedelta(days=20):
            break
        found |= {one.start - timedelta(minutes=lead) for lead in leads}
        found.add(one.start + meeting.length)
    return sorted(moment for moment in found if meeting.planned_until < moment <= until)


@given(weekly_meetings(), st.sampled_from(rules.PERSONAL_LEADS))
def test_going_from_moment_to_moment_misses_none_and_makes_none_up(meeting, lead):
    until = meeting.planned_until + timedelta(days=60)
    mine = Reminder(1, 5, 3, None, lead, meeting.planned_until)
    seen, at = [], due_rules.next_moment(meeting, [mine])
    while at is not None and at <= until:
        seen.append(at)
        meeting_then = make(meeting.rule, meeting.leads, at)
        at = due_rules.next_moment(meeting_then, [mine])
    assert seen == all_moments(meeting, {*meeting.leads, lead}, until)


@given(weekly_meetings(), st.integers(1, 40))
def test_whatever_was_missed_each_date_gets_its_last_reminder_once(meeting, days):
    now = meeting.planned_until + timedelta(days=days)
    due = due_rules.reminders_due(meeting, now)
    assert len({start for start, _ in due}) == len(due)
    for start, lead in due:
        later = [n for n in meeting.leads if n < lead]
        assert meeting.planned_until < start - timedelta(minutes=lead) <= now
        assert all(start - timedelta(minutes=n) > now for n in later)


def test_a_new_reminder_makes_up_for_nothing():
    """Switched on half an hour before the start, an hour's notice is next week's."""
    rule = Rule("UTC", time(18), date(2026, 11, 20), "weekly", frozenset((4,)))
    since = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    mine = Reminder(1, 5, 3, None, 60, since)
    meeting = make(rule, (), since - timedelta(days=1))
    assert due_rules.next_moment(meeting, []) == datetime(2026, 11, 20, 19, tzinfo=UTC)
    assert due_rules.next_note([meeting], 60, since) == datetime(2026, 11, 27, 17, tzinfo=UTC)
    later = make(rule, (), datetime(2026, 11, 20, 19, tzinfo=UTC))
    assert due_rules.next_moment(later, [mine]) == datetime(2026, 11, 27, 17, tzinfo=UTC)


def test_a_meeting_that_is_off_has_no_moment():
    rule = Rule("UTC", time(18), date(2026, 11, 24))
    assert due_rules.next_moment(make(rule, cancelled_at=NOW), []) is None
    assert due_rules.next_moment(make(rule, group_closed=True), []) is None
    assert list(rules.coming(make(rule, cancelled_at=NOW), NOW)) == []
    assert due_rules.next_note([make(rule, cancelled_at=NOW)], 60, NOW) is None


@pytest.mark.parametrize(
    ("change", "at", "why"),
    [
        ({"cancelled_at": NOW}, 12, "cancelled"),
        ({"group_closed": True}, 12, "closed"),
        ({"changes": {date(2026, 11, 20): Change()}}, 12, "moved"),
        ({"changes": {date(2026, 11, 20): Change(NOW + timedelta(days=3))}}, 12, "moved"),
        ({}, 19, "over"),
        ({}, 17, "replaced"),
        ({}, 16, None),
    ],
)
def test_why_a_reminder_is_not_sent(change, at, why):
    meeting = make(Rule("UTC", time(18), date(2026, 11, 20)), **change)
    ref = Ref(7, datetime(2026, 11, 20, 18, tzinfo=UTC), 1440)
    assert rules.why_not(meeting, ref, datetime(2026, 11, 20, at, 0, tzinfo=UTC)) == why


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (None, 0),
        (Quiet(time(11), time(12, 30), "UTC"), 30),
        (Quiet(time(11), time(12, 59), "UTC"), 59),
        (Quiet(time(11), time(13), "UTC"), 0),  # it ends at the start: then it comes silently
        (Quiet(time(13), time(9), "UTC"), 0),
    ],
)
def test_a_note_waits_for_the_end_of_quiet_hours_if_that_helps(quiet, expected):
    start = NOW + timedelta(hours=1)
    assert rules.wait_for_morning(NOW, quiet, start) == NOW + timedelta(minutes=expected)


@given(st.integers(0, 10**10), st.integers(0, 10**10), st.sampled_from(rules.LEADS))
def test_a_ref_reads_back_as_it_was(meeting_id, seconds, lead):
    start = datetime.fromtimestamp(seconds, UTC)
    for ref in (Ref(meeting_id), Ref(meeting_id, start), Ref(meeting_id, start, lead)):
        assert rules.parse_ref(str(ref)) == ref
        assert len(rules.reminder_key(ref)) < 80


@given(st.text() | st.from_regex(r"[mg0-9.]{0,30}", fullmatch=True))
def test_any_text_is_a_ref_or_nothing(text):
    ref, target = rules.parse_ref(text), rules.parse_target(text)
    assert ref is None or ref.meeting_id < 10**11
    assert target is None or target[1] < 10**11


def test_ones_own_reminder_of_a_meeting_wins_over_that_of_its_group():
    of_group, own = Reminder(1, 5, 3, None, 60, NOW), Reminder(2, 5, 3, 7, 10, NOW)
    other = Reminder(3, 6, 3, None, 30, NOW)
    for order in ([of_group, own, other], [own, other, of_group]):
        assert {one.id for one in rules.covering(order, 7)} == {2, 3}
