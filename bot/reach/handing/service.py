"""Handing a shift over: to one helper privately, or to whoever takes it first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.errors import Refused
from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.duty import rules as duty_rules
from bot.reach.duty import store
from bot.reach.duty.rules import Duty, Span
from bot.reach.duty.service import find_own
from bot.reach.shifts import messages, rules
from bot.reach.shifts.service import (
    ASKED,
    TOLD,
    arm,
    ask_all,
    find_place,
    say,
    send_note,
    update_channel,
)
from bot.servers.vouching import service as vouching
from bot.sponsors.service import are_apart
from bot.storage.database import Tx

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def _give(tx: Tx, who: Who, press: Press) -> Answer:
    """Ask which shift, then whom."""
    lang = await privacy.language_for(tx, who)
    duty = await find_own(tx, who, press.ref)
    shifts = await _own_ahead(tx, duty)
    picked = press.values[0] if press.values else press.ref.partition(".")[2]
    span = shifts.get(picked)
    if span is not None:
        return Edit(messages.choose_taker(lang, duty.server_id, span))
    named = [(rules.name_shift(span, duty.zone), int(ms)) for ms, span in shifts.items()]
    return Edit(messages.choose_shift(lang, duty.server_id, named))


async def _own_ahead(tx: Tx, duty: Duty) -> dict[str, Span]:
    """List somebody's shifts that they may still hand over, by the millisecond they begin."""
    said = await store.shifts_of(tx, duty.server_id, tx.now)
    found = {}
    for span in duty_rules.shifts_of(duty, tx.now):
        known = duty_rules.said_of(duty, span, said)
        if span[1] > tx.now and (known is None or known.state not in ("handed", "out")):
            found[str((span[0] - EPOCH) // timedelta(milliseconds=1))] = span
    return found


async def _chosen(tx: Tx, who: Who, press: Press) -> tuple[Duty, Span]:
    duty = await find_own(tx, who, press.ref)
    span = (await _own_ahead(tx, duty)).get(press.ref.partition(".")[2])
    if span is None:
        raise Refused(messages.shift_gone(await privacy.language_for(tx, who)))
    return duty, span


async def _offer_all(tx: Tx, who: Who, press: Press) -> Answer:
    duty, span = await _chosen(tx, who, press)
    told = await ask_all(tx, await say(tx, duty, span, "offered"))
    return Edit(messages.offered(await privacy.language_for(tx, who), told=told))


async def _ask_one(tx: Tx, who: Who, press: Press) -> Answer:
    duty, span = await _chosen(tx, who, press)
    lang = await privacy.language_for(tx, who)
    other = duty_rules.read_id(press.values[0]) if press.values else 0
    if other == who.member_id:
        raise Refused(messages.not_yourself(lang))
    if not await _may_ask(tx, duty, other):
        raise Refused(messages.not_a_helper(lang))
    said = await say(tx, duty, span, "offered", other)
    await send_note(tx, other, ASKED, said, until=said.ends)
    return Edit(messages.asked_one(lang, other))


async def _may_ask(tx: Tx, duty: Duty, other: int) -> bool:
    if not await vouching.is_trusted(tx, duty.server_id, other, "helper"):
        return False
    if await store.find_duty(tx, duty.server_id, other) is None:
        return False
    return not await are_apart(tx, duty.member_id, other)


# ---------------------------------------------------------------- somebody takes it


async def _take(tx: Tx, who: Who, press: Press) -> Answer:
    lang = await privacy.language_for(tx, who)
    said = await store.find_shift(tx, duty_rules.read_id(press.ref))
    if said is None or not rules.may_take(said, who.member_id, tx.now):
        raise Refused(messages.shift_gone(lang))
    mine = await find_own(tx, who, str(said.server_id))
    if mine.server_id != said.server_id or not await _may_ask(
        tx, replace(mine, member_id=said.member_id), who.member_id
    ):
        raise Refused(messages.shift_gone(lang))
    if not await store.hand_over(tx, said, who.member_id):
        raise Refused(messages.shift_gone(lang))
    said = replace(said, state="handed", taken_by=who.member_id)
    await update_channel(tx, said)
    await send_note(tx, said.member_id, TOLD, said, until=said.ends)
    for person in (said.member_id, who.member_id):
        await arm(tx, said.server_id, person)
    return Edit(messages.took(lang, said))


async def _decline(tx: Tx, who: Who, press: Press) -> Answer:
    lang = await privacy.language_for(tx, who)
    said = await store.find_shift(tx, duty_rules.read_id(press.ref))
    if said is None or said.state != "offered" or said.taken_by != who.member_id:
        raise Refused(messages.shift_gone(lang))
    giver = await store.find_duty(tx, said.server_id, said.member_id)
    if giver is not None:
        back = await say(tx, giver, (said.starts, said.ends), "asked", who.member_id)
        await send_note(tx, said.member_id, TOLD, back, until=said.ends)
    return Edit(messages.declined(lang))


JOURNEY = Journey(
    presses={
        "duty_give": _give,
        "duty_offer": _offer_all,
        "duty_ask": _ask_one,
        "duty_take": _take,
        "duty_not": _decline,
    },
    find_places=dict.fromkeys(("duty_take", "duty_not"), find_place),
)
