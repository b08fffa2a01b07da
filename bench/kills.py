"""kill -9 while hundreds of things fall due: what was lost, what was said twice.

The same real processes and sockets as in tests/wire. The baseline is the same bot, with Discord
forgetting nonces and the bot not looking for its markers: it shows that the measurement bites.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.table import Line
from tests.support.wire.owing import Ledger
from tests.support.wire.process import NurseryDoor, Process
from tests.support.wire.server import Discord
from tests.wire.lives import Lives

KILLS, KILLS_QUICK = 100, 7
DEBTS = {"remind": 90, "prompt": 60, "whisper": 70, "close": 80}
DEBTS_QUICK = {"remind": 30, "prompt": 15, "whisper": 20, "close": 15}
DEBTS_BLIND = {"remind": 30}
WORLDS = 2  # at the same time
SPREAD = 0.6  # seconds for each kill, over which it all falls due: no bot dies idle
FINISH_WITHIN = 90.0
ANSWER_WITHIN = 15.0
MIGRATING = asyncio.Lock()  # Alembic does one database at a time
CERTAIN_DEATHS = ("answer_arrived", "before_record")  # between the message and its record


def measure(*, quick: bool = False) -> list[Line]:
    """Count what is lost and doubled after so many kills."""
    return asyncio.run(_measure(quick=quick))


async def _measure(*, quick: bool) -> list[Line]:
    kills, debts = (KILLS_QUICK, DEBTS_QUICK) if quick else (KILLS, DEBTS)
    shares = [kills] if quick else [kills // WORLDS] * WORLDS
    with NurseryDoor() as nursery:
        async with asyncio.TaskGroup() as group:
            worlds = [
                group.create_task(_kill(nursery, times, debts, seed))
                for seed, times in enumerate(shares, 1)
            ]
        found = [world.result() for world in worlds]
        blind = await _kill_blind(nursery)
    killed = sum(times for times, _ in found)
    lost, doubled = (
        sum(len(faults.get(name, [])) for _, faults in found) for name in ("lost", "doubled")
    )
    wrong = sum(len(faults.get("wrong", [])) for _, faults in found)
    line = Line(
        f"kill -9, {killed} times in {sum(debts.values()) * len(shares)} things owed"
        " (baseline: no nonce, no search)",
        f"{lost} lost, {doubled} doubled" + (f", {wrong} wrong" if wrong else ""),
        f"{len(blind.get('lost', []))} lost, {len(blind.get('doubled', []))} doubled",
        None,
        "0 lost, 0 doubled",
        not (lost or doubled or wrong) and killed >= kills and bool(blind.get("doubled")),
    )
    return [line]


async def _kill(
    nursery: NurseryDoor, times: int, debts: dict[str, int], seed: int
) -> tuple[int, dict[str, list[str]]]:
    """Kill one bot after another, let the last one finish; what is wrong then."""
    async with _owing(debts, SPREAD * times) as ledger:
        lives = Lives(ledger, _beginner(nursery, ledger), seed)
        await lives.die_often(times)
        await lives.live_on(FINISH_WITHIN)
        return sum(lives.deaths.values()), ledger.find_faults()


async def _kill_blind(nursery: NurseryDoor) -> dict[str, list[str]]:
    async with _owing(DEBTS_BLIND, SPREAD * len(CERTAIN_DEATHS)) as ledger:
        ledger.discord.rest.nonces.window = 0
        lives = Lives(ledger, _beginner(nursery, ledger), WIRE_BLIND="1")
        for way in CERTAIN_DEATHS:
            await lives.die(way)
        await lives.live_on(FINISH_WITHIN)
        return ledger.find_faults()


@asynccontextmanager
async def _owing(debts: dict[str, int], spread: float) -> AsyncIterator[Ledger]:
    """A community on a Discord of its own, to which much is owed in a moment."""
    with tempfile.TemporaryDirectory() as folder:
        async with Discord(answer_within=ANSWER_WITHIN) as discord:
            ledger = Ledger(discord, Path(folder))
            async with MIGRATING:
                await ledger.open_servers(4)
            due = datetime.now(UTC) + timedelta(seconds=1)
            await ledger.owe(due, spread, **debts)
            yield ledger


def _beginner(nursery: NurseryDoor, ledger: Ledger):
    async def begin(**more: str) -> Process:
        return await nursery.begin(ledger.folder, ledger.environment | more)

    return begin
