"""One of several processes on a PostgreSQL sends; the others stand ready."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select, text, update

from bot.delivery import leadership
from bot.delivery import reserve as reserve_module
from bot.delivery.claim import claim
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.leadership import Candidate
from bot.delivery.owed import End
from bot.delivery.pacer import Pacer
from bot.delivery.reserve import Reserve
from bot.delivery.results import Closed, Finished
from bot.delivery.turns import Turns
from bot.storage.tables import leases, outbox
from bot.storage.types import EPOCH
from tests.support.transport import held
from tests.unit.delivery.running import Running, until
from tests.unit.delivery.stage import make_owed

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])


class Rival:
    """A process that stands for leader, and what it does when it leads."""

    def __init__(self, db):
        self.pacer, self.reserve = Pacer(), Reserve(db)
        self.candidate = Candidate(db, self.pacer, self.reserve)
        self.reigns, self.whole = 0, True
        self.stopping = asyncio.Event()

    async def work(self):
        self.reigns += 1
        await self.stopping.wait()
        return self.whole

    @asynccontextmanager
    async def standing(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.candidate.run(self.work, self.stopping))
            yield self
            self.stopping.set()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(leadership, "LOOK", 0.05)


def events(logged, name):
    return [one for one in logged if one["event"] == name]


async def cut(db):
    async with db.begin() as tx:
        await tx.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        )


async def test_the_second_takes_over_where_the_first_stops_in_order(db, logged):
    first, second = Rival(db), Rival(db)
    async with second.standing():
        await until(lambda: second.reigns)
        async with first.standing():
            await asyncio.sleep(0.2)
            assert (first.reigns, first.candidate.leads, second.candidate.leads) == (0, False, True)
            second.stopping.set()
            await until(lambda: first.reigns)
            assert first.candidate.leads
    assert [one["seconds"] for one in events(logged, "leading")] == [1.1, 1.1]


async def test_after_an_end_that_was_not_in_order_it_goes_slowly(db, logged):
    first, second = Rival(db), Rival(db)
    first.whole = False  # something was cut off
    for one in (first, second):
        async with one.standing():
            await until(lambda: one.reigns)  # noqa: B023 - it is awaited here
    assert [one["seconds"] for one in events(logged, "leading")] == [1.1, 10.0]


async def test_a_leader_begins_in_the_places_that_all_share(db, monkeypatch):
    monkeypatch.setattr(leadership, "AFTER_A_CLEAN_END", 3600.0)
    rival = Rival(db)
    rival.pacer.follow(rival.reserve)
    async with rival.standing():
        await until(lambda: rival.reigns)
        assert rival.pacer.try_reserve() is None


async def test_the_pace_of_a_leader_and_of_the_others(db, monkeypatch, logged):
    monkeypatch.setattr(leadership, "AFTER_A_CLEAN_END", 0.0)
    rival = Rival(db)
    rival.pacer.follow(rival.reserve)
    async with rival.standing():
        await until(lambda: events(logged, "leading_at_full_speed"))
        slots = [await rival.pacer.reserve() for _ in range(45)]
        assert rival.pacer.try_reserve() is None
        for slot in slots:
            slot.give_back()
    assert rival.pacer.try_reserve() is None


async def test_who_is_cut_off_stops_at_once_and_may_lead_again(db, logged):
    rival = Rival(db)
    async with rival.standing():
        await until(lambda: rival.reigns)
        await cut(db)
        await until(lambda: rival.reigns == 2)
        assert rival.candidate.leads
    assert len(events(logged, "leadership_lost")) == 1


# ---------------------------------------------------------------- what the engine does


@pytest.fixture
def led(stage):
    """The stage's engine, as one of several."""
    pacer = Pacer(100_000)
    candidate = Candidate(stage.db, pacer, Reserve(stage.db))
    return stage.start_engine(leadership=candidate), candidate


async def test_the_engine_sends_while_it_leads(stage, led):
    engine, _ = led
    await stage.owe(make_owed())
    async with Running(engine):
        await until(lambda: stage.transport.said() == ["talk.1"])
        assert engine.leads
    assert not engine.leads
    assert await stage.states() == {"talk.1": "sent"}


async def test_what_was_being_sent_when_the_lock_was_lost_is_taken_back(stage, led):
    engine, _ = led
    stage.transport.plan("send", held(asyncio.Event()))
    await stage.owe(make_owed())
    async with Running(engine):
        await until(lambda: stage.transport.requests)
        await cut(stage.db)
        await until(lambda: stage.transport.said() == ["talk.1"])
    assert [one[0] for one in stage.transport.requests] == ["send", "send"]
    assert await stage.states() == {"talk.1": "sent"}


async def test_one_that_only_answers_neither_plans_nor_sends(stage):
    engine = Delivery(
        stage.db, stage.clock, stage.transport, Handlers(), stage.pacer, alarm=False, delivers=False
    )
    await stage.owe(make_owed())
    async with Running(engine):
        await asyncio.sleep(0.1)
        assert not engine.leads
    assert stage.transport.requests == []


async def test_a_result_does_not_count_when_another_process_took_the_row_over(stage):
    await stage.owe(make_owed())
    async with stage.db.begin() as tx:
        (row,) = await claim(tx, Turns(), set(), 1)
        await tx.execute(update(outbox).values(attempts=outbox.c.attempts + 1))
    finished = Finished(row, Closed(End.REFUSED, "50001"))
    await stage.engine.dispatcher.recorder.record([finished])
    assert await stage.states() == {"talk.1": "sending"}


# ---------------------------------------------------------------- the places that all share


async def test_five_places_and_no_more(db):
    reserve, other = Reserve(db), Reserve(db)
    taken = [await reserve.take() for _ in range(3)] + [await other.take() for _ in range(3)]
    assert [one is not None for one in taken] == [True] * 5 + [False]
    taken[0].refund()
    await reserve.settle()
    assert await other.take() is not None
    assert await other.take() is None


async def test_places_are_kept_by_a_beat_and_free_again_without(db, monkeypatch):
    monkeypatch.setattr(reserve_module, "HOLDS", 60.0)
    monkeypatch.setattr(reserve_module, "BEAT", 0.01)
    living, dead, other = Reserve(db), Reserve(db), Reserve(db)
    assert None not in [await living.take() for _ in range(3)]
    assert None not in [await dead.take() for _ in range(2)]
    await let_time_run_out(db)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(living.run())
        while await count_free(db) > 2:  # noqa: ASYNC110 - another process gives no event
            await asyncio.sleep(0.01)
        taken = [await other.take() for _ in range(3)]
        keeping.cancel()
    assert [one is not None for one in taken] == [True, True, False]


async def let_time_run_out(db):
    """Let every lease be over."""
    async with db.begin() as tx:
        await tx.execute(update(leases).values(until=EPOCH))


async def count_free(db):
    over = select(func.count()).select_from(leases).where(leases.c.until == EPOCH)
    async with db.read() as tx:
        return await tx.scalar(over)


async def test_a_place_rests_for_a_second_after_its_request(db):
    reserve = Reserve(db)
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(reserve.run())
        began = asyncio.get_running_loop().time()
        pacer = Pacer()
        pacer.follow(reserve)
        for _ in range(6):
            slot = await pacer.start_request()
            slot.end()
        took = asyncio.get_running_loop().time() - began
        keeping.cancel()
    assert took >= 1.0
