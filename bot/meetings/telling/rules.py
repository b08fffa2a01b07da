"""What there is to tell of a change: the difference between a meeting before and now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.meetings import rules
from bot.meetings.rules import Meeting

NEWS = "meetings.news"  # timer and row
TOLD_AFTER = timedelta(minutes=2)  # several quick changes are told together
NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed: one's own dates (`moved` from and to, `skipped`, `back`), or the series.

    `since` is the first date of a series that goes on in another way.
    """

    before: Meeting
    after: Meeting
    moved: tuple[tuple[datetime, datetime], ...]
    skipped: tuple[datetime, ...]
    back: tuple[datetime, ...]
    since: datetime | None
    paused: bool
    resumed: bool

    @property
    def schedule(self) -> bool:
        return self.before.rule != self.after.rule

    @property
    def of_series(self) -> bool:
        """Whether it concerns everybody who comes to any date."""
        return self.paused or self.resumed or self.schedule or self._details

    @property
    def _details(self) -> bool:
        return _said(self.before) != _said(self.after)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The dates that it concerns, as they were and as they are."""
        return (*(at for pair in self.moved for at in pair), *self.skipped, *self.back)

    def __bool__(self) -> bool:
        return self.of_series or bool(self.starts)


def _said(meeting: Meeting) -> tuple[object, ...]:
    return (meeting.title, meeting.minutes, meeting.where, meeting.where_in_public, meeting.note)


def compare(before: Meeting, after: Meeting, now: datetime, *, parted: bool = False) -> Difference:
    """Find what changed of what is still ahead; `parted`: another series goes on from a date."""
    days = {*before.changes, *after.changes}
    differ = sorted(day for day in days if before.changes.get(day) != after.changes.get(day))
    pairs = [(rules.start_on(before, day), rules.start_on(after, day)) for day in differ]
    first = next(rules.happening(after, now), None) if parted else None
    was, is_now = (rules.is_paused(one, now) for one in (before, after))
    return Difference(
        before=before,
        after=after,
        moved=tuple((a, b) for a, b in pairs if a and b and a != b and max(a, b) > now),
        skipped=tuple(a for a, b in pairs if a and not b and a > now) if not parted else (),
        back=tuple(b for a, b in pairs if b and not a and b > now) if not parted else (),
        since=first.start if first else None,
        paused=is_now and (not was or before.paused_until != after.paused_until),
        resumed=was and not is_now,
    )
