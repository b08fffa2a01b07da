"""What a meeting was before a change, what it becomes, and which date goes where."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.recurrence import Change, Rule, dates_from, happens_on, occurrences
from bot.meetings import rules
from bot.meetings.rules import Meeting, Own
from bot.meetings.scheduling.rules import Draft, rule_of

UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a meeting that was made: what it was before, and whether it still can go back.

    `made_id` is the series that began with it. `takes_back`: it is itself an undo.
    """

    id: int
    meeting_id: int
    made_id: int | None
    before: str
    changed_by: int | None
    changed_at: datetime
    undone: bool
    takes_back: bool = False


# ---------------------------------------------------------------- as it was


def pack(meeting: Meeting) -> str:
    """Write down everything of a meeting that a change may touch."""
    changes = {
        day.isoformat(): change.moved_to and change.moved_to.isoformat()
        for day, change in meeting.changes.items()
    }
    own = {day.isoformat(): asdict(own) for day, own in meeting.own.items()}
    moments = (
        meeting.planned_until, meeting.paused_at, meeting.paused_until, meeting.cancelled_at,
    )  # fmt: skip
    values = {
        "title": meeting.title,
        "rule": meeting.rule.to_json(),
        "minutes": meeting.minutes,
        "where": meeting.where,
        "where_in_public": meeting.where_in_public,
        "note": meeting.note,
        "leads": list(meeting.leads),
        "moments": [moment and moment.isoformat() for moment in moments],
        "changes": changes,
        "own": own,
    }
    return json.dumps(values)


def unpack(meeting: Meeting, packed: str) -> Meeting:
    """Give the meeting as it was when `pack` wrote it down."""
    values = json.loads(packed)
    # What was written down before dates could have something of their own has three moments.
    planned, paused_at, paused_until, cancelled_at = (
        text and datetime.fromisoformat(text) for text in (*values["moments"], None)[:4]
    )
    own = {date.fromisoformat(day): Own(**one) for day, one in values.get("own", {}).items()}
    changes = {
        date.fromisoformat(day): Change(text and datetime.fromisoformat(text))
        for day, text in values["changes"].items()
    }
    return replace(
        meeting, title=values["title"], rule=Rule.from_json(values["rule"]),
        minutes=values["minutes"], where=values["where"],
        where_in_public=values["where_in_public"], note=values["note"],
        leads=tuple(values["leads"]), planned_until=planned or meeting.planned_until,
        paused_at=paused_at, paused_until=paused_until, cancelled_at=cancelled_at,
        changes=changes, own=own,
    )  # fmt: skip


# ---------------------------------------------------------------- which date goes where


Dated = tuple[int, datetime]  # a meeting and one of its starts


def match_starts(
    before: Meeting, after: Sequence[Meeting], starts: Iterable[datetime]
) -> list[tuple[Dated, Dated]]:
    """Say for each start where the date of the same name is now; gone and unmoved ones are left."""
    matched = []
    for start in starts:
        found = rules.occurrence_at(before, start)
        places = ((one.id, rules.start_on(one, found.date)) for one in after if found)
        to = next(((one, at) for one, at in places if at is not None), None)
        if to is not None and to != (before.id, start):
            matched.append(((before.id, start), to))
    return matched


def says_the_same(before: Meeting, after: Meeting, start: datetime) -> bool:
    """Tell whether a reminder of one date reads the same before and after."""
    return said_of(rules.on_date(before, start)) == said_of(rules.on_date(after, start))


def is_urgent(before: Meeting, after: Meeting, soon: datetime, now: datetime) -> bool:
    """Tell whether a date that changes begins so soon that nobody may wait for the news."""
    firsts = [next(rules.coming(one, now), None) for one in (before, after)]
    starts = {one.start for one in firsts if one is not None and one.start < soon}
    return any(
        rules.is_cancelled(one, rules.Ref(one.id, start)) or not says_the_same(before, after, start)
        for start in starts
        for one in (before, after)
    )


def said_of(meeting: Meeting) -> tuple[object, ...]:
    """Give what is said of a meeting or of one date of it, besides when it is."""
    return (meeting.title, meeting.minutes, meeting.where, meeting.where_in_public, meeting.note)


def with_change(meeting: Meeting, day: date, change: Change) -> Meeting:
    """Give the meeting with one date left out or moved."""
    return replace(meeting, changes={**meeting.changes, day: change})


def on_now(meeting: Meeting, now: datetime) -> bool:
    """Tell whether a date of it has begun and is not over."""
    found = next(rules.coming(meeting, now), None)
    return found is not None and found.start <= now


