"""The note to the moderators' channel: somebody asked for help, and nobody has come yet.

It names nobody until one of them takes it. A fresh one takes the place of the old one every
quarter of an hour, at most eight times, then once each morning until somebody came or it is over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.language import choose_language
from bot.core.message import Message
from bot.delivery.outbox import cancel, hasten, post, state_of
from bot.delivery.owed import End, Lane, Outcome, Owed, Skip, Verb
from bot.delivery.timers import Due, clear_timer, set_timer
from bot.reach.calling import messages
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import CALL, CALL_TIMER, Request
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.storage.database import Tx

OVER = "reach.call_over"  # a row that rewords or removes such a note
ON_ITS_WAY = ("sending", "unknown", "sent")
RENEWED_UNTIL = rules.CALLS_AT_MOST // 2  # no press uses up the notes that come by themselves


async def call(tx: Tx, request: Request, server: Server, due: datetime) -> None:
    """Owe a note to the moderators' channel, in place of the one before."""
    if not server.moderators_channel_id:
        return
    number = abs(request.calls) + 1
    lane = Lane.HELP if due <= tx.now else Lane.ESCALATION
    await post(tx, _owed(request.id, number, server, lane=lane, due=due))
    if request.calls > 0:
        await _reword(tx, request, server, Verb.DELETE, "gone")
    await store.change_request(tx, request.id, calls=number)
    await set_timer(tx, CALL_TIMER, request.id, due + rules.CALL_EVERY)


async def call_now(tx: Tx, request: Request, server: Server) -> bool:
    """Have them called now; False where no channel is set up for it."""
    if not server.moderators_channel_id:
        return False
    key = name_call(request.id, request.calls)
    state = await state_of(tx, key) if request.calls else None
    if state == "waiting":
        await hasten(tx, [key])
        await set_timer(tx, CALL_TIMER, request.id, tx.now + rules.CALL_EVERY)
    elif state not in ON_ITS_WAY or await state_of(tx, f"{key}:taken"):
        await call(tx, request, server, tx.now)
    return True


async def renew(tx: Tx, request: Request, server: Server) -> None:
    """Put a fresh note in place of the last one, as when somebody came and went at once."""
    if 0 < request.calls < RENEWED_UNTIL:
        await call(tx, request, server, tx.now)


async def end_calls(tx: Tx, request: Request, why: str) -> None:
    """Stop calling, and say in the last note that somebody came ("taken") or that it is over."""
    await cancel(tx, f"{CALL}:{request.id}")
    await clear_timer(tx, CALL_TIMER, request.id)
    if request.calls > 0:
        server = await servers.server_of(tx, request.server_id)
        await _reword(tx, request, server, Verb.EDIT, why)


def _owed(request_id: str, number: int, server: Server, *, lane: Lane, due: datetime) -> Owed:
    return Owed(
        key=name_call(request_id, number),
        kind=CALL,
        ref=f"{request_id}.{number}",
        channel_id=server.moderators_channel_id or 0,
        server_id=server.server_id,
        lane=lane,
        due=due,
        not_after=due + rules.NOTES_LAST,
        cancel_group=f"{CALL}:{request_id}",
    )


def name_call(request_id: str, number: int) -> str:
    """Name the row of a note to the moderators' channel."""
    return f"{CALL}:{request_id}:{number}"


async def _reword(tx: Tx, request: Request, server: Server, verb: Verb, why: str) -> None:
    target = name_call(request.id, request.calls)
    if not server.moderators_channel_id:
        return
    await post(
        tx,
        Owed(
            key=f"{target}:{why}",
            kind=OVER,
            ref=f"{server.server_id}.{why}",
            channel_id=server.moderators_channel_id,
            server_id=server.server_id,
            lane=Lane.ESCALATION,
            due=tx.now,
            not_after=tx.now + rules.NOTES_LAST,
            verb=verb,
            target=target,
        ),
    )


# ---------------------------------------------------------------- again and again


async def plan_calls(tx: Tx, dues: Sequence[Due]) -> None:
    """Call again, where still nobody came."""
    for due in dues:
        request = await store.find_request(tx, due.subject_id, lock=True)
        if request is None or not _still_calls(request):
            continue
        server = await servers.server_of(tx, request.server_id)
        await call(tx, request, server, tx.now)
        if request.calls + 1 >= rules.CALLS_AT_MOST:
            await set_timer(tx, CALL_TIMER, request.id, _next_morning(tx.now, server))


def _still_calls(request: Request) -> bool:
    at_their_step = request.state == "asking" and request.step == rules.MODERATORS
    return (at_their_step or request.state == "nobody") and request.climbs_to(rules.MODERATORS)


def _next_morning(now: datetime, server: Server) -> datetime:
    morning = rules.next_morning(now.astimezone(ZoneInfo(server.zone or "UTC")))
    return max(morning, now + timedelta(minutes=1))


# ---------------------------------------------------------------- what it says


async def render(tx: Tx, ref: str) -> Message | Skip:
    """Word the note, while nobody is with them."""
    request_id, _, number = ref.partition(".")
    request = await store.find_request(tx, request_id)
    if request is None or request.state not in ("asking", "nobody"):
        return Skip("over")
    if str(request.calls) != number:
        return Skip("replaced")
    server = await servers.server_of(tx, request.server_id)
    lang = choose_language(server.language, "")
    return messages.call(lang, request.id, server.on_call_role_id, drill=request.drill)


async def render_over(tx: Tx, ref: str) -> Message | Skip:
    """Word the last note anew: it asks for nobody any more."""
    server_id, _, why = ref.partition(".")
    server = await servers.server_of(tx, int(server_id))
    return messages.call_over(choose_language(server.language, ""), why)


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators see that a deadline of a request keeps failing."""
    request = await store.find_request(tx, subject_id)
    return request.server_id if request else None


async def settle(tx: Tx, outcome: Outcome) -> Request | None:
    """Tell whose moderators could not be called: their channel is closed to us, or gone.

    It is not tried again and again, and whoever asked does not read that they were called.
    """
    if outcome.end is not End.REFUSED:
        return None
    request = await store.find_request(tx, outcome.ref.partition(".")[0], lock=True)
    if request is not None:
        await clear_timer(tx, CALL_TIMER, request.id)
        if not await _was_posted(tx, request):
            await store.change_request(tx, request.id, calls=-abs(request.calls))
    return request


async def _was_posted(tx: Tx, request: Request) -> bool:
    """Tell whether any note of this call ever stood in the channel."""
    keys = [name_call(request.id, number) for number in range(1, abs(request.calls) + 1)]
    return any([await state_of(tx, key) == "sent" for key in keys])
