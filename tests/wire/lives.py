"""The lives of bot processes on one database: killed in many ways, and one that finishes."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from tests.support.wire.client import Remote, Replied
from tests.support.wire.launch import POINTS
from tests.support.wire.owing import Ledger
from tests.support.wire.process import Process

DEADLY = 8  # the most passings of a point before it kills
LONGEST_LIFE = 6.0  # seconds, for a process whose point does not come any more
SURE_LIFE = 60.0  # seconds, for one whose point must come, however busy the machine is
CHANCE = "any instant"
STEP = 0.05  # seconds between two looks

Begin = Callable[..., Awaitable[Process]]


class WrongClock:
    """The clock of the bot's machine, as far as it goes wrong; read by its processes."""

    def __init__(self, path: Path) -> None:
        self.path, self.ahead = path, timedelta()
        path.write_text("0")

    def set(self, ahead: timedelta) -> None:
        """Set it so far ahead of the true time, at once."""
        self.ahead = ahead
        self.path.write_text(str(ahead.total_seconds()))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Lives:
    """Bot processes one after another on the ledger's database."""

    def __init__(self, ledger: Ledger, begin: Begin, seed: int = 1, **environment: str) -> None:
        self.ledger, self._begin, self._chance = ledger, begin, Random(seed)
        self.clock = WrongClock(ledger.folder / "clock")
        self.deaths: Counter[str] = Counter()
        self._environment = {"WIRE_CLOCK": str(self.clock.path), **environment}
        self._began = monotonic()

    async def begin(self, **more: Any) -> Process:
        """Begin the next one."""
        return await self._begin(**self._environment, **more)

    # ------------------------------------------------------------ dying

    async def die_often(self, times: int) -> None:
        """Let so many processes die, by turns at every named point and at any instant."""
        ways = [*POINTS, CHANCE]
        for number in range(times):
            await self.die(ways[number % len(ways)])

    async def die(self, way: str, at: int = 0) -> None:
        """Let one process die at the `at`-th passing of a point (0: a random one of the first)."""
        if way == CHANCE:
            bot = await self.begin()
            await asyncio.sleep(self._chance.uniform(0.0, 1.5))
        else:
            order = f"{way}:{at or self._chance.randint(1, DEADLY)}"
            bot = await self.begin(WIRE_KILL=order)
            way = await self._wait_death(bot, way, SURE_LIFE if at else LONGEST_LIFE)
        assert await bot.kill() == -9, bot.last_words
        self.deaths[way] += 1

    async def _wait_death(self, bot: Process, way: str, longest: float) -> str:
        try:
            await bot.wait(longest)
        except TimeoutError:
            return CHANCE  # its point does not come any more
        return way

    # ------------------------------------------------------------ living on

    async def live_on(self, within: float = 45.0) -> Process:
        """Let a process do what is left, and stop it when nothing is."""
        bot = await self.begin()
        await self.wait_quiet(bot, within)
        assert await bot.stop() == 0, bot.last_words
        return bot

    async def wait_quiet(self, bot: Process, within: float = 45.0) -> None:
        """Wait until nothing that is due by the bot's clock is left to be done."""
        await wait_until(lambda: self.ledger.is_quiet(self.clock.now()), bot, within)

    def tell(self) -> None:
        """Write the figures down, for whoever runs this with -s."""
        rest = self.ledger.discord.rest
        kills, faults = sum(self.deaths.values()), self.ledger.find_faults()
        sys.stdout.write(
            f"\n{kills} kills {dict(self.deaths)}; {len(rest.log)} requests, "
            f"{rest.nonces.repeated} repeats collapsed, {rest.limits.refused} times 429, "
            f"peak {rest.limits.peak} in a second; faults: {faults or 'none'}; "
            f"{monotonic() - self._began:.0f} s\n"
        )


async def wait_until(come: Callable[[], bool], bot: Process, within: float = 30.0) -> None:
    """Look again and again; the process must live as long."""
    ends = monotonic() + within
    while not come():
        assert bot.code is None, f"it ended with {bot.code}\n{bot.last_words}"
        assert monotonic() < ends, f"it did not come in {within} s\n{bot.last_words}"
        await asyncio.sleep(STEP)


class Asker:
    """Somebody who types /help again and again, and what came of it."""

    def __init__(self) -> None:
        self.replies: list[Replied] = []
        self.came = asyncio.Condition()  # another answer

    @property
    def unanswered(self) -> int:
        return sum(not one.answered for one in self.replies)

    async def wait_more(self, more: int = 3) -> None:
        """Wait until so many more were answered."""
        enough = len(self.replies) + more
        async with self.came:
            await self.came.wait_for(lambda: len(self.replies) >= enough)

    def check(self) -> None:
        """It was answered each time, with the numbers, and in time for Discord."""
        assert self.replies
        assert self.unanswered == 0
        assert all("emergency number" in one.text for one in self.replies)


@asynccontextmanager
async def asking_for_help(remote: Remote, channel_id: int) -> AsyncIterator[Asker]:
    """Let ana ask for help throughout."""
    asker = Asker()

    async def ask() -> None:
        while True:
            asker.replies.append(await remote.command("ana", channel_id, "help"))
            async with asker.came:
                asker.came.notify_all()
            await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask())
        yield asker
        await asker.wait_more(1)  # what was awaited may have come before the first
        task.cancel()
