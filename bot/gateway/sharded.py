"""The client of a bot in several shards, of which this process has some, and one of a worker."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord.gateway import DiscordWebSocket

from bot.core.errors import Busy, Unavailable
from bot.gateway.client import AftercareClient, Work
from bot.gateway.shards import BEAT, OurShards
from bot.gateway.tracing import FencedConnector

log = structlog.get_logger()


class ShardedClient(AftercareClient, discord.AutoShardedClient):
    """Connects the shards that are ours, when they become ours, and leaves those that are not."""

    def __init__(self, app: Any, ours: OurShards, **options: Any) -> None:
        named = ours.shards
        super().__init__(app, shard_ids=list(named.ids), shard_count=named.count, **options)
        self.ours = ours
        self._buckets = 1  # how many shards may identify at once
        self._complete: set[int] = set()  # shards whose servers are all known
        self._launching: dict[int, asyncio.Task[None]] = {}
        self._left: set[int] = set()

    async def prepare(self) -> None:
        """Raise `SetupProblem` when other processes divide the servers differently."""
        self.http.connector = FencedConnector(limit=0)
        await self.ours.check_count()

    def works(self) -> Sequence[Work]:
        return (self.serve_shards,)

    async def launch_shards(self) -> None:
        """Launch none yet: `serve_shards` does, as they become ours."""
        self._connection.shard_count = self.shard_count
        self._connection.shard_ids = list(self.ours.shards.ids)

    async def serve_shards(self) -> None:
        """Keep our shards, connect new ones and leave lost ones, until cancelled."""
        self._buckets = await self._ask_buckets()
        async with asyncio.TaskGroup() as launches:
            while not self.is_closed():
                if await self.ours.beat():
                    for shard in self.ours.shards.ids:
                        if self.ours.holds(shard):
                            self._connect(shard, launches)
                        else:
                            await self._leave(shard)
                await asyncio.sleep(BEAT)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for this shard's turn among all processes: Discord counts them together."""
        del initial
        shard = shard_id or 0
        try:
            await self.ours.wait_turn(shard % self._buckets)
        except (Busy, Unavailable) as error:
            raise ConnectionError("no turn to identify without the database") from error
        if not await self.ours.may_answer(shard):
            raise ConnectionError("the shard is another process's")

    async def may_answer(self, server_id: int | None) -> bool:
        return await self.ours.may_answer(self.ours.shards.shard_of(server_id))

    def serves(self, server_id: int) -> bool:
        shard = self.ours.shards.shard_of(server_id)
        return shard in self._complete and self.ours.holds(shard) and self._is_open(shard)

    @property
    def online(self) -> bool:
        """Whether the events of all our shards reach us; a process that stands by has none."""
        return all(self._is_open(one) for one in self.ours.shards.ids if self.ours.holds(one))

    def is_ready(self) -> bool:
        """Tell whether the servers of all our shards are known."""
        held = {one for one in self.ours.shards.ids if self.ours.holds(one)}
        return held <= self._complete

    async def on_shard_ready(self, shard_id: int) -> None:
        self._complete.add(shard_id)
        log.info("shard_ready", shard=shard_id, servers=len(self.guilds))

    async def close(self) -> None:
        """Leave Discord, and let others have our shards at once."""
        await super().close()
        await self.ours.give_back()

    async def _ask_buckets(self) -> int:
        """Ask how many shards may identify at once: one, where Discord does not say."""
        try:
            limits = await self.fetch_session_start_limits()
        except (discord.DiscordException, OSError, Busy, Unavailable):
            log.warning("session_limits_unknown")
            return 1
        except (AssertionError, AttributeError, RuntimeError):
            if not self.is_closed():
                raise
            return 1  # aiohttp stumbles over what we closed under it
        return max(1, limits.max_concurrency)

    def _connect(self, shard: int, launches: asyncio.TaskGroup) -> None:
        if shard in self._launching or (shard in self.shards and shard not in self._left):
            return
        self._left.discard(shard)
        log.info("shard_taken", shard=shard)
        self._launching[shard] = launches.create_task(self._launch(shard))

    async def _launch(self, shard: int) -> None:
        try:
            await self.launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard)
        finally:
            self._launching.pop(shard, None)

    async def _leave(self, shard: int) -> None:
        """Leave a shard that another process has, and forget its servers: they grow old here."""
        if task := self._launching.get(shard):
            task.cancel()
        if shard in self.shards and not self.shards[shard].is_closed():
            log.warning("shard_left", shard=shard)
            await self.shards[shard].disconnect()
        if shard in self.shards and shard not in self._left:
            self._left.add(shard)
            self._complete.discard(shard)
            for guild in [one for one in self.guilds if one.shard_id == shard]:
                self._connection._remove_guild(guild)  # noqa: SLF001 - no public way

    def _is_open(self, shard: int) -> bool:
        return shard in self.shards and not self.shards[shard].is_closed()


class QuietClient(AftercareClient):
    """A worker's: it speaks to Discord and never listens."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self._over = asyncio.Event()

    async def prepare(self) -> None:
        self.http.connector = FencedConnector(limit=0)

    async def setup_hook(self) -> None:
        self.quicken()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay until closed."""
        del reconnect
        await self._over.wait()

    async def close(self) -> None:
        await super().close()
        self._over.set()

    def serves(self, server_id: int) -> bool:
        del server_id
        return False

    @property
    def online(self) -> bool:
        """It needs no connection."""
        return not self.is_closed()

    def is_ready(self) -> bool:
        return not self.is_closed()
