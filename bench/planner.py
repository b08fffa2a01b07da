"""Firing timers durably: our planner against APScheduler as shipped.

5,000 of 10,000 daily timers are due at the same moment. Ours has fired when the outbox row and the
timer's next date are committed; APScheduler's has when its coroutine ran (its SQLAlchemyJobStore
moves the date in SQLite, its MemoryJobStore keeps nothing). The jobs are laid in beforehand.
"""

import asyncio
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from apscheduler.job import Job
from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select

from bench.store import make_store, open_store
from bench.table import Line
from bot.core.clock import SystemClock
from bot.delivery.handlers import Handlers
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed
from bot.delivery.planner import Planner
from bot.delivery.timers import Due, set_timers
from bot.ops.memory import settle_now
from bot.storage.database import Tx
from bot.storage.tables import outbox

DUE, DUE_QUICK = 5_000, 1_000  # half of the timers
TURNS = 5
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = timedelta(milliseconds=1)
LONGEST = 300  # seconds until a baseline is given up
KIND = "bench.fire"


class Count:
    """How many jobs of a run have fired, and when all have."""

    def __init__(self, due: int) -> None:
        self.fired, self.due, self.all = 0, due, asyncio.Event()

    def one_more(self) -> None:
        self.fired += 1
        if self.fired == self.due:
            self.all.set()


counts: list[Count] = []  # APScheduler keeps a job's function by name, so the count is found here


def measure(*, quick: bool = False) -> list[Line]:
    """Compare fires per second with both of APScheduler's usual stores."""
    due = DUE_QUICK if quick else DUE
    with tempfile.TemporaryDirectory() as folder:
        pairs = [
            (
                asyncio.run(_plan(Path(folder, f"ours{turn}"), due)),
                asyncio.run(schedule(due, lay_in_memory)),
            )
            for turn in range(TURNS)
        ]
        ours, memory = (due / statistics.median(column) for column in zip(*pairs, strict=True))
        url = f"sqlite:///{Path(folder, 'jobs.db')}"
        stored = due / asyncio.run(schedule(due, partial(_lay_in_table, url)))
    return [
        _line(due, "SQLAlchemyJobStore", ours, stored, 40),
        _line(due, "MemoryJobStore", ours, memory, 2),
    ]


def _line(due: int, store: str, ours: float, baseline: float, least: int) -> Line:
    return Line(
        f"timers fired, {due:,} due of {2 * due:,} (baseline: {store})",
        f"{ours:,.0f}/s",
        f"{baseline:,.0f}/s",
        ours / baseline,
        f">= {least}",
        ours / baseline >= least,
    )


# ---------------------------------------------------------------- ours


async def _plan(folder: Path, due: int) -> float:
    await asyncio.to_thread(make_store, folder, _rows(2 * due))
    db = open_store(folder, SystemClock())
    await db.start()
    settle_now()  # as the bot does when it starts
    planner = Planner(db, Handlers(plans={KIND: fire_ours}))
    began = time.perf_counter()
    while await planner.plan_some():
        pass
    seconds = time.perf_counter() - began
    async with db.read() as tx:
        owed = await tx.scalar(select(func.count()).select_from(outbox))
    await db.close()
    if owed != due:
        raise RuntimeError(f"{owed} rows are owed instead of {due}")
    return seconds


def _rows(timers: int) -> Iterator[tuple[str, str, int]]:
    now = time.time()
    for number in range(timers):
        moment = now - 1 if number % 2 else now + 86_400
        yield KIND, f"{number}", int(moment * 1000)


async def fire_ours(tx: Tx, dues: Sequence[Due]) -> None:
    await post(tx, [_owed(due) for due in dues])
    await set_timers(tx, KIND, [(due.subject_id, due.due + DAY) for due in dues])


async def fire_again_soon(tx: Tx, dues: Sequence[Due]) -> None:
    """Fire as above, but be due again at once: such timers never run out."""
    await post(tx, [_owed(due) for due in dues])
    await set_timers(tx, KIND, [(due.subject_id, tx.now + SOON) for due in dues])


def _owed(due: Due) -> Owed:
    number, ref = int(due.subject_id), f"{due.subject_id}.{due.due.timestamp()}"
    return Owed(
        key=f"{KIND}.{ref}",
        kind=KIND,
        ref=ref,
        channel_id=number,
        server_id=number % 100,
        lane=Lane.MEETING,
        due=due.due,
        not_after=due.due + HOUR,
    )


# ---------------------------------------------------------------- APScheduler


async def fire(_number: int) -> None:
    """Count. A job names its function, so this is public."""
    counts[-1].one_more()


async def schedule(due: int, lay_in: Callable[[int], BaseJobStore]) -> float:
    """Let APScheduler fire so many jobs of twice as many; in how many seconds it had."""
    counts.append(Count(due))
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_jobstore(await asyncio.to_thread(lay_in, 2 * due))
    began = time.perf_counter()
    scheduler.start()
    async with asyncio.timeout(LONGEST):
        await counts[-1].all.wait()
    seconds = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return seconds


def _lay_in_table(url: str, jobs: int) -> BaseJobStore:
    store = SQLAlchemyJobStore(url=url)
    store.jobs_t.create(store.engine)
    rows = [
        {
            "id": job.id,
            "next_run_time": job.next_run_time.timestamp(),
            "job_state": pickle.dumps(job.__getstate__(), store.pickle_protocol),
        }
        for job in _jobs(jobs)
    ]
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), rows)
    return store


def lay_in_memory(jobs: int) -> BaseJobStore:
    """Fill APScheduler's store that keeps nothing."""
    store = MemoryJobStore()
    for job in _jobs(jobs):
        store.add_job(job)
    return store


def _jobs(jobs: int) -> Iterator[Job]:
    now = datetime.now(UTC)
    daily = CronTrigger(hour=now.hour, minute=now.minute, second=now.second, timezone=UTC)
    nobody = AsyncIOScheduler(timezone=UTC)
    for number in range(jobs):
        yield Job(
            nobody,
            id=f"{number}",
            trigger=daily,
            executor="default",
            func="bench.planner:fire",
            args=(number,),
            kwargs={},
            name="fire",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=now - timedelta(seconds=1) if number % 2 else now + DAY,
        )
