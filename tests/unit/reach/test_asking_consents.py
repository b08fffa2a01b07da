"""No sequence of switches lets a call for help reach somebody who is not allowed at that moment.

People block and are blocked, are reported, go on and off duty, rest, sleep, are paused, leave, end
it as a pair; time passes and calls are sent, answered, taken and given up in between. After each
message that really went out, whoever got it must have been allowed by a model of its own, which
knows nothing of the code.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.press import Press, Submission
from bot.reach.asking import service as asking
from bot.servers.vouching import store as vouchings
from bot.sponsors import service as sponsors
from bot.sponsors import store as pairs
from bot.sponsors.offering.rules import NO_QUIET
from bot.sponsors.offering.store import find_offer, put_offer
from bot.sponsors.reporting import store as reports
from bot.storage.tables import metadata
from tests.support.who import ANA, SERVER
from tests.unit.reach.calling import HAL, HIA, KIM, MODERATORS_CHANNEL, SAM, Night

PEOPLE = (SAM, KIM, HAL, HIA)
WHAT = {SAM: "sponsor", KIM: "sponsor", HAL: "helper", HIA: "helper"}
NEUTRAL, NEWS = "Someone would like a word now.", "There is news for you."
ABOUT_A_PAIR = "A note you asked for."


@dataclass
class Model:
    """Who may be asked, as people would say it."""

    apart: set[int] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    off: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    reviewed: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    resting: set[int] = field(default_factory=set)
    asleep: set[int] = field(default_factory=set)
    only: bool = False
    helpers_only: bool = False

    def allows(self, person: int) -> bool:
        if person in self.apart | self.paused | self.gone | self.off | self.left | self.reviewed:
            return False
        if person in self.ended | self.resting | self.asleep:
            return False
        if WHAT[person] == "helper":
            return not self.only
        return not self.helpers_only and not (self.only and person == KIM)


class Walk:
    """Does each switch in the program and in the model, and compares whatever was sent."""

    def __init__(self, night):
        self.night, self.model, self.seen = night, Model(), 0

    async def take(self, switch, value):
        request = await self.night.request()
        step = getattr(self, switch, None)
        if step is not None:
            await step(value)
        elif switch in ALONE and request is None:
            await getattr(self, ALONE[switch])(value)
        elif switch in WITH and request is not None:
            await getattr(self, WITH[switch])(request, value)
        if switch in ("deliver", "wait"):
            self.compare()

    def compare(self):
        posted = self.night.transport.posted
        chats = {channel: member for member, channel in self.night.transport.chats.items()}
        for one in posted[self.seen :]:
            if one.channel_id == MODERATORS_CHANNEL:
                assert not self.model.only
            elif one.message.body == ABOUT_A_PAIR:
                assert WHAT[chats[one.channel_id]] == "sponsor"  # a walk of its own looks at these
            elif chats[one.channel_id] == ANA:
                assert one.message.body == NEWS
            else:
                assert one.message.body == NEUTRAL
                assert self.model.allows(chats[one.channel_id])
        self.seen = len(posted)

    # ------------------------------------------------------------ switches of consent

    async def block(self, person):
        await self.night.call(sponsors.block, ANA, person)
        self.model.apart.add(person)

    async def blocked(self, person):
        await self.night.call(sponsors.block, person, ANA)
        self.model.apart.add(person)

    async def pause(self, person):
        await self._stand(person, suspended=True)
        await self.night.call(asking.let_go, SERVER, person)
        self.model.paused.add(person)

    async def lift(self, person):
        await self._stand(person, suspended=False)
        self.model.paused.discard(person)

    async def _stand(self, person, *, suspended):
        async with self.night.db.begin() as tx:
            standing = await vouchings.find_standing(tx, SERVER, person, WHAT[person])
            moment = tx.now if suspended else None
            await vouchings.change_standing(tx, standing, suspended_at=moment)

    async def leave(self, person):
        self.night.transport.visible.discard((person, 0))
        await self.night.forget_sightings()
        self.model.gone.add(person)

    async def come_back(self, person):
        self.night.transport.visible.add((person, 0))
        await self.night.forget_sightings()
        self.model.gone.discard(person)

    async def report(self, person):
        reporter, feature = self.night.who(100 + person), self.night.features["sponsors"]
        sent = Submission("report", f"member~{person}", {"reason": "money", "words": ""})
        async with self.night.db.begin() as tx:
            await feature.submit(tx, reporter, sent)
        self.model.reviewed.add(person)

    async def close_reports(self, _person):
        for row in await self.night.call(reports.reports_in, SERVER):
            await self.night.call(reports.drop_report, row["report_id"])
        self.model.reviewed.clear()

    async def end_pair(self, person):
        for side in await self.night.call(pairs.sides_of, ANA):
            if side.other_id == person:
                await self._press_as_sponsors(ANA, "end_yes", f"later.{side.pair_id}")
                self.model.ended.add(person)

    async def rest(self, person):
        await self._switch(person, self.model.resting, "pause")

    async def go_on(self, person):
        await self._switch(person, self.model.resting, "go_on", on=False)

    async def fall_asleep(self, person):
        await self._switch(person, self.model.asleep, quiet=(time(8), time(20)))

    async def wake_up(self, person):
        await self._switch(person, self.model.asleep, quiet=NO_QUIET, on=False)

    async def _switch(self, person, known, press="", *, on=True, **changes):
        """Let a sponsor or stand-in press this, or change their offer."""
        if WHAT[person] != "sponsor":
            return
        if press:
            await self._press_as_sponsors(person, press, "")
        else:
            async with self.night.db.begin() as tx:
                await put_offer(tx, replace(await find_offer(tx, person), **changes))
        (known.add if on else known.discard)(person)

    async def _press_as_sponsors(self, member_id, action, ref):
        async with self.night.db.begin() as tx:
            await self.night.features["sponsors"].press(
                tx, self.night.who(member_id), Press(action, ref)
            )

    async def on(self, person):
        if WHAT[person] == "helper" and person not in self.model.paused:
            await self.night.on_duty(person)
            self.model.off.discard(person)

    async def off(self, person):
        if WHAT[person] == "helper":
            await self.night.off_duty(person)
            self.model.off.add(person)

    # ------------------------------------------------------------ the call, and time

    async def deliver(self, _person):
        await self.night.engine.step()

    async def wait(self, _person):
        await self.night.pass_time(minutes=5)

    async def _leave_out(self, person):
        await self.night.leave_out(person)
        self.model.left = {person}

    async def _ask(self, _person, mode="a"):
        self.model.only, self.model.helpers_only = mode == "o", mode == "h"
        await self.night.call(asking.send_request, ANA, SERVER, plan_ref=mode)

    async def _ask_only(self, person):
        await self._ask(person, "o")

    async def _ask_helpers(self, person):
        await self._ask(person, "h")

    async def _stop(self, request, _person):
        await self.night.call(asking.close, request.id, "stopped")

    async def _lose(self, request, _person):
        await self.night.call(asking.climb, request.id, "asker_no")

    async def _come(self, request, person, action="ask_yes"):
        for one in await self.night.call(asking.people_of, request.id):
            if one.member_id == person and one.asked_at:
                with suppress(Refused):
                    await self.night.press(self.night.who(person), action, one.id)

    async def _refuse(self, request, person):
        await self._come(request, person, "ask_no")


ALONE = {"ask": "_ask", "only": "_ask_only", "helpers": "_ask_helpers", "left": "_leave_out"}
WITH = {"stop": "_stop", "lose": "_lose", "come": "_come", "refuse": "_refuse"}
STEPS = [name for name in vars(Walk) if name[0] != "_" and name not in ("take", "compare")]
OFTEN = [*ALONE, *WITH, "ask", "helpers", "come", "deliver", "deliver", "wait", "wait", "wait"]
LONGEST = 22
MOVES = st.tuples(
    st.permutations(STEPS + OFTEN),
    st.lists(st.sampled_from(PEOPLE), min_size=LONGEST, max_size=LONGEST),
)


def walking(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture
def night(db, clock):
    return Night(db, clock)


async def walk_through(night, moves):
    async with night.db.begin() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(table.delete())
    night.transport.posted.clear()
    await night.begin()
    walk = Walk(night)
    await walk.take("ask", SAM)
    for switch, person in list(zip(*moves, strict=False))[:LONGEST]:
        await walk.take(switch, person)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("db_kind", ["sqlite"])
@walking(6)
@given(moves=MOVES)
async def test_any_sequence_of_switches(night, moves):
    await walk_through(night, moves)


@pytest.mark.long
@pytest.mark.timeout(1800)
@walking(300)
@given(moves=MOVES)
async def test_many_sequences_of_switches(night, moves):
    await walk_through(night, moves)
