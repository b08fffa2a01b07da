"""Who is on duty in the coming week, and when nobody is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.reach.duty.rules import Duty, Helper, Said, Span, joined, without
from bot.servers.vouching.rules import Standing

WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rota:
    """What the page shows. `on` are those on duty now; `gaps` the times without anybody."""

    server_id: int
    now: datetime
    on: Sequence[Helper]
    gaps: Sequence[Span]
    open: Sequence[Said]  # shifts that somebody should take
    unsure: Sequence[Said] = ()  # shifts that nobody confirmed
    duties: Sequence[Duty] = ()
    standings: Sequence[Standing] = ()


def find_gaps(spans: Iterable[Span], now: datetime) -> list[Span]:
    """List the times of the coming seven days in which nobody is on duty."""
    return without([(now, now + WEEK)], joined(spans))


def count_hours(spans: Iterable[Span]) -> int:
    """Count whole hours, rounded up."""
    minutes = sum((end - start) // MINUTE for start, end in spans)
    return -(-minutes // 60)


def unsure_shifts(said: Iterable[Said], now: datetime) -> list[Said]:
    """List the shifts whose helper was asked and has not answered."""
    return [one for one in said if one.state == "asked" and one.ends > now]
