"""Sends what is owed: first a slot on the wire, then the row whose turn it is."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.core.clock import Clock
from bot.delivery.attempt import Failure, attempt
from bot.delivery.claim import Row, claim, claim_late, take_back
from bot.delivery.fence import fenced
from bot.delivery.handlers import Handlers
from bot.delivery.leadership import Leadership
from bot.delivery.notes import open_notes
from bot.delivery.outbox import next_row
from bot.delivery.owed import Lane, Note
from bot.delivery.pacer import Pacer, Slot
from bot.delivery.prepare import judge_late
from bot.delivery.recorder import Recorder
from bot.delivery.results import Erased, Finished
from bot.delivery.sender import Sender
from bot.delivery.timers import NOTE
from bot.delivery.transport import Transport
from bot.delivery.turns import Turns
from bot.storage.database import BATCH, Database

AT_ONCE: Final = 10  # rows in one claim: an urgent row never waits behind more
MOST_IN_FLIGHT: Final = 200
LATE_AT_ONCE: Final = 200
SWEEP_EVERY: Final = timedelta(seconds=30)
BLOCKED: Final = timedelta(seconds=1)  # until rows that nobody may take now are looked at again

log = structlog.get_logger()


class Dispatcher:
    """Claims, sends and records.

    `news` is set when a row was posted or a send is over, `urgent` when a call for help was posted.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        transport: Transport,
        handlers: Handlers,
        pacer: Pacer,
        leadership: Leadership,
    ) -> None:
        self.news, self.urgent = asyncio.Event(), asyncio.Event()
        self._leadership = leadership
        self.recorder = Recorder(db, clock, handlers)
        self._db, self._clock, self._pacer = db, clock, pacer
        self._sender = Sender(db, clock, transport, handlers, pacer)
        self._turns = Turns()
        self._in_flight: dict[int, Row] = {}
        self._swept: datetime | None = None

    async def take_back(self) -> None:
        """Free what an earlier process left behind; only for the single owner of the outbox."""
        self._in_flight.clear()
        self.recorder.forget_rest()
        async with self._leadership.begin() as tx:
            await take_back(tx, everything=True)

    async def send_some(self, sends: asyncio.TaskGroup) -> datetime | None:
        """Start what may be sent now; return when to look again, None for "at news"."""
        asked = self._clock.now()
        await self._sweep()
        if len(self._in_flight) >= MOST_IN_FLIGHT:
            return asked + BLOCKED
        slots = await self._reserve()
        rows = await self._claim(slots)
        for row, slot in zip(rows, slots, strict=False):
            sends.create_task(self._send(row, slot))
        return asked if rows else await self._next_look(asked)

    async def send_all_now(self) -> bool:
        """Send one claim's worth and wait for the results; False when nothing may be sent now."""
        await self._sweep()
        slots = await self._reserve()
        rows = await self._claim(slots)
        async with asyncio.TaskGroup() as sends:
            for row, slot in zip(rows, slots, strict=False):
                sends.create_task(self._send(row, slot))
        return bool(rows)

    # ------------------------------------------------------------ one claim

    async def _reserve(self) -> list[Slot]:
        """Wait for a slot, and take those that happen to be free with it."""
        slots = [await self._pacer.reserve(self.urgent)]
        self.urgent.clear()
        while len(slots) < AT_ONCE and (slot := self._pacer.try_reserve()) is not None:
            slots.append(slot)
        return slots

    async def _claim(self, slots: Sequence[Slot]) -> list[Row]:
        """Claim a row for each slot; slots without a row are given back."""
        rows: list[Row] = []
        busy = self._pacer.closed_channels() | {
            row.channel_id for row in self._in_flight.values() if row.channel_id is not None
        }
        try:
            async with self._leadership.begin() as tx:
                taken = await claim(tx, self._turns, busy, len(slots))
            rows = taken
        finally:
            for slot in slots[len(rows) :]:
                slot.give_back()
        self._in_flight |= {row.id: row for row in rows}
        if any(row.lane is Lane.HELP for row in rows):
            self.urgent.set()  # there may be more
        return rows

    async def _send(self, row: Row, slot: Slot) -> None:
        try:
            with fenced(lambda: self._leadership.leads):
                result = await attempt(self._send_and_record(row, slot))
        finally:
            if self._in_flight.get(row.id) is row:  # or it was written down and taken again
                del self._in_flight[row.id]
            self.news.set()
        if isinstance(result, Failure):
            log.error("send_failed", row=row.id, exc_info=result.problem)

    async def _send_and_record(self, row: Row, slot: Slot) -> None:
        finished = await self._sender.deliver(row, slot)
        await self.recorder.record([finished])

    async def _next_look(self, asked: datetime) -> datetime | None:
        """Tell when a row may be sent that could not be at the moment `asked`."""
        async with self._db.read(BATCH) as tx:
            due = await next_row(tx)
        if due is None or due > asked:
            return due
        opens = self._pacer.reopens_in()
        return asked + (BLOCKED if opens is None else min(BLOCKED, timedelta(seconds=opens)))

    # ------------------------------------------------------------ now and then

    async def _sweep(self) -> None:
        """Close what waited too long, and free rows whose lease is over."""
        now = self._clock.now()
        if self._swept is not None and abs(now - self._swept) < SWEEP_EVERY:
            return  # in either direction: the clock may have been put right
        self._swept = now
        async with self._leadership.begin() as tx:
            await take_back(tx, everything=False, except_ids=list(self._in_flight))
        while await self._close_late():
            pass

    async def _close_late(self) -> bool:
        async with self._leadership.begin() as tx:
            rows = await claim_late(tx, LATE_AT_ONCE)
            notes = await open_notes(tx, [row.key for row in rows if row.kind == NOTE])
        await self.recorder.record([_close(row, notes.get(row.key)) for row in rows])
        return bool(rows)


def _close(row: Row, note: Note | None) -> Finished:
    if row.kind == NOTE and note is None:
        return Finished(row, Erased())
    return Finished(row, judge_late(row, note), note)
