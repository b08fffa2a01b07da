"""Several bot processes on one PostgreSQL, begun, paused and killed by a test."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from time import monotonic
from typing import Any

from sqlalchemy import update

from bot.storage.tables import outbox
from tests.support.postgres import ask_postgres
from tests.support.wire.owing import Ledger
from tests.support.wire.process import Process

Begin = Callable[..., Awaitable[Process]]
LEADER = 0x41667465726C
STEP = 0.05  # seconds between two looks


class Fleet:
    """Who runs, and what the test does to them."""

    def __init__(self, ledger: Ledger, begin: Begin, seed: int = 1) -> None:
        self.ledger, self._begin, self.chance = ledger, begin, Random(seed)
        self.parts: list[str] = []
        self.processes: list[Process] = []

    async def start(self, *parts: str, **more: str) -> None:
        """Begin a process for each of these parts ("--role worker")."""
        for part in parts:
            self.parts.append(part)
            self.processes.append(await self._begin(WIRE_ARGS=part, **more))

    async def restart(self, process: Process) -> None:
        """Begin one that has ended anew, as a supervisor does."""
        place = self.processes.index(process)
        self.processes[place] = await self._begin(WIRE_ARGS=self.parts[place])

    async def rest_a_while(self, least: float, most: float) -> None:
        """Let some time go by, by chance."""
        await asyncio.sleep(self.chance.uniform(least, most))

    async def stop(self) -> None:
        """Stop all of them, as an operator would; each must end in order."""
        for process in self.processes:
            process.send(signal.SIGTERM)
        for process in self.processes:
            code = await process.wait()
            too_young = not process.lines and code == -signal.SIGTERM  # it could not hear yet
            assert code == 0 or too_young, process.last_words

    # ------------------------------------------------------------ the leader

    def leader(self) -> Process | None:
        """Find the one that began to lead last, if it lives."""
        leading = [one for one in self.processes if one.code is None and one.logged("leading")]
        newest = max(leading, key=lambda one: one.logged("leading")[-1]["timestamp"], default=None)
        if newest is not None and newest.logged("leadership_lost"):
            lost = newest.logged("leadership_lost")[-1]["timestamp"]
            return None if lost > newest.logged("leading")[-1]["timestamp"] else newest
        return newest

    async def wait_leader(self, other_than: Process | None = None, within: float = 60.0) -> Process:
        """Wait until a process leads that is not this one."""
        await wait(lambda: self.leader() not in (None, other_than), within, "a leader")
        found = self.leader()
        assert found is not None
        return found

    def cut_leader(self) -> None:
        """Cut the connection that holds the leader's lock, as a failover of the database would."""
        high, low = LEADER >> 32, LEADER & 0xFFFFFFFF
        holder = f"SELECT pid FROM pg_locks WHERE classid = {high} AND objid = {low} AND granted"
        self.ask(f"SELECT pg_terminate_backend(pid) FROM ({holder}) AS holder")

    # ------------------------------------------------------------ what is owed

    def count_sent(self) -> int:
        return self.ledger.count_states()["sent"]

    async def wait_sent(self, number: int, within: float = 90.0) -> None:
        await wait(lambda: self.count_sent() >= number, within, f"{number} sent")

    async def wait_planned(self, number: int, within: float = 90.0) -> None:
        """Wait until so many rows are owed, sent or not."""

        def is_planned() -> bool:
            return sum(self.ledger.count_states().values()) >= number

        await wait(is_planned, within, f"{number} planned")

    async def wait_quiet(self, within: float = 90.0) -> None:
        """Wait until nothing that is due is left to be done."""
        await wait(lambda: self.ledger.is_quiet(datetime.now(UTC)), within, "the end of the work")

    async def make_urgent(self) -> str:
        """Let what would be sent last be a call for help; returns its key."""
        query = "SELECT key FROM outbox WHERE state = 'waiting' ORDER BY id DESC LIMIT 1"
        await wait(lambda: bool(self.ask(query)), 30.0, "a row that waits")
        ((key,),) = self.ask(query)
        statement = update(outbox).where(outbox.c.key == key).values(lane=0)
        await self.ledger.execute((statement, {}))
        return key

    async def wait_key(self, key: str, within: float) -> float:
        """Wait until this row is sent, and tell how many seconds that took."""
        began = monotonic()
        query = f"SELECT count(*) FROM outbox WHERE key = '{key}' AND state = 'sent'"
        await wait(lambda: self.ask(query) == [(1,)], within, key)
        return monotonic() - began

    def ask(self, question: str) -> list[Any]:
        return ask_postgres(self.ledger.settings.database_url, question)

    def check(self) -> None:
        """Nothing is lost, nothing was said twice, and Discord never saw too much at once."""
        limits = self.ledger.discord.rest.limits
        assert self.ledger.find_faults() == {}
        assert self.ledger.count_states().keys() == {"sent"}
        assert self.ledger.list_incidents() == []
        assert limits.peak <= 50
        assert limits.refused == 0


async def wait(come: Callable[[], bool], within: float, what: str) -> None:
    """Look again and again."""
    ends = monotonic() + within
    while not come():
        assert monotonic() < ends, f"{what} did not come in {within} s"
        await asyncio.sleep(STEP)
