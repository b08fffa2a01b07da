"""What a message costs the processor when each goes to another channel, with 15,000 known already.

Messages to 20 channels in turn are compared with messages to new channels while 15,000 others are
remembered. Time is counted as it would pass at 50 messages a second, so that our sweep, which is
made every half minute, is paid for in its true share. The baseline is discord.py alone.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from discord.http import HTTPClient, Ratelimit

from bench.table import Line
from bench.wire import FASTER_THAN_ANY, open_wire, our_client, plain_client, say_plainly
from bot.delivery.pacer import Pacer
from bot.gateway.client import LONGEST_WAIT
from bot.gateway.limits import Buckets, PromptLimit

LIVE, FEW = 15_000, 20
BLOCKS, BLOCKS_QUICK = 15, 5
BLOCK, BLOCK_PLAIN = 100, 30  # messages
MOST = 1.5
PER_SECOND = 50
FIRST_CHANNEL = 1_000_000

Send = Callable[[int], Awaitable[object]]
OpenClient = Callable[[int], AbstractAsyncContextManager[Send]]  # with so many live channels


def measure(*, quick: bool = False) -> list[Line]:
    """Compare the processor's time for a message with many channels to that with few."""
    return asyncio.run(_measure(BLOCKS_QUICK if quick else BLOCKS))


async def _measure(blocks: int) -> list[Line]:
    async with open_wire() as wire:
        await wire.set_up(per_second=FASTER_THAN_ANY, channels=False)
        ours = await _compare(_ours, blocks, BLOCK)
        plain = await _compare(_plain, blocks, BLOCK_PLAIN)
    line = Line(
        f"processor time for a message, {LIVE:,} live channels to {FEW} (baseline: discord.py)",
        f"{ours:.2f} x",
        f"{plain:.1f} x",
        ours / plain,
        f"<= {MOST} x",
        ours <= MOST,
    )
    return [line]


async def _compare(open_client: OpenClient, blocks: int, block: int) -> float:
    """Send to few and to ever new channels by turns, through two clients; compare the means."""
    async with open_client(0) as to_few, open_client(LIVE) as to_many:
        few = [FIRST_CHANNEL + n % FEW for n in range(block)]
        await _cost(to_few, few)  # the first of everything is slower
        await _cost(to_many, few)
        costs = []
        for number in range(blocks):
            new = [2 * FIRST_CHANNEL + number * block + n for n in range(block)]
            costs.append((await _cost(to_few, few), await _cost(to_many, new)))
    before, after = (statistics.fmean(column) for column in zip(*costs, strict=True))
    return after / before


@asynccontextmanager
async def _ours(live: int) -> AsyncIterator[Send]:
    async with our_client(Pacer(FASTER_THAN_ANY)) as transport:
        http = transport._here.http  # noqa: SLF001 - what the client was given is looked at
        sent = 0
        buckets = Buckets(http._buckets, lambda: sent / PER_SECOND, LONGEST_WAIT)  # noqa: SLF001
        http.get_ratelimit = buckets.get  # type: ignore[method-assign]
        _remember(http, PromptLimit, live)

        async def send(channel_id: int) -> None:
            nonlocal sent
            sent += 1
            await say_plainly(transport, channel_id)

        yield send


@asynccontextmanager
async def _plain(live: int) -> AsyncIterator[Send]:
    async with plain_client() as client:
        _remember(client.http, Ratelimit, live)

        async def send(channel_id: int) -> None:
            await client.get_partial_messageable(channel_id).send("Soon.")

        yield send


def _remember(http: HTTPClient, kind: type[Ratelimit], live: int) -> None:
    """Leave behind what so many messages would have left."""
    for number in range(live):
        http._buckets[f"bench:{number}"] = kind(LONGEST_WAIT)  # noqa: SLF001


async def _cost(send: Send, channels: list[int]) -> float:
    """Tell how much processor time of this process one message took."""
    began = time.process_time()
    for channel_id in channels:
        await send(channel_id)
    return (time.process_time() - began) / len(channels)
