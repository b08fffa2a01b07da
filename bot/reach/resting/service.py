"""After a hard talk: a short time with three questions that nobody reads, and a rest."""

from dataclasses import replace
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.quiet import end_of_quiet
from bot.delivery.owed import LookFirst, Note, Skip
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.duty import store
from bot.reach.duty.rules import Duty, read_id
from bot.reach.duty.service import AFTER, DEBRIEF, count_taken, find_own, look_if_here
from bot.reach.resting import messages
from bot.reach.shifts import service as shifts
from bot.storage.database import Tx

A_DAY = timedelta(days=1)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word a private note after a talk, neutral or at once, while it still is of use."""
    duty = await store.find_duty(tx, read_id(note.ref), note.member_id)
    if duty is None or (note.what == DEBRIEF and not duty.rests(tx.now)):
        return Skip("over")
    if (gone := await look_if_here(tx, duty)) is not None:
        return gone
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    if not member.text_at_once:
        action, ref = _OPENED_BY[note.what], note.ref
        shown = messages.note(lang, action, ref)
    elif note.what == DEBRIEF:
        shown = messages.debrief(lang, duty)
    else:
        shown = messages.how_was_it(lang, note.ref)
    quiet = member.quiet is not None and end_of_quiet(tx.now, member.quiet) is not None
    return replace(shown, silent=quiet)


_OPENED_BY = {DEBRIEF: "duty_rest", AFTER: "duty_after"}


async def _open_after(tx: Tx, who: Who, press: Press) -> Answer:
    await find_own(tx, who, press.ref)
    return Edit(messages.how_was_it(await privacy.language_for(tx, who), press.ref))


async def _say_fine(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return Edit(messages.fine(await privacy.language_for(tx, who)))


async def _open(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    return Edit(messages.debrief(await privacy.language_for(tx, who), duty))


async def _say_hard(tx: Tx, who: Who, press: Press) -> Answer:
    """They say that a talk they were counted for was hard: they rest."""
    duty = await find_own(tx, who, press.ref)
    request_id = press.ref.partition(".")[2]
    counted = {taken[1] for taken in await store.takings_of(tx, request_id)}
    if who.member_id not in counted:
        raise Refused(messages.not_counted(await privacy.language_for(tx, who)))
    await count_taken(tx, duty.server_id, who.member_id, request_id, hard=True, note=False)
    return await _open(tx, who, press)


async def _day_off(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    off = {"on_until": None, "off_since": tx.now, "off_until": tx.now + A_DAY}
    await store.change_duty(tx, duty.server_id, who.member_id, **off)
    await shifts.arm(tx, duty.server_id, who.member_id)
    return Edit(messages.day_off(await privacy.language_for(tx, who), duty))


async def _end_rest(tx: Tx, who: Who, press: Press) -> Answer:
    duty: Duty = await find_own(tx, who, press.ref)
    await store.change_duty(tx, duty.server_id, who.member_id, rest_until=None)
    return Edit(messages.rested(await privacy.language_for(tx, who)))


JOURNEY = Journey(
    presses={
        "duty_rest": _open,
        "duty_after": _open_after,
        "duty_fine": _say_fine,
        "duty_hard": _say_hard,
        "duty_day_off": _day_off,
        "duty_rested": _end_rest,
    },
    render_notes={DEBRIEF: render_note, AFTER: render_note},
)
