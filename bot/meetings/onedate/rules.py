"""One date of a series as a draft, and what the draft makes of that date."""

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from bot.core.recurrence import Change, start_of
from bot.meetings import rules
from bot.meetings.editing.rules import alone, draft_of
from bot.meetings.rules import Meeting, Own
from bot.meetings.scheduling.rules import Draft, rule_of

Scope = Literal["one", "later", "all"]
SCOPES: tuple[Scope, ...] = ("one", "later", "all")


def scope_of(draft: Draft) -> Scope:
    """Tell which dates a draft changes: one, one and all after it, or all ahead."""
    if draft.only:
        return "one"
    return "later" if draft.since else "all"


def draft_of_date(meeting: Meeting, day: date, start: datetime) -> Draft:
    """Lay one date of a meeting out as a draft of what happens once."""
    single = alone(meeting, day, start)
    first = single.rule.first
    draft = draft_of(single, first, first.isoformat())
    return replace(draft, only=True, day=day.isoformat(), was=start.isoformat())


def start_of_draft(draft: Draft) -> datetime:
    """Say when the one date of a draft is to start."""
    rule = rule_of(draft)
    return start_of(rule, rule.first)


def with_date(meeting: Meeting, day: date, to: datetime, draft: Draft) -> Meeting:
    """Give the meeting with one date as the draft wants it; what is as in the series stays so."""
    changes = {one: change for one, change in meeting.changes.items() if one != day}
    if to != start_of(meeting.rule, day):
        changes[day] = Change(to)
    own = {one: what for one, what in meeting.own.items() if one != day}
    differs = own_of(meeting, draft)
    return replace(meeting, changes=changes, own=own | ({day: differs} if differs else {}))


def own_of(meeting: Meeting, draft: Draft) -> Own:
    """Find what a date has of its own: all that differs from the series."""
    public = draft.where_in_public
    return Own(
        title=draft.title if draft.title != meeting.title else None,
        minutes=draft.minutes if draft.minutes != meeting.minutes else None,
        where=draft.where if draft.where != meeting.where else None,
        where_in_public=public if public != meeting.where_in_public else None,
        note=draft.note if draft.note != meeting.note else None,
    )


def carry_over(draft: Draft, was: Draft, to: Draft) -> Draft:
    """Take what was typed and picked for some dates over to others; the days are left out."""
    typed = {n: said for n, said in draft.typed.items() if n != "days" and said != was.typed[n]}
    names = ["where", "where_in_public", "leads"]
    if not (draft.only or to.only):
        names += ["repeat", "ends"]
    picked = {n: getattr(draft, n) for n in names if getattr(draft, n) != getattr(was, n)}
    return replace(to, typed={**to.typed, **typed}, **picked)


def is_taken(meeting: Meeting, at: datetime) -> bool:
    """Tell whether a date of the meeting is at this moment, or would be without its pause."""
    unpaused = replace(meeting, paused_at=None, paused_until=None)
    return rules.occurrence_at(unpaused, at) is not None
