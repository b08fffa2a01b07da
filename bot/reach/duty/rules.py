"""When a helper is on duty: weekly hours, on and off now, shifts given up and taken over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.hours import read_hours, span_of
from bot.privacy.trying.rules import Result

Span = tuple[datetime, datetime]  # from … to before, in UTC
State = Literal["asked", "confirmed", "out", "offered", "handed"]

AHEAD = timedelta(days=8)  # how far duty is looked at: past it somebody is simply always on duty
WEEK = timedelta(days=7)
REST = timedelta(hours=12)  # after a hard talk
AFTER = timedelta(minutes=5)  # until a helper is asked how a talk was for them
TAKINGS_KEPT = timedelta(days=8)
EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody on duty now. `until` None: for a week at least."""

    member_id: int
    until: datetime | None
    resting: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A helper's own choices in one server. `hours` is a week as `bot.core.hours` reads it."""

    server_id: int
    member_id: int
    zone: str | None = None
    hours: str | None = None
    on_until: datetime | None = None
    off_since: datetime | None = None
    off_until: datetime | None = None
    most: int | None = None
    rest_until: datetime | None = None
    asked_last: datetime | None = None
    remind: bool = True
    drills_since: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Tell whether they rest after a hard talk."""
        return self.rest_until is not None and now < self.rest_until


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one shift: confirmed, given up, offered or handed to `taken_by`."""

    id: int
    server_id: int
    member_id: int
    starts: datetime
    ends: datetime
    state: State
    taken_by: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody's own page shows. `server_id` goes into its buttons, for private chats."""

    duty: Duty
    now: datetime
    spans: Sequence[Span]  # on duty, joined
    shifts: Sequence[tuple[Span, Said | None]]  # of the weekly hours, with what was said
    limit: int
    taken: int = 0
    is_on: bool = False
    until: datetime | None = None
    result: Result = ""  # how the test note went, or that private messages are closed to us
    has_room: bool = False  # the server has a helpers' channel


def weekly_spans(duty: Duty, since: datetime, until: datetime) -> list[Span]:
    """List the shifts of somebody's weekly hours that touch a time, in order, as they were set."""
    if not duty.hours or not duty.zone:
        return []
    openings = read_hours(duty.hours)
    found = [
        span_of(opening, day, duty.zone)
        for day in _days(since - timedelta(days=3), until + timedelta(days=1))
        for opening in openings
        if day.weekday() in opening.days
    ]
    return sorted((a, b) for a, b in found if a < b and b > since and a < until)


def _days(since: datetime, until: datetime) -> list[date]:
    return [since.date() + timedelta(days=n) for n in range((until - since).days + 2)]


def duty_spans(duty: Duty, said: Iterable[Said], now: datetime) -> list[Span]:
    """List when somebody is on duty from now on, for eight days, joined where they touch."""
    known = [one for one in said if one.server_id == duty.server_id]
    until = now + AHEAD
    gone = [
        (one.starts, one.ends)
        for one in known
        if one.member_id == duty.member_id and one.state in ("out", "handed")
    ]
    if duty.off_since is not None:
        gone.append((duty.off_since, duty.off_until or EVER))
    spans = without(weekly_spans(duty, now, until), gone)
    taken = [o for o in known if o.state == "handed" and o.taken_by == duty.member_id]
    spans += [(one.starts, one.ends) for one in taken]
    if duty.on_until is not None:
        spans.append((now, duty.on_until))
    return [(a, b) for a, b in joined(spans) if b > now]


def shifts_of(duty: Duty, now: datetime) -> list[Span]:
    """List somebody's weekly shifts that are not over, for eight days, joined where they touch."""
    return joined(weekly_spans(duty, now, now + AHEAD))


def said_of(duty: Duty, span: Span, said: Iterable[Said]) -> Said | None:
    """Find what was said about a shift of somebody."""
    whose = (duty.server_id, duty.member_id, span[0])
    return next((o for o in said if (o.server_id, o.member_id, o.starts) == whose), None)


def is_changed(span: Span, zone: str | None) -> bool:
    """Tell whether the clocks of a zone change during a shift."""
    place = ZoneInfo(zone or "UTC")
    return span[0].astimezone(place).utcoffset() != span[1].astimezone(place).utcoffset()


def taken_spans(member_id: int, said: Iterable[Said]) -> list[Said]:
    """List the shifts of others that somebody took over."""
    return [one for one in said if one.state == "handed" and one.taken_by == member_id]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch, in order."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], gone: Iterable[Span]) -> list[Span]:
    """Cut some time out of spans."""
    left = list(spans)
    for cut_from, cut_to in gone:
        left = [piece for span in left for piece in _cut(span, cut_from, cut_to)]
    return left


def _cut(span: Span, cut_from: datetime, cut_to: datetime) -> list[Span]:
    pieces = [(span[0], min(span[1], cut_from)), (max(span[0], cut_to), span[1])]
    return [(start, end) for start, end in pieces if start < end]


def on_duty(duty: Duty, said: Iterable[Said], now: datetime) -> Helper | None:
    """Tell whether somebody is on duty now, and how long."""
    for start, end in duty_spans(duty, said, now):
        if start <= now < end:
            return Helper(duty.member_id, end if end < now + WEEK else None, duty.rests(now))
    return None


def next_start(duty: Duty, said: Iterable[Said], now: datetime) -> datetime | None:
    """Tell when somebody's next time on duty begins; None: not in the coming eight days."""
    return next((start for start, _ in duty_spans(duty, said, now) if start > now), None)


def in_turn(
    on: Sequence[tuple[Duty, Helper]], taken: Mapping[int, int], limit: int
) -> list[Helper]:
    """Put helpers in the order in which to ask them.

    Rested ones come first, of those the ones below their limit of people in seven days, of those
    who was asked longest ago. Nobody is left out: a limit and a rest only lower the turn.
    """
    return [helper for _, helper in sorted(on, key=lambda o: _turn(o[0], o[1], taken, limit))]


def _turn(
    duty: Duty, helper: Helper, taken: Mapping[int, int], limit: int
) -> tuple[bool, bool, datetime, int]:
    most = limit if duty.most is None else duty.most
    asked = duty.asked_last or datetime.min.replace(tzinfo=UTC)
    return helper.resting, taken.get(duty.member_id, 0) >= most, asked, duty.member_id


def read_id(text: str) -> int:
    """Read a number of ours or of Discord's before the first dot; 0 when it is none."""
    number = text.partition(".")[0]
    found = int(number) if number.isascii() and number.isdigit() and len(number) <= 19 else 0
    return found if found < 2**63 else 0
