"""Carries one row to Discord and says what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Literal, TypeVar

import structlog
from sqlalchemy import select, update

from bot.core.clock import Clock
from bot.core.errors import Busy, Unavailable
from bot.core.message import Message
from bot.delivery.attempt import Failure, attempt
from bot.delivery.backoff import put_off, wait_after_failure, wait_after_unclear
from bot.delivery.claim import Row
from bot.delivery.handlers import Handlers
from bot.delivery.incidents import describe_incident
from bot.delivery.owed import Admit, End, Lane, Thread, Verb
from bot.delivery.pacer import Pacer, Slot
from bot.delivery.prepare import SOON, Look, Ready, Step, Unsent, prepare
from bot.delivery.private import remember_dm
from bot.delivery.results import Closed, Erased, Finished, Later, Result
from bot.delivery.sightings import remember_sighting
from bot.delivery.transport import Refusal, Sent, Transport, Unclear, Unsearchable
from bot.storage.database import BATCH, Database, Tx, forbid_transaction
from bot.storage.tables import outbox

NONCE_LIVES: Final = timedelta(seconds=120)  # Discord says "a few minutes"; tried live by others
BEFORE_FIRST_TRY: Final = timedelta(seconds=60)  # our clock and Discord's may differ
LONGEST_REQUEST: Final = 90.0  # seconds; less than a lease
DATABASE_PAUSE: Final = timedelta(seconds=5)
GONE, GONE_CHANNEL = 10008, 10003
NOT_IN_IT: Final = {GONE_CHANNEL, 10007, 10013}  # the thread, member or person is unknown

log = structlog.get_logger()
T = TypeVar("T")


class Sender:
    """Words rows late and speaks to Discord, never inside a transaction."""

    def __init__(
        self, db: Database, clock: Clock, transport: Transport, handlers: Handlers, pacer: Pacer
    ) -> None:
        self._db, self._clock, self._transport = db, clock, transport
        self._handlers, self._pacer = handlers, pacer

    async def deliver(self, row: Row, slot: Slot) -> Finished:
        """Do what the row says, with the slot for the first request, and never raise."""
        with slot.lent():
            try:
                finished = await attempt(self._deliver(row))
            except (Busy, Unavailable):
                until = put_off(self._clock.now(), DATABASE_PAUSE, row.not_after)
                return Finished(row, Later(_state(row), until, counts=False))
        return self._fail(row, finished) if isinstance(finished, Failure) else finished

    async def _deliver(self, row: Row) -> Finished:
        step = await self._prepare(row)
        if isinstance(step, Unsent):
            return Finished(row, await self._cancel_target(row, step), step.note)
        if not isinstance(step, Ready):
            assert not isinstance(step, Look)
            return Finished(row, step)
        try:
            result = await self._carry_out(row, step)
        except Refusal as refusal:
            result = _refused(row, refusal.code)
        except Unclear as unclear:
            result = self._unclear(row, unclear, "unknown")
        return Finished(row, result, step.note)

    # ------------------------------------------------------------ before

    async def _prepare(self, row: Row) -> Step:
        for _ in range(2):
            async with self._db.read(BATCH) as tx:
                step = await prepare(tx, self._handlers, row)
            if not isinstance(step, Look):
                return step
            try:
                if not await self._look(row, step):
                    return Erased()
            except Unclear as unclear:
                return self._unclear(row, unclear, _state(row))
        raise RuntimeError("asked to look first a second time")

    async def _look(self, row: Row, look: Look) -> bool:
        server_id, channel_id = look.place.server_id, look.place.channel_id
        try:
            sees = await self._ask(
                lambda: self._transport.sees(server_id, look.member_id, channel_id)
            )
        except Refusal:
            sees = False
        return await self._keep(
            row, lambda tx: remember_sighting(tx, look.place, look.member_id, sees)
        )

    async def _keep(self, row: Row, keep: Callable[[Tx], Awaitable[None]]) -> bool:
        """Keep what was learned about a member, unless they were erased while it was asked."""
        same = (outbox.c.id == row.id, outbox.c.attempts == row.attempts)
        ours = select(outbox.c.id).where(*same, outbox.c.state == "sending")
        async with self._db.begin(BATCH) as tx:
            if await tx.row(ours.with_for_update()) is None:
                return False
            await keep(tx)
        return True

    async def _cancel_target(self, row: Row, unsent: Unsent) -> Result:
        waiting = (outbox.c.key == unsent.key, outbox.c.state == "waiting")
        async with self._db.begin(BATCH) as tx:
            closing = update(outbox).where(*waiting).values(state="cancelled", closed_at=tx.now)
            cancelled = (await tx.execute(closing)).rowcount
            await tx.vault.drop_entries([unsent.key] if cancelled else [])
        if cancelled:
            return Closed(End.SKIPPED, "unsent")
        return Later("waiting", put_off(self._clock.now(), SOON, row.not_after), counts=False)

    # ------------------------------------------------------------ on the wire

    async def _carry_out(self, row: Row, ready: Ready) -> Result:
        if self._must_search(row, ready):
            result = await self._search(row, ready)
            if result is not None:
                return result
        if ready.verdict is not None:
            return ready.verdict
        return await self._act(row, ready)

    def _must_search(self, row: Row, ready: Ready) -> bool:
        """Tell whether an earlier try may have succeeded and the nonce cannot decide it."""
        if not row.tried or row.verb not in {Verb.SEND, Verb.OPEN_THREAD}:
            return False
        over = self._clock.now() - row.first_tried >= NONCE_LIVES
        return over or ready.verdict is not None or row.verb is Verb.OPEN_THREAD

    async def _search(self, row: Row, ready: Ready) -> Result | None:
        """Look for what an earlier try may have left; None: nothing, it may be sent again."""
        late = ready.verdict is not None and ready.verdict.end is End.EXPIRED
        try:
            found = await self._find(row, ready)
        except (Refusal, Unsearchable):
            return ready.verdict if late else Later("unknown", row.not_after)
        except Unclear as unclear:
            return ready.verdict if late else self._unclear(row, unclear, "unknown")
        return None if found is None else Closed(End.SENT, sent=found)

    async def _find(self, row: Row, ready: Ready) -> Sent | None:
        if ready.channel_id is None:
            return None  # the private chat was never opened, so nothing was sent to it
        channel_id, server_id = ready.channel_id, row.server_id or 0
        since = row.first_tried - BEFORE_FIRST_TRY
        if row.verb is Verb.OPEN_THREAD:
            thread_id = await self._ask(
                lambda: self._transport.find_thread(server_id, channel_id, _code(row), since)
            )
            return None if thread_id is None else Sent(thread_id, thread_id)
        return await self._ask(lambda: self._transport.find_marked(channel_id, row.nonce, since))

    async def _act(self, row: Row, ready: Ready) -> Result:
        note, said = ready.note, ready.said
        if note is not None and note.reply_token and isinstance(said, Message):
            await self._ask(lambda: self._transport.edit_reply(note.reply_token, said))
            return Closed(End.SENT)
        channel_id: int | Result | None = ready.channel_id
        if channel_id is None:
            channel_id = await self._open_chat(row, ready)
        if not isinstance(channel_id, int):
            return channel_id
        return Closed(End.SENT, sent=await self._do(row, ready, channel_id))

    async def _do(self, row: Row, ready: Ready, channel_id: int) -> Sent | None:
        transport, said, message_id = self._transport, ready.said, ready.message_id
        match row.verb, said:
            case Verb.SEND, Message():
                return await self._ask(lambda: transport.send(channel_id, said, nonce=row.nonce))
            case Verb.EDIT, Message():
                await self._ask(
                    lambda: transport.edit(channel_id, message_id, said, nonce=ready.marker)
                )
                return Sent(channel_id, message_id)
            case Verb.DELETE, _:
                await self._ask(lambda: transport.delete(channel_id, message_id))
                return Sent(channel_id, message_id)
            case Verb.OPEN_THREAD, Thread(title):
                named = f"{title} · {_code(row)}"
                thread_id = await self._ask(lambda: transport.open_thread(channel_id, named))
                return Sent(thread_id, thread_id)
            case (Verb.ADD_MEMBER, Admit()) | (Verb.DROP_MEMBER, None):
                assert ready.note is not None
                await self._change_member(row, channel_id, ready.note.member_id)
                return Sent(channel_id, message_id)
            case Verb.OPEN_DM, _:
                return None
        raise TypeError(f"a row with the verb {row.verb} cannot say a {type(said).__name__}")

    async def _change_member(self, row: Row, thread_id: int, member_id: int) -> None:
        adds = row.verb is Verb.ADD_MEMBER
        change = self._transport.add_member if adds else self._transport.drop_member
        await self._ask(lambda: change(thread_id, member_id))

    async def _open_chat(self, row: Row, ready: Ready) -> int | Result:
        """Open the private chat, when the hourly budget allows, and remember it."""
        assert ready.note is not None
        member_id = ready.note.member_id
        urgent = row.lane in (Lane.HELP, Lane.ESCALATION)
        wait = timedelta(seconds=self._pacer.spend_dm_open(urgent=urgent))
        if wait:
            until = put_off(self._clock.now(), wait, row.not_after)
            return Later(_state(row), until, counts=False)
        try:
            channel_id = await self._ask(lambda: self._transport.open_dm(member_id))
        except Unclear as unclear:
            return self._unclear(row, unclear, _state(row))
        kept = await self._keep(row, lambda tx: remember_dm(tx, member_id, channel_id))
        return channel_id if kept else Erased()

    async def _ask(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a request of limited length. A bug of the transport proves nothing: unclear."""
        forbid_transaction()
        result = await attempt(_limited(call))
        if not isinstance(result, Failure):
            return result
        problem = result.problem
        if isinstance(problem, Refusal | Unclear | Unsearchable):
            raise problem
        log.error("transport_failed", exc_info=problem)
        raise Unclear("failed") from problem

    # ------------------------------------------------------------ after

    def _unclear(self, row: Row, unclear: Unclear, state: Literal["waiting", "unknown"]) -> Later:
        wait = wait_after_unclear(row.attempts, unclear.retry_after)
        if unclear.retry_after and row.channel_id is not None:
            self._pacer.close_channel(row.channel_id, unclear.retry_after)
        log.warning("row_unclear", kind=row.kind, cause=unclear.cause, attempts=row.attempts)
        return Later(state, put_off(self._clock.now(), wait, row.not_after))

    def _fail(self, row: Row, failure: Failure) -> Finished:
        """Put off a row that a bug of ours keeps from being sent."""
        wait = wait_after_failure(row.attempts)
        incident = describe_incident(
            row.kind, "failed", server_id=row.server_id, channel_id=row.channel_id
        )
        log.error(
            "row_failed",
            reference=incident["reference"],
            kind=row.kind,
            attempts=row.attempts,
            exc_info=failure.problem,
        )
        until = put_off(self._clock.now(), wait, row.not_after)
        return Finished(row, Later(_state(row), until), incident=incident)


async def _limited(call: Callable[[], Awaitable[T]]) -> T:
    try:
        async with asyncio.timeout(LONGEST_REQUEST):
            return await call()
    except TimeoutError as error:
        raise Unclear("timeout") from error


def _state(row: Row) -> Literal["waiting", "unknown"]:
    """Name the state of a row that was not sent this time."""
    return "unknown" if row.tried else "waiting"


def _code(row: Row) -> str:
    """Make the short code by which a row's thread is found again."""
    return row.nonce[:6]


def _refused(row: Row, code: int) -> Result:
    """Read a refusal: a message that is gone was there, and need not be removed."""
    if row.verb is Verb.SEND and code == GONE:
        return Closed(End.SENT)  # the nonce was known: it had been sent, and was removed since
    if row.verb is Verb.DELETE and code in {GONE, GONE_CHANNEL}:
        return Closed(End.SENT)
    if row.verb is Verb.DROP_MEMBER and code in NOT_IN_IT:
        return Closed(End.SENT)
    if row.verb is Verb.EDIT and code == GONE:
        return Closed(End.SKIPPED, "gone")
    return Closed(End.REFUSED, str(code))
