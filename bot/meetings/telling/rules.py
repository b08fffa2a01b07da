"""What there is to tell of a change: the difference between a meeting before and after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.meetings import rules
from bot.meetings.editing.rules import said_of
from bot.meetings.rules import Meeting

NEWS = "meetings.news"  # timer and row
TOLD_AFTER = timedelta(minutes=2)  # several quick changes are told together
AT_ONCE = timedelta(minutes=10)  # before a start nobody may wait for the news
NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OwnChange:
    """One date that has something of its own: as it was, as it is, and when it starts."""

    before: Meeting
    after: Meeting
    start: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed: one's own dates (`moved` from and to, `skipped`, `back`), or the series.

    `since` is the first date of a series that goes on in another way. `ended` is a series that was
    cancelled, `renewed` one that is not any more. `current` is the meeting as it stands now.
    """

    before: Meeting
    after: Meeting
    current: Meeting
    moved: tuple[tuple[datetime, datetime], ...]
    skipped: tuple[datetime, ...]
    back: tuple[datetime, ...]
    own: tuple[OwnChange, ...]
    since: datetime | None
    paused: bool
    resumed: bool

    @property
    def ended(self) -> bool:
        return self.after.off and not self.before.off

    @property
    def renewed(self) -> bool:
        return self.before.off and not self.after.off

    @property
    def schedule(self) -> bool:
        return self.before.rule != self.after.rule

    @property
    def of_series(self) -> bool:
        """Whether it concerns everybody who comes to any date."""
        series = self.ended or self.renewed or self.paused or self.resumed
        return series or self.schedule or said_of(self.before) != said_of(self.after)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The dates that it concerns, as they were and as they are."""
        own = (one.start for one in self.own)
        return (*(at for pair in self.moved for at in pair), *self.skipped, *self.back, *own)

    @property
    def again(self) -> bool:
        """Whether the meeting has changed once more since."""
        now, then = self.current, self.after
        return not is_same_plan(now, then)

    def is_void(self) -> bool:
        """Tell whether nobody can act on it any more: what is cancelled has no other news."""
        return self.current.group_closed or (self.current.off and not self.ended)

    def is_ahead(self, now: datetime) -> bool:
        """Tell whether it concerns anything that is not over."""
        return self.of_series or any(at + self.before.longest > now for at in self.starts)

    def __bool__(self) -> bool:
        return self.of_series or bool(self.starts)


def is_same_plan(one: Meeting, other: Meeting) -> bool:
    """Tell whether two states of a meeting give the same dates, said in the same words."""
    paused = (one.paused_at, one.paused_until) == (other.paused_at, other.paused_until)
    planned = (one.rule, one.changes, one.own) == (other.rule, other.changes, other.own)
    return planned and paused and one.off == other.off and said_of(one) == said_of(other)


def compare(
    before: Meeting, after: Meeting, now: datetime, *,
    parted: bool = False, current: Meeting | None = None,
) -> Difference:  # fmt: skip
    """Find what changed of what was ahead; `parted`: another series goes on from a date."""
    days = {*before.changes, *after.changes}
    differ = sorted(day for day in days if before.changes.get(day) != after.changes.get(day))
    pairs = [(rules.start_on(before, day), rules.start_on(after, day)) for day in differ]
    first = next(rules.happening(after, now), None) if parted else None
    was, is_now = (rules.is_paused(one, now) for one in (before, after))
    return Difference(
        before=before,
        after=after,
        current=current or after,
        moved=tuple((a, b) for a, b in pairs if a and b and a != b and max(a, b) > now),
        skipped=tuple(a for a, b in pairs if a and not b and a + before.longest > now)
        if not parted
        else (),
        back=tuple(b for a, b in pairs if b and not a and b > now) if not parted else (),
        own=_own_changes(before, after, now),
        since=first.start if first else None,
        paused=is_now and (not was or before.paused_until != after.paused_until),
        resumed=was and not is_now,
    )


def _own_changes(before: Meeting, after: Meeting, now: datetime) -> tuple[OwnChange, ...]:
    found = []
    for day in sorted({*before.own, *after.own}):
        start = rules.start_on(after, day)
        was, is_now = (rules.on_day(one, day) for one in (before, after))
        differs = before.own.get(day) != after.own.get(day) and said_of(was) != said_of(is_now)
        if differs and start is not None and start > now:
            found.append(OwnChange(was, is_now, start))
    return tuple(found)
