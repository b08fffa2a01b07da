"""Which shards this process answers for: those whose lease in the database it keeps.

Discord sends the events of a shard to every process that is connected to it, so exactly one may
answer. Whoever keeps a lease renews it every two seconds; when its process dies or stands still,
the lease runs out and another process that names the shard takes it over, the first shard first:
private chats come only there.
"""

import asyncio
from typing import Final, Protocol

import structlog

from bot.core.clock import count_seconds
from bot.core.errors import Busy, SetupProblem, Unavailable
from bot.core.parts import Shards
from bot.storage.database import BATCH, Database
from bot.storage.leases import held_by_others, keep_leases, queue_up, take_leases

LEASE: Final = 8.0  # seconds a lease lasts, by the database's clock
COUNTS: Final = 6.5  # seconds for which it is counted on, by ours, from when it was asked for
BEAT: Final = 2.0  # seconds between two renewals
HURRY: Final = 0.5  # seconds for a renewal while a person waits
BETWEEN: Final = 5.5  # seconds between two identifies of a bucket; Discord wants five

log = structlog.get_logger()


class OurShards(Protocol):
    """Which shards are ours, and when each may identify itself."""

    shards: Shards

    async def check_count(self) -> None:
        """Raise `SetupProblem` when other processes divide the servers differently."""
        ...

    def holds(self, shard: int) -> bool:
        """Whether only this process answers for the shard at this moment."""
        ...

    async def beat(self) -> bool:
        """Take and renew what can be had; False when that could not be found out."""
        ...

    async def may_answer(self, shard: int) -> bool:
        """Tell whether an interaction of this shard is ours to answer."""
        ...

    async def wait_turn(self, bucket: int) -> None:
        """Wait until a shard of this bucket may identify itself."""
        ...

    async def give_back(self) -> None:
        """Let others have them now."""
        ...


class AllShards:
    """Every shard, in the one process there is."""

    def __init__(self, shards: Shards) -> None:
        self.shards = shards
        self._next: dict[int, float] = {}

    async def check_count(self) -> None: ...

    def holds(self, shard: int) -> bool:
        return shard in self.shards.ids

    async def beat(self) -> bool:
        return True

    async def may_answer(self, shard: int) -> bool:
        return self.holds(shard)

    async def wait_turn(self, bucket: int) -> None:
        now = count_seconds()
        turn = max(now, self._next.get(bucket, now))
        self._next[bucket] = turn + BETWEEN
        await asyncio.sleep(turn - now)

    async def give_back(self) -> None: ...


class LeasedShards:
    """Those of the named shards whose lease this process has."""

    def __init__(self, db: Database, shards: Shards) -> None:
        self.shards = shards
        self._db = db
        self._names = {self._name(shard): shard for shard in shards.ids}
        self._counts_until: dict[int, float] = {}
        self._out_of_reach = False
        self._turn = asyncio.Lock()

    async def check_count(self) -> None:
        async with self._db.begin(BATCH) as tx:
            held = await held_by_others(tx, self._db.process, "shard:%")
        counts = {int(name.rpartition("/")[2]) for name in held} - {self.shards.count}
        if counts:
            raise SetupProblem(
                f"Other processes run with {min(counts)} shards, this one with"
                f" {self.shards.count}: give all of them the same number after the / of --shards."
            )

    def holds(self, shard: int) -> bool:
        return count_seconds() < self._counts_until.get(shard, 0.0)

    async def beat(self) -> bool:
        async with self._turn:
            asked = count_seconds()
            try:
                async with self._db.begin(BATCH) as tx:
                    taken = await take_leases(tx, self._db.process, list(self._names), LEASE)
            except (Busy, Unavailable):
                self._out_of_reach = True
                return False
            self._out_of_reach = False
            self._counts_until = {self._names[name]: asked + COUNTS for name in taken}
            return True

    async def may_answer(self, shard: int) -> bool:
        """Tell whether it is ours; without a database nobody can have taken it, so it is."""
        if self.holds(shard) or self._out_of_reach:
            return True
        try:
            async with asyncio.timeout(HURRY):
                if not await self.beat():
                    return True
        except TimeoutError:
            return True
        if not self.holds(shard):
            log.info("answered_by_another_process", shard=shard)
        return self.holds(shard)

    async def wait_turn(self, bucket: int) -> None:
        name = f"identify:{bucket}"
        async with self._db.begin(BATCH) as tx:
            wait = await queue_up(tx, self._db.process, name, BETWEEN)
        await asyncio.sleep(wait)

    async def give_back(self) -> None:
        self._counts_until = {}
        try:
            async with self._db.begin(BATCH) as tx:
                await keep_leases(tx, self._db.process, list(self._names), 0.0)
        except (Busy, Unavailable):
            log.warning("shards_not_given_back")

    def _name(self, shard: int) -> str:
        return f"shard:{shard}/{self.shards.count}"
