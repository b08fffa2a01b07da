"""Writes down what became of rows, many in one transaction, and tells the features."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import bindparam, delete, select, update

from bot.core.clock import Clock
from bot.core.errors import Busy, Unavailable
from bot.delivery.attempt import Failure, attempt
from bot.delivery.handlers import Handlers
from bot.delivery.incidents import describe_incident, record_incidents
from bot.delivery.owed import End, Outcome, Via
from bot.delivery.private import remember_closed
from bot.delivery.results import CLOSED_CHAT, Closed, Erased, Finished, Later
from bot.delivery.timers import NOTE
from bot.storage.database import BATCH, Database, Tx
from bot.storage.keeping import keep_members
from bot.storage.tables import outbox
from bot.storage.types import Moment

AT_ONCE: Final = 100  # rows in one transaction
PAUSE: Final = timedelta(seconds=5)  # while the database is gone

log = structlog.get_logger()

RECORD: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(
        state=bindparam("to"),
        code=bindparam("why"),
        attempts=bindparam("tries"),
        try_after=bindparam("again", type_=Moment),
        first_tried=bindparam("first", type_=Moment),
        closed_at=bindparam("over", type_=Moment),
        message_id=bindparam("message"),
        channel_id=bindparam("channel"),
        lease_until=None,
    )
)


class Recorder:
    """Collects results while a transaction is busy and records them all in the next one."""

    def __init__(self, db: Database, clock: Clock, handlers: Handlers) -> None:
        self.counts: Counter[str] = Counter()  # how rows ended, since the start
        self.refusals: Counter[str] = Counter()  # Discord's final refusals, by its code
        self._db, self._clock, self._handlers = db, clock, handlers
        self._pending: list[Finished] = []
        self._turn = asyncio.Lock()

    async def record(self, finished: Sequence[Finished]) -> None:
        """Return when these results are committed, however long the database is gone."""
        mine = [_with_incident(one) for one in finished]
        self._pending += mine
        async with self._turn:
            while self._holds_any(mine):
                await self._record_some(self._pending[:AT_ONCE])

    def forget_rest(self) -> None:
        """Forget results that were not recorded: their rows are being taken back."""
        self._pending.clear()

    async def record_rest(self) -> None:
        """Record what is left of results that nobody waits for any more."""
        async with self._turn:
            while self._pending:
                await self._record_some(self._pending[:AT_ONCE])

    def _holds_any(self, mine: Sequence[Finished]) -> bool:
        return any(one is some for some in mine for one in self._pending)

    async def _record_some(self, some: Sequence[Finished]) -> None:
        try:
            await self._record_set(some)
        except (Busy, Unavailable):
            log.warning("results_wait_for_the_database", rows=len(some))
            await self._clock.wait(asyncio.Event(), self._clock.now() + PAUSE)

    async def _record_set(self, some: Sequence[Finished]) -> None:
        """Record a set; when a feature fails, each alone, so that it harms no other row."""
        result = await attempt(self._write(some, settle=True))
        if not isinstance(result, Failure):
            return
        if len(some) > 1:
            for one in some:
                await self._record_set([one])
            return
        alone = await attempt(self._write([_with_failed_settle(some[0], result)], settle=False))
        if isinstance(alone, Failure):
            log.error("row_not_recorded", row=some[0].row.id, exc_info=alone.problem)
            self._forget(1, ())  # its lease will end, and then it counts as unknown

    async def _write(self, some: Sequence[Finished], *, settle: bool) -> None:
        async with self._db.begin(BATCH) as tx:
            ours = await _still_ours(tx, some)
            await _write_rows(tx, ours)
            await record_incidents(tx, [one.incident for one in ours if one.incident])
            for one in ours if settle else ():
                await self._settle(tx, one)
            tx.after_commit(lambda: self._forget(len(some), ours))

    def _forget(self, recorded: int, ours: Sequence[Finished]) -> None:
        """Forget what is committed, so that a cancelled wait cannot record it twice."""
        del self._pending[:recorded]
        closed = [one.result for one in ours if isinstance(one.result, Closed)]
        self.counts.update(one.end.value for one in closed)
        self.refusals.update(one.code for one in closed if one.end is End.REFUSED)

    async def _settle(self, tx: Tx, one: Finished) -> None:
        """Tell the feature that owns the row how it ended."""
        if not isinstance(one.result, Closed):
            return
        end, code, sent = one.result.end, one.result.code, one.result.sent
        if one.note is not None:
            note = one.note
            outcome = Outcome(f"{note.feature}.{note.what}", note.ref, end, code, note, sent)
        else:
            outcome = Outcome(one.row.kind, one.row.ref, end, code, sent=sent)
        settle = self._handlers.settles.get(outcome.kind.partition(".")[0])
        if settle is not None:
            await settle(tx, outcome)


async def _still_ours(tx: Tx, some: Sequence[Finished]) -> list[Finished]:
    """Lock the rows and leave out those that somebody else removed or took meanwhile.

    Each taking of a row counts its attempts up, so another process that took it over shows.
    """
    ids = [one.row.id for one in some]
    ours = select(outbox.c.id, outbox.c.attempts).where(
        outbox.c.id.in_(ids), outbox.c.state == "sending"
    )
    found = {(row["id"], row["attempts"]) for row in await tx.rows(ours.with_for_update())}
    return await _keep_members(tx, [one for one in some if (one.row.id, one.row.attempts) in found])


async def _keep_members(tx: Tx, some: Sequence[Finished]) -> list[Finished]:
    """Leave nothing for a member who is being erased at this moment."""
    kept = await keep_members(tx, {one.note.member_id for one in some if one.note})
    return [
        one if one.note is None or one.note.member_id in kept else Finished(one.row, Erased())
        for one in some
    ]


async def _write_rows(tx: Tx, some: Sequence[Finished]) -> None:
    changes = [_changes(tx, one) for one in some if not _leaves_nothing(one)]
    if changes:
        await tx.execute(RECORD, changes)
    erased = [one.row.id for one in some if _leaves_nothing(one)]
    if erased:
        await tx.execute(delete(outbox).where(outbox.c.id.in_(erased)))
        tx.scrub()
    over = [one.row.key for one in some if _is_note(one) and not isinstance(one.result, Later)]
    await tx.vault.drop_entries(over)
    for one in some:
        if one.note and isinstance(one.result, Closed) and one.result.code in CLOSED_CHAT:
            await remember_closed(tx, one.note.member_id)


def _changes(tx: Tx, one: Finished) -> dict[str, Any]:
    row, result = one.row, one.result
    changes: dict[str, Any] = {
        "row_id": row.id,
        "tries": row.attempts,
        "why": None,
        "over": None,
        "message": None,
        "channel": None,
        "first": row.first_tried,
        "again": tx.now,
    }
    if isinstance(result, Later):
        changes |= {"to": result.state, "again": result.until}
        changes["tries"] -= 0 if result.counts else 1
        changes["first"] = row.first_tried if result.state == "unknown" else None
        return changes
    assert isinstance(result, Closed)
    changes |= {"to": result.end.value, "why": result.code or None, "over": tx.now}
    if result.sent is not None:
        changes["message"] = result.sent.message_id
        changes["channel"] = None if _is_note(one) else result.sent.channel_id
    return changes


def _leaves_nothing(one: Finished) -> bool:
    """Tell whether the row goes: its member was erased, or it named the chat of one who is."""
    over = isinstance(one.result, Closed) and one.row.via is Via.CHAT
    return over or isinstance(one.result, Erased)


def _is_note(one: Finished) -> bool:
    return one.row.kind == NOTE


def _with_incident(one: Finished) -> Finished:
    """Report what did not reach anybody. A closed private chat concerns its feature alone."""
    result, row = one.result, one.row
    if not isinstance(result, Closed) or result.end not in {End.EXPIRED, End.REFUSED}:
        return one
    if row.via is Via.CHAT or (result.end is End.REFUSED and _is_note(one)):
        return one
    incident = describe_incident(
        row.kind, result.code, server_id=row.server_id, channel_id=row.channel_id
    )
    log.warning("row_not_sent", reference=incident["reference"], kind=row.kind, code=result.code)
    return Finished(row, result, one.note, incident)


def _with_failed_settle(one: Finished, failure: Failure) -> Finished:
    """Keep the result although its feature fails to take note of it; say so instead."""
    incident = one.incident or describe_incident(
        one.row.kind, "failed", server_id=one.row.server_id, channel_id=one.row.channel_id
    )
    log.error(
        "settle_failed",
        reference=incident["reference"],
        kind=one.row.kind,
        exc_info=failure.problem,
    )
    return Finished(one.row, one.result, one.note, incident)
