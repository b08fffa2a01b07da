"""After 20 minutes both are asked whether somebody is there; silence of both has the next asked.

Two people in a call read no messages. So one answer of either is enough, the asker reads before
whom I would ask, and can say **Wait**.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.notes import set_note_timer
from bot.delivery.owed import Note
from bot.delivery.timers import Due
from bot.reach.checking.rules import CHECK, FEATURE
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Request
from bot.reach.ladder.store import find_request
from bot.reach.minding import service as minding
from bot.reach.minding.rules import QUESTION
from bot.reach.telling.service import tell
from bot.reach.together import rules
from bot.reach.together.rules import Talk
from bot.reach.together.service import taker_id
from bot.reach.together.store import find_talk, keep_talk
from bot.sponsors.service import may_reach
from bot.storage.database import Tx


async def begin_check(tx: Tx, request: Request) -> None:
    """Look after these two in 20 minutes."""
    await set_note_timer(tx, _timer_of(request), tx.now + rules.ASK_AFTER)


def _timer_of(request: Request) -> Note:
    """Name the one timer of a talk: it is the asker's, sealed with their key."""
    return Note(request.asker_id, FEATURE, CHECK, request.id)


# ---------------------------------------------------------------- 1. a deadline comes


async def plan(tx: Tx, notes: Sequence[tuple[Note, Due]]) -> None:
    """Ask, warn, ask on or close, whatever is next for each talk."""
    for note, _due in notes:
        request = await find_request(tx, note.ref, lock=True)
        talk = await find_talk(tx, request) if request else None
        if request is not None and talk is not None:
            await _check(tx, request, talk)


async def _check(tx: Tx, request: Request, talk: Talk) -> None:
    helper_id = await taker_id(tx, request)
    if not await may_reach(tx, request.asker_id, helper_id, request.server_id):
        await minding.move_on(tx, request, talk, "blocked")
    elif talk.phase == "sure":
        await ladder.close(tx, request.id, "helped")
    elif talk.phase == "warned":
        await minding.move_on(tx, request, talk, "silent")
    elif talk.phase == "asked":
        await _warn(tx, request, talk)
    else:
        await _ask(tx, request, talk)


async def _ask(tx: Tx, request: Request, talk: Talk) -> None:
    climbs_at = tx.now + rules.ANSWER_WITHIN
    asked = replace(talk, phase="asked", climbs_at=climbs_at)
    await minding.tell_helper(tx, request, asked, QUESTION)
    await tell(tx, request.id)
    await _arm(tx, request, climbs_at - rules.WARN_BEFORE)


async def _warn(tx: Tx, request: Request, talk: Talk) -> None:
    """Let the asker read whom I would ask, shortly before I do."""
    climbs_at = max(talk.climbs_at or tx.now, tx.now + rules.WARN_BEFORE)
    await keep_talk(tx, request, replace(talk, phase="warned", climbs_at=climbs_at))
    await tell(tx, request.id)
    await _arm(tx, request, climbs_at)


async def _arm(tx: Tx, request: Request, due: datetime) -> None:
    await set_note_timer(tx, _timer_of(request), max(due, tx.now + timedelta(seconds=1)))


# ---------------------------------------------------------------- 2. one of them answers


async def confirm(tx: Tx, request: Request, talk: Talk) -> Talk:
    """Somebody is there: nothing more is asked, and it closes by itself after half a day."""
    sure = replace(talk, phase="sure", choosing=False, climbs_at=None)
    await keep_talk(tx, request, sure)
    await _arm(tx, request, tx.now + rules.CLOSE_AFTER)
    return sure


async def wait(tx: Tx, request: Request, talk: Talk) -> Talk:
    """Ask nobody else for now, and look again in 20 minutes."""
    waiting = replace(talk, phase="waiting", climbs_at=None)
    await keep_talk(tx, request, waiting)
    await begin_check(tx, request)
    return waiting
