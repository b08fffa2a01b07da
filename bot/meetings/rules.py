"""What a meeting is, when its moments come, and what one reminder is called. Nothing is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.press import Place
from bot.core.quiet import Quiet, end_of_quiet
from bot.core.recurrence import Change, Occurrence, Rule, happens_on, occurrences, start_of

LEADS = (10080, 1440, 60, 10, 0)  # minutes before the start, at which a channel may be reminded
USUAL_LEADS = (1440, 60, 10)
PERSONAL_LEADS = (10, 30, 60, 120, 1440)
USUAL_PERSONAL_LEAD = 60
PAUSES = (1, 7, 30, 36500)  # days for which private notes may pause; the last: until turned on
LATE = timedelta(minutes=15)  # after the start a reminder still helps somebody to come in
ANSWERS_KEPT = timedelta(days=35)
SHOWN_DATES = 5


@dataclass(frozen=True, slots=True)
class Own:
    """What one date of a series has of its own; None is as in the series."""

    title: str | None = None
    minutes: int | None = None
    where: str | None = None
    where_in_public: bool | None = None
    note: str | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in asdict(self).values())


@dataclass(frozen=True, slots=True)
class Meeting:
    """A series of meetings of one group. `place` is where its group lives on Discord.

    `where` is the link or address; without `where_in_public` it is only told privately.
    `leads` are minutes before the start; reminders are planned up to `planned_until`. `sequence`
    counts its changes. Dates from `paused_at` to before `paused_until` (None: no end) are left out.
    `changes` are dates moved or left out; `own` is what dates have of their own (`on_date`).
    """

    id: int
    group_id: int
    group_name: str
    place: Place
    title: str
    rule: Rule
    minutes: int
    where: str
    where_in_public: bool
    note: str
    leads: tuple[int, ...]
    planned_until: datetime
    cancelled_at: datetime | None = None
    group_closed: bool = False
    sequence: int = 0
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    changes: Mapping[date, Change] = field(default_factory=dict, compare=False)
    own: Mapping[date, Own] = field(default_factory=dict, compare=False)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def longest(self) -> timedelta:
        """How long the longest of its dates lasts."""
        own = (one.minutes or 0 for one in self.own.values())
        return timedelta(minutes=max(self.minutes, *own, 0))

    @property
    def off(self) -> bool:
        """Whether nothing of this series happens any more."""
        return self.cancelled_at is not None or self.group_closed


@dataclass(frozen=True, slots=True)
class Reminder:
    """A private reminder: of one meeting, or (without `meeting_id`) of all meetings of a group."""

    id: int
    member_id: int
    group_id: int
    meeting_id: int | None
    lead: int  # minutes
    since: datetime
    muted_until: datetime | None = None

    def is_muted(self, now: datetime) -> bool:
        """Tell whether its notes pause now."""
        return self.muted_until is not None and self.muted_until > now

    @property
    def target(self) -> str:
        return f"g{self.group_id}" if self.meeting_id is None else f"m{self.meeting_id}"


# ---------------------------------------------------------------- which date is meant


@dataclass(frozen=True, slots=True)
class Ref:
    """Names one occurrence by its start, and one reminder of it by its lead: "12.1764612000.60"."""

    meeting_id: int
    start: datetime | None = None
    lead: int | None = None

    def __str__(self) -> str:
        parts = [self.meeting_id, self.start and int(self.start.timestamp()), self.lead]
        return ".".join(str(part) for part in parts if part is not None)


def parse_ref(text: str) -> Ref | None:
    """Read a ref; None when it names nothing (an old button, or one that somebody made up)."""
    parts = text.split(".")
    if len(parts) > 3 or not all(is_small_number(part) for part in parts):
        return None
    numbers = [int(part) for part in parts]
    start = datetime.fromtimestamp(numbers[1], UTC) if len(parts) > 1 else None
    return Ref(numbers[0], start, numbers[2] if len(parts) > 2 else None)


def parse_target(text: str) -> tuple[str, int] | None:
    """Read what a private reminder is about: ("m", meeting id) or ("g", group id)."""
    kind, number = text[:1], text[1:]
    return (kind, int(number)) if kind in ("m", "g") and is_small_number(number) else None


def is_small_number(text: str) -> bool:
    """Tell whether a piece of a ref is a number that any database can hold."""
    return text.isascii() and text.isdigit() and len(text) <= 11


def reminder_key(ref: Ref) -> str:
    """Name the channel reminder of one occurrence and lead, for good."""
    return f"meetings.{ref}"


def group_key(ref: Ref) -> str:
    """Name everything that waits to be said before one occurrence, to cancel it together."""
    return reminder_key(Ref(ref.meeting_id, ref.start))


def happening(meeting: Meeting, after: datetime) -> Iterator[Occurrence]:
    """Give the dates that start after a moment; those in a pause are left out."""
    begins, ends = meeting.paused_at, meeting.paused_until
    if begins is None or (ends is not None and ends <= after):
        yield from occurrences(meeting.rule, after, meeting.changes)
        return
    found = occurrences(meeting.rule, after, meeting.changes)
    yield from takewhile(lambda one: one.start < begins, found)
    if ends is not None:
        resumed = max(after, max(begins, ends) - timedelta(milliseconds=1))
        yield from occurrences(meeting.rule, resumed, meeting.changes)


def is_paused(meeting: Meeting, now: datetime) -> bool:
    """Tell whether the series pauses at this moment."""
    until = meeting.paused_until
    return meeting.paused_at is not None and (until is None or until > now)


def start_on(meeting: Meeting, day: date) -> datetime | None:
    """Find when the date of this name starts; None if it is left out."""
    change = meeting.changes.get(day)
    planned = start_of(meeting.rule, day) if happens_on(meeting.rule, day) else None
    start = planned if change is None or planned is None else change.moved_to
    return start if start is not None and occurrence_at(meeting, start) is not None else None


def occurrence_at(meeting: Meeting, start: datetime) -> Occurrence | None:
    """Find the occurrence that starts at exactly this moment; None if it was moved or skipped."""
    found = next(happening(meeting, start - timedelta(seconds=1)), None)
    return found if found is not None and found.start == start else None


def on_day(meeting: Meeting, day: date) -> Meeting:
    """Give the meeting as it is on the date of this name, with what that has of its own."""
    own = meeting.own.get(day)
    if own is None:
        return meeting
    return replace(meeting, **{name: v for name, v in asdict(own).items() if v is not None})


def on_date(meeting: Meeting, start: datetime | None) -> Meeting:
    """Give the meeting as it is on the date that starts then."""
    found = occurrence_at(meeting, start) if meeting.own and start is not None else None
    return on_day(meeting, found.date) if found is not None else meeting


def end_of(meeting: Meeting, start: datetime) -> datetime:
    """Say when the date that starts then is over."""
    return start + on_date(meeting, start).length


def moved_to(meeting: Meeting, start: datetime) -> datetime | None:
    """Find where the date that the rule puts at this moment was moved to."""
    moved = (day for day, change in meeting.changes.items() if not change.skipped)
    given = (day for day in moved if happens_on(meeting.rule, day))
    found = next((day for day in given if start_of(meeting.rule, day) == start), None)
    return None if found is None else start_on(meeting, found)


def is_skipped(meeting: Meeting, start: datetime) -> bool:
    """Tell whether the date that the rule puts at this moment is left out by itself."""
    day = start.astimezone(ZoneInfo(meeting.rule.zone)).date()
    near = (day + timedelta(days=n) for n in (-1, 0, 1))
    gone = (d for d in near if d in meeting.changes and meeting.changes[d].skipped)
    return any(start_of(meeting.rule, one) == start for one in gone)


def coming(meeting: Meeting, now: datetime) -> Iterator[Occurrence]:
    """Give the dates from the one that is on now; none of a series that was cancelled."""
    return iter(()) if meeting.off else not_over(meeting, now)


def not_over(meeting: Meeting, now: datetime) -> Iterator[Occurrence]:
    """Give the dates from the one that is on now, also those of a series that was cancelled."""
    for found in happening(meeting, now - meeting.longest):
        if found.start + on_day(meeting, found.date).length > now:
            yield found


def dates_reminded(meeting: Meeting, now: datetime) -> list[datetime]:
    """List the starts that are not over and that the channel may have been reminded of."""
    last = now + timedelta(minutes=max(LEADS))
    return [found.start for found in takewhile(lambda o: o.start <= last, not_over(meeting, now))]


# ---------------------------------------------------------------- what still holds


def is_cancelled(meeting: Meeting, ref: Ref) -> bool:
    """Tell whether a date, or (without a start) the series, does not take place."""
    return meeting.off or (ref.start is not None and occurrence_at(meeting, ref.start) is None)


def why_not(meeting: Meeting, ref: Ref, now: datetime) -> str | None:
    """Say in one word why a reminder is not to be sent any more; None when it still holds."""
    if ref.start is None or meeting.cancelled_at is not None:
        return "cancelled"
    if meeting.group_closed:
        return "closed"
    if occurrence_at(meeting, ref.start) is None:
        return "moved"
    if now >= end_of(meeting, ref.start):
        return "over"
    return "replaced" if is_replaced(meeting, ref, now) else None


def wait_for_morning(now: datetime, quiet: Quiet | None, start: datetime) -> datetime:
    """Choose when a private note comes: now, or at the end of quiet hours if it helps then."""
    end = end_of_quiet(now, quiet) if quiet else None
    return end if end is not None and end < start else now


def is_replaced(meeting: Meeting, ref: Ref, now: datetime) -> bool:
    """Tell whether a later reminder of the same occurrence has its turn already."""
    if ref.start is None or ref.lead is None:
        return False
    later = [lead for lead in meeting.leads if lead < ref.lead]
    return any(ref.start - timedelta(minutes=lead) <= now for lead in later)


def covering(reminders: Iterable[Reminder], meeting_id: int) -> list[Reminder]:
    """Choose one reminder a member for this meeting: their own for it before that for its group."""
    chosen: dict[int, Reminder] = {}
    for one in reminders:
        if one.member_id not in chosen or one.meeting_id == meeting_id:
            chosen[one.member_id] = one
    return list(chosen.values())


def is_few(count: int) -> bool:
    """Tell whether a number is too small to be told: it might point at somebody."""
    return count < 5
