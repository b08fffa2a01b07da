"""No sequence of switches lets anything reach a person who is not allowed at that moment.

A model that knows nothing of rows says what may be read and by whom. Notes are owed first and sent
later, so that every switch also falls between the two.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from bot.sponsors.nudging.service import look
from bot.sponsors.offering.service import _keep
from bot.sponsors.reporting import store as reports
from bot.storage.tables import metadata
from tests.support.who import ANA, BEN, CLEO, SERVER, buttons_of, somebody

SAM, DAN = BEN, CLEO
SUPPORTERS = (SAM, DAN)
BERLIN = ZoneInfo("Europe/Berlin")
ROLES = {SAM: "sponsor", DAN: "stand_in"}


@dataclass
class Model:
    """What Ana agreed to, and what holds for the two who support her."""

    pairs: dict[int, str] = field(default_factory=dict)  # by supporter
    shares: set[tuple[int, str]] = field(default_factory=set)
    checked: dict[int, datetime] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    suspended: set[int] = field(default_factory=set)
    reviewed: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)  # by Ana or by them

    def may_read(self, supporter: int) -> bool:
        stopped = self.suspended | self.reviewed | self.blocked
        return supporter in self.pairs and supporter not in stopped

    def may_learn(self, supporter: int, what: str, now: datetime) -> bool:
        yesterday = now.astimezone(BERLIN).date() - timedelta(days=1)
        at = self.checked.get(supporter)
        recent = at is not None and at.astimezone(BERLIN).date() >= yesterday
        shared = (supporter, "yes" if what == "checked" else "not") in self.shares
        return self.may_read(supporter) and shared and recent == (what == "checked")

    def forget(self, supporter: int) -> None:
        self.pairs.pop(supporter, None)
        self.asked.discard(supporter)
        self.stop_sharing(supporter)

    def stop_sharing(self, supporter: int) -> None:
        self.checked.pop(supporter, None)
        self.shares = {one for one in self.shares if one[0] != supporter}


class Walk:
    """Does a step for real and in the model, and compares after every one."""

    def __init__(self, stage):
        self.stage, self.model, self.seen = stage, Model(), 0
        self.reporters = count(900_001)  # each reports once: one member cannot pause several

    async def begin(self):
        for one in SUPPORTERS:
            await self.stage.call(_keep, await self.stage.offer(one))
            self.model.pairs[one] = await self.stage.pair(ANA, one, role=ROLES[one])
            await self.share_not(one)
            await self.ask_to_check(one)

    async def take(self, step, who):
        await getattr(self, step)(who)
        await self.compare()

    async def press(self, member_id, action, ref="", values=()):
        with suppress(Refused):
            return await self.stage.press(somebody(member_id), action, ref, values)

    # ------------------------------------------------------------ steps

    async def share_yes(self, who):
        await self._share(who, "yes")

    async def share_not(self, who):
        await self._share(who, "not")

    async def _share(self, who, which):
        if who in self.model.pairs:
            await self.press(ANA, "share", f"{which}.on.{self.model.pairs[who]}")
            self.model.shares.add((who, which))

    async def unshare(self, who):
        for which in ("yes", "not"):
            await self.press(ANA, "share", f"{which}.off.{self.model.pairs.get(who, '')}")
            self.model.shares.discard((who, which))
        self.model.checked.pop(who, None)

    async def stop_sharing(self, _who):
        await self.press(ANA, "stop_sharing")
        self.model.shares.clear()
        self.model.checked.clear()

    async def check_in(self, _who):
        await self.stage.call(sponsors.note_checkin, ANA)
        for one in {one for one, _which in self.model.shares}:
            self.model.checked[one] = self.stage.clock.now()

    async def ask_to_check(self, who):
        said = await self.press(ANA, "check_yes", self.model.pairs.get(who, "none"))
        if said is not None and "nobody I can ask" not in said.body:
            self.model.asked.add(who)

    async def hand(self, who):
        page = await self.press(who, "hand", self.model.pairs.get(who, "none"))
        if page is not None and who == SAM:
            self.model.asked.discard(SAM)
            self.model.asked.add(DAN)

    async def pause(self, who):
        await self.press(who, "pause")
        self.model.paused.add(who)

    async def go_on(self, who):
        await self.press(who, "go_on")
        self.model.paused.discard(who)

    async def suspend(self, who):
        await self.stage.suspend(who)
        await self.stage.call(sponsors.on_paused, SERVER, who)
        self.model.suspended.add(who)

    async def lift(self, who):
        await self.stage.suspend(who, lift=True)
        self.model.suspended.discard(who)

    async def block(self, who):
        await self.stage.call(sponsors.block, ANA, who)
        self.model.blocked.add(who)
        self.model.forget(who)

    async def be_blocked(self, who):
        await self.stage.call(sponsors.block, who, ANA)
        self.model.blocked.add(who)
        self.model.forget(who)

    async def report(self, who):
        reporter = somebody(next(self.reporters))
        form = await self.stage.press(reporter, "report", f"member~{who}")
        await self.stage.send(reporter, form, reason="other")
        self.model.reviewed.add(who)
        self.model.stop_sharing(who)

    async def close_reports(self, who):
        for row in await self.stage.call(reports.reports_in, SERVER):
            await self.press(900, "close_report", row["report_id"])
            async with self.stage.db.begin() as tx:
                await reports.drop_report(tx, row["report_id"])
        del who
        self.model.reviewed.clear()

    async def end(self, who):
        await self.press(ANA, "end_yes", f"later.{self.model.pairs.get(who, 'none')}")
        self.model.forget(who)

    async def step_back(self, who):
        pair_id = self.model.pairs.get(who, "none")
        if await self.press(who, "end_yes", f"now.{pair_id}") is not None:
            self.model.forget(who)

    async def pair_again(self, who):
        if who not in self.model.pairs and who not in self.model.blocked:
            self.model.pairs[who] = await self.stage.pair(ANA, who, role=ROLES[who])

    async def quiet(self, who):
        form = await self.press(who, "hours")
        await self.stage.send(somebody(who), form, quiet="08:00-20:00", most=("3",))

    async def loud(self, who):
        form = await self.press(who, "hours")
        await self.stage.send(somebody(who), form, quiet="none", most=("3",))

    async def pass_hour(self, _who):
        await self.stage.pass_time(hours=1)

    async def pass_day(self, _who):
        await self.stage.pass_time(hours=25)

    async def pass_nights(self, _who):
        await self.stage.pass_time(days=4)
        await self.stage.call(self.stage.feature.housekeep)

    async def send(self, _who):
        await self.stage.engine.step()

    # ------------------------------------------------------------ what holds after each

    async def compare(self):
        now = self.stage.clock.now()
        for one in SUPPORTERS:
            today = await self.stage.call(look, one)
            for line in today.lines:
                assert self.model.may_read(one), (one, line)
                assert not line.hello
                assert not line.checked or self.model.may_learn(one, line.checked, now)
                assert not line.asked or one in self.model.asked
        await self.compare_sent(now)

    async def compare_sent(self, now):
        sent, self.seen = self.stage.transport.posted[self.seen :], len(self.stage.transport.posted)
        chats = {channel: member for member, channel in self.stage.transport.chats.items()}
        for message in sent:
            member = chats[message.channel_id]
            assert message.now_says.body == "A note you asked for."
            assert set(buttons_of(message.now_says)) == {"Open"}
            today = await self.stage.call(look, member)
            assert not today.is_empty
            held = await self.stage.call(sponsors.is_free_now, member, for_help=False, at=now)
            assert held is None
            if member in self.model.paused or not self.model.may_read(member):
                assert today.news or member == ANA


STEPS = [
    name
    for name in vars(Walk)
    if name[0] != "_" and name not in ("begin", "take", "press", "compare", "compare_sent")
]
OFTEN = ["send"] * 4 + ["ask_to_check"] * 3 + ["share_not", "pass_hour", "quiet"]
LONGEST = 14
MOVES = st.tuples(
    st.permutations(STEPS + OFTEN),
    st.lists(st.sampled_from(SUPPORTERS), min_size=LONGEST, max_size=LONGEST),
)


def steps_of(moves):
    """Every step is as likely as another; a plain list would begin with the same few."""
    return list(zip(*moves, strict=False))[:LONGEST]


def walking(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


async def walk_through(stage, db, moves):
    await empty(db)
    stage.transport.posted.clear()
    walk = Walk(stage)
    await walk.begin()
    for step, who in steps_of(moves):
        await walk.take(step, who)


@pytest.mark.parametrize("db_kind", ["sqlite"])
@walking(8)
@given(moves=MOVES)
async def test_any_sequence_of_switches(stage, db, moves):
    await walk_through(stage, db, moves)


@pytest.mark.long
@pytest.mark.timeout(3600)  # minutes on a quiet machine
@walking(150)
@given(moves=MOVES)
async def test_many_sequences_of_switches(stage, db, moves):
    await walk_through(stage, db, moves)


async def empty(db):
    async with db.begin() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(table.delete())