def split(meeting: Meeting, day: date) -> Meeting:
    """Give the part of a series before a day."""
    changes = {one: change for one, change in meeting.changes.items() if one < day}
    own = {one: what for one, what in meeting.own.items() if one < day}
    rule = replace(meeting.rule, until=day - timedelta(days=1), count=None)
    return replace(meeting, rule=rule, changes=changes, own=own)


def has_dates_before(meeting: Meeting, day: date) -> bool:
    """Tell whether anything of the series lies before a day."""
    first = next(dates_from(meeting.rule, meeting.rule.first), None)
    return first is not None and first < day


def keep_changes(changes: Mapping[date, Change], rule: Rule, since: date) -> dict[date, Change]:
    """Keep what was changed of dates that the new rule gives too.

    A date that was moved to where the new rule has another one is left out, not said twice.
    """
    kept = {d: change for d, change in changes.items() if d >= since and happens_on(rule, d)}
    for day, change in kept.items():
        if change.moved_to is not None and _gives(rule, change.moved_to, kept):
            kept[day] = Change()
    return kept


def _gives(rule: Rule, at: datetime, changes: Mapping[date, Change]) -> bool:
    gone = dict.fromkeys(changes, Change())
    found = next(occurrences(rule, at - timedelta(milliseconds=1), gone), None)
    return found is not None and found.start == at


def becomes(meeting: Meeting, draft: Draft, since: date) -> Meeting:
    """Give the series as the draft wants it."""
    rule = rule_of(draft)
    return replace(
        meeting, title=draft.title, rule=rule, minutes=draft.minutes, where=draft.where,
        where_in_public=draft.where_in_public, note=draft.note, leads=draft.leads,
        changes=keep_changes(meeting.changes, rule, since),
        own={d: one for d, one in meeting.own.items() if d >= since and happens_on(rule, d)},
    )  # fmt: skip


# ---------------------------------------------------------------- a draft of what there is


def next_date(meeting: Meeting, now: datetime) -> date:
    """Find the first date that is ahead by its rule, or that was moved to a moment ahead."""
    found = (next(rules.happening(meeting, now), None), next(occurrences(meeting.rule, now), None))
    return min(one.date for one in found if one is not None)


def as_moved(meeting: Meeting) -> Meeting:
    """Give a single date that was moved as one that was planned there."""
    to = rules.start_on(meeting, meeting.rule.first)
    if meeting.rule.repeat != "once" or to is None:
        return meeting
    return alone(meeting, meeting.rule.first, to)


def alone(meeting: Meeting, day: date, start: datetime) -> Meeting:
    """Give one date of a meeting as a meeting that happens once, then."""
    local = start.astimezone(ZoneInfo(meeting.rule.zone))
    rule = Rule(zone=meeting.rule.zone, at=local.time(), first=local.date())
    return replace(rules.on_day(meeting, day), rule=rule, changes={}, own={})


def draft_of(meeting: Meeting, day: date, days_text: str) -> Draft:
    """Lay a saved meeting out as a draft, seen from one of its dates on."""
    rule = meeting.rule
    typed = {
        "title": meeting.title,
        "days": days_text,
        "time": rule.at.isoformat("minutes"),
        "minutes": str(meeting.minutes),
        "note": meeting.note,
    }
    return Draft(
        group_id=meeting.group_id, zone=rule.zone, where=meeting.where,
        where_in_public=meeting.where_in_public, typed=typed, title=meeting.title,
        note=meeting.note, minutes=meeting.minutes, at=rule.at, first=day,
        weekdays=rule.weekdays, repeat=_repeat_of(rule), ends=_ends_of(rule, day),
        leads=meeting.leads, meeting_id=meeting.id, sequence=meeting.sequence,
        rule=rule.to_json(), ahead=day.isoformat(),
    )  # fmt: skip


def _repeat_of(rule: Rule) -> str:
    names = {"monthly_day": "monthly_day", "monthly_last": "monthly_last", "once": "once"}
    if rule.repeat == "weekly":
        return f"weekly{rule.every}"
    if rule.repeat == "monthly_weekday":
        return "monthly_end" if rule.nth == -1 else "monthly_nth"
    return names[rule.repeat]


def _ends_of(rule: Rule, day: date) -> str:
    if rule.until is not None:
        return rule.until.isoformat()
    if rule.count is None or rule.repeat == "once":
        return "never"
    return str(sum(1 for _ in dates_from(rule, day)))
