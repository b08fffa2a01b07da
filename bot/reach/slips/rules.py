"""When the notes after a slip come, and what their refs say."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = (1, 3, 7, 14)
AT = time(12)  # by the member's own clock: nobody is woken, and the day is not over
LATE = timedelta(hours=20)
NOTE, GONE = "after", "after_gone"  # what the notes are called


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four notes: when they were asked for (seconds since 1970), and which one it is."""

    asked: int
    number: int

    @property
    def ref(self) -> str:
        return f"{self.asked:x}.{self.number}"

    @property
    def following(self) -> "Step | None":
        return Step(self.asked, self.number + 1) if self.number + 1 < len(DAYS) else None

    @property
    def before(self) -> "Step | None":
        return Step(self.asked, self.number - 1) if self.number else None


def first_step(now: datetime) -> Step:
    """Begin with the first note."""
    return Step(int(now.timestamp()), 0)


def read_step(ref: str) -> Step | None:
    """Read a note's ref; None when it is anything else."""
    asked, _, number = ref.partition(".")
    try:
        step = Step(int(asked, 16), int(number))
    except ValueError:
        return None
    return step if 0 <= step.number < len(DAYS) and 0 < step.asked < 1 << 40 else None


def first_moment(step: Step, zone: str | None) -> datetime:
    """Say when the first note comes: the next day at noon; without a zone, at the same hour."""
    asked = datetime.fromtimestamp(step.asked, UTC)
    if zone is None:
        return asked + timedelta(days=DAYS[0])
    there = ZoneInfo(zone)
    day = asked.astimezone(there).date() + timedelta(days=DAYS[0])
    return datetime.combine(day, AT, there).astimezone(UTC)


def pause_after(step: Step) -> timedelta:
    """Say how long it is from a note to the one that follows it."""
    return timedelta(days=DAYS[step.number + 1] - DAYS[step.number])
