"""Any sequence of changes leaves exactly the dates that a plain model says, on both databases.

The model knows nothing of rules: it is a list of days with the moment at which each happens.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.meetings import rules, store
from tests.support.clock import START
from tests.support.who import buttons_of
from tests.unit.meetings import steps

ZONE = ZoneInfo("Europe/Berlin")
TODAY = START.astimezone(ZONE).date()
DAYS = 70  # looked at; the clocks of Berlin do not change in them, those of the rules' tests do
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)


@dataclass
class Series:
    """Days by name: the moment the plan gives each, and the one it has (None: left out).

    `own` are the minutes of days that are longer or shorter than the others.
    """

    weekdays: frozenset[int]
    plan: dict[date, datetime]
    days: dict[date, datetime | None]
    paused: tuple[datetime, datetime | None] | None = None
    own: dict[date, int] = field(default_factory=dict)

    def lengths(self, now: datetime) -> list[tuple[datetime, int]]:
        ahead = set(self.starts(now))
        pairs = ((at, self.own.get(day, 60)) for day, at in self.days.items() if at in ahead)
        return sorted(pairs)

    def starts(self, now: datetime) -> list[datetime]:
        found = [at for at in self.days.values() if at is not None and at > now]
        if self.paused is not None:
            begins, ends = self.paused
            found = [at for at in found if at < begins or (ends is not None and at >= ends)]
        return sorted(found)

    def ahead(self, now: datetime) -> date:
        """The next date by the plan, or one that was moved from before now to after it."""
        starts = self.starts(now)
        moved = [day for day, at in self.days.items() if starts and at == starts[0]]
        return min([*moved, *(day for day, at in self.plan.items() if at > now)])

    def copy(self) -> "Series":
        days, own = dict(self.days), dict(self.own)
        return Series(self.weekdays, dict(self.plan), days, self.paused, own)


@dataclass
class Model:
    """All series by their id, and what each undo goes back to."""

    series: dict[int, Series] = field(default_factory=dict)
    before: list[tuple[object, dict[int, Series]]] = field(default_factory=list)

    def remember(self, done: object) -> None:
        self.before.append((done, self._was))

    def begin(self) -> None:
        self._was = {number: one.copy() for number, one in self.series.items()}

    def lengths(self, now: datetime) -> list[tuple[datetime, int]]:
        return sorted(pair for one in self.series.values() for pair in one.lengths(now))


def weekly(weekdays: frozenset[int], at: time, since: date) -> Series:
    days = (since + timedelta(days=n) for n in range(DAYS * 2))
    plan = {day: moment(day, at) for day in days if day.weekday() in weekdays}
    return Series(weekdays, plan, dict(plan))


def renew(old: Series, weekdays: frozenset[int], at: time, since: date) -> Series:
    """What a changed series looks like: days that were changed by themselves stay changed."""
    new = weekly(weekdays, at, since)
    new.paused = old.paused
    new.own = {day: minutes for day, minutes in old.own.items() if day in new.plan}
    own = {day: start for day, start in old.days.items() if start != old.plan[day]}
    taken = {start for day, start in new.plan.items() if day not in own}
    new.days |= {
        day: None if start in taken else start for day, start in own.items() if day in new.plan
    }
    return new


TIMES = st.sampled_from([time(17), time(19), time(20, 30)])
STEP = st.one_of(
    st.tuples(st.just("skip"), st.integers(0, 5)),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 20), TIMES),
    st.tuples(st.just("own"), st.integers(0, 5), st.sampled_from([15, 60, 90, 400])),
    st.tuples(st.just("edit"), st.frozensets(st.integers(0, 6), min_size=1, max_size=3), TIMES),
    st.tuples(
        st.just("part"),
        st.integers(0, 5),
        st.frozensets(st.integers(0, 6), min_size=1, max_size=3),
        TIMES,
    ),
    st.tuples(st.just("pause"), st.one_of(st.none(), st.integers(1, 30))),
    st.tuples(st.just("resume")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("wait"), st.integers(1, 4)),
)


async def look(stage, ids) -> list[tuple[datetime, int]]:
    """What the meetings give and how long, up to the end of what the model looks at."""
    end = START + timedelta(days=DAYS)
    async with stage.db.read() as tx:
        found = await store.find_meetings(tx, ids)
        dates = [
            (one.start, rules.on_day(meeting, one.date).minutes)
            for meeting in found
            for one in _until(rules.happening(meeting, tx.now), end)
        ]
    return sorted(dates)


def _until(occurrences, end):
    for one in occurrences:
        if one.start > end:
            return
        yield one


class Walk:
    """One sequence of steps, done to the real thing and to the model."""

    def __init__(self, stage, meeting):
        self.stage, self.model = stage, Model()
        self.current, self.titles = meeting, 0
        self.model.series[meeting] = weekly(frozenset({1}), time(19), TODAY)

    @property
    def now(self):
        return self.stage.clock.now()

    def ahead(self, n: int):
        """The n-th date ahead of the current series: its name and moment."""
        series = self.model.series[self.current]
        starts = series.starts(self.now)[:8]
        if not starts:
            return None
        start = starts[n % len(starts)]
        return next((day, start) for day, at in series.days.items() if at == start)

    async def take(self, step):
        self.model.begin()
        done = await getattr(self, step[0])(*step[1:])
        if done is not None:
            assert "Undo" in buttons_of(done)
            self.model.remember((done, self.current))

    def mark(self, day, start):
        self.model.series[self.current].days[day] = start

    async def skip(self, n):
        found = self.ahead(n)
        if found is None:
            return None
        done = await steps.skip(self.stage, self.current, int(found[1].timestamp()))
        self.mark(found[0], None)
        return done

    async def move(self, n, days, at):
        found = self.ahead(n)
        series = self.model.series[self.current]
        to = found and moment(found[1].astimezone(ZONE).date() + timedelta(days=days), at)
        if to is None or to in series.days.values():
            return None
        if to not in Series(frozenset(), {}, {TODAY: to}, series.paused).starts(self.now):
            return None
        local = to.astimezone(ZONE)
        done = await steps.move(
            self.stage, self.current, int(found[1].timestamp()),
            local.date().isoformat(), local.time().isoformat("minutes"),
        )  # fmt: skip
        self.mark(found[0], to)
        return done

    async def own(self, n, minutes):
        found = self.ahead(n)
        if found is None:
            return None
        picked = int(found[1].timestamp())
        done = await steps.edit(self.stage, self.current, picked, minutes=str(minutes))
        self.model.series[self.current].own[found[0]] = minutes
        return done

    async def edit(self, weekdays, at):
        series = self.model.series[self.current]
        if not series.starts(self.now):
            return None
        since = series.ahead(self.now)
        if weekdays != series.weekdays:
            monday = since - timedelta(days=since.weekday())
            since = max(monday, self.now.astimezone(ZONE).date())
        return await self._change("series", since, weekdays, at)

    async def part(self, n, weekdays, at):
        found = self.ahead(n)
        if found is None:
            return None
        return await self._change(int(found[1].timestamp()), found[0], weekdays, at)

    async def _change(self, picked, since, weekdays, at):
        series = self.model.series[self.current]
        known = set(await self.stage.ids())
        names = ", ".join(DAY_NAMES[day] for day in sorted(weekdays))
        self.titles += 1
        typed = {"days": names, "time": at.isoformat("minutes"), "title": f"Tea {self.titles}"}
        change = steps.edit if picked == "series" else steps.edit_from
        done = await change(self.stage, self.current, picked, **typed)
        made = set(await self.stage.ids()) - known
        new = renew(series, weekdays, at, since)
        if not made:
            self.model.series[self.current] = new
            return done
        series.own = {day: minutes for day, minutes in series.own.items() if day < since}
        series.days = {day: start for day, start in series.days.items() if day < since}
        series.plan = {day: start for day, start in series.plan.items() if day < since}
        (self.current,) = made
        self.model.series[self.current] = new
        return done

    async def pause(self, days):
        series = self.model.series[self.current]
        if not series.starts(self.now):
            return None
        until = None if days is None else self.now.astimezone(ZONE).date() + timedelta(days=days)
        done = await steps.pause(self.stage, self.current, until.isoformat() if until else "")
        series.paused = (self.now, moment(until, time(0)) if until else None)
        return done

    async def resume(self):
        series = self.model.series[self.current]
        if series.paused is None or not (series.paused[1] is None or series.paused[1] > self.now):
            return None
        done = await steps.resume(self.stage, self.current)
        series.paused = (series.paused[0], self.now)
        return done

    async def undo(self):
        if self.model.before:
            (done, _), was = self.model.before.pop()
            await steps.undo(self.stage, done)
            self.model.series = was
            self.current = max(number for number in was)

    async def wait(self, days):
        self.model.before.clear()
        await self.stage.at(self.now + timedelta(days=days, minutes=7))


@pytest.mark.timeout(400)  # a machine under load; alone it takes a tenth of that
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example([("pause", 1), ("part", 0, frozenset({0}), time(17)), ("resume",)])
@example([("own", 1, 90), ("edit", frozenset({1}), time(17)), ("own", 1, 60), ("undo",)])
@example([("own", 2, 15), ("part", 1, frozenset({1, 4}), time(19)), ("undo",)])
@given(st.lists(STEP, min_size=1, max_size=8))
async def test_the_dates_are_those_of_a_plain_model(stage, sequence):
    stage.clock.move_to(START)
    group = await stage.make_group(f"Group {len(await stage.ids())}")
    walk = Walk(stage, await stage.plan(group=group))
    for step in sequence:
        await walk.take(step)
        found = await look(stage, list(walk.model.series))
        end = START + timedelta(days=DAYS)
        assert found == [one for one in walk.model.lengths(walk.now) if one[0] <= end], step
