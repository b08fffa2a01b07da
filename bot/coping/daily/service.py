"""Somebody's own tip a day: chosen, tried at once, sent as a neutral note, opened, stopped.

When it comes and to whom is kept sealed; which tips somebody got is not kept at all.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from bot.coping import store
from bot.coping.daily import messages, rules
from bot.coping.daily.messages import State
from bot.coping.daily.rules import Daily
from bot.coping.library import Library
from bot.coping.messages import COPING
from bot.coping.remembering import service as remembering
from bot.coping.rules import fitting_tips
from bot.coping.showing import rules as showing_rules
from bot.coping.showing import service as showing
from bot.coping.showing.rules import Shown
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.quiet import end_of_quiet
from bot.core.rhythm import latest_due
from bot.core.wall_time import read_time
from bot.core.zones import find_zone
from bot.delivery.notes import OwedNote, name_note, post_notes
from bot.delivery.owed import Lane, Note, Outcome, Skip, Verb
from bot.delivery.private import dm_of
from bot.privacy import messages as privacy_messages
from bot.privacy import service as privacy
from bot.privacy.trying.rules import TEST, Result
from bot.privacy.trying.service import result_of, send_test, settle_test
from bot.storage.database import Tx

DAILY = store.Kind("daily", "when you get a tip a day")
TIP, GONE = "tip", "gone"  # what the notes are called

# ---------------------------------------------------------------- 1. the page


async def show(tx: Tx, who: Who) -> Message:
    """Show how it stands, or what it would be."""
    closed = (await dm_of(tx, who.member_id)).closed_at is not None
    daily = await find_daily(tx, who.member_id)
    result: Result = "closed" if closed and daily else ""
    return await _show_state(tx, who.member_id, await privacy.language_for(tx, who), result)


async def find_daily(tx: Tx, member_id: int) -> Daily | None:
    """Find somebody's own time; None: they have none."""
    packed = await store.find_entry(tx, DAILY, member_id)
    return None if packed is None else rules.unpack(packed)


async def _show_state(tx: Tx, member_id: int, lang: str, result: Result = "") -> Message:
    member = await privacy.member_of(tx, member_id)
    daily = await find_daily(tx, member_id)
    ahead = daily.next_note(tx.now) if daily else None
    quiet = ahead is not None and member.quiet and end_of_quiet(ahead, member.quiet)
    state = State(
        daily,
        ahead,
        is_silent=bool(quiet),
        at_once=member.text_at_once,
        seen=await remembering.find_seen(tx, member_id),
        result=result,
    )
    return messages.page(lang, state)


async def press_show(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return await show(tx, who)


# ---------------------------------------------------------------- 2. the time is chosen


async def press_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the time and the zone."""
    del ref
    daily = await find_daily(tx, who.member_id)
    zone = daily.zone if daily else (await privacy.member_of(tx, who.member_id)).zone
    return messages.form(await privacy.language_for(tx, who), daily, zone or "", typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Keep it, sealed, and try a note at once if it is the first time."""
    lang = await privacy.language_for(tx, who)
    at = _read_at(lang, str(sent.values.get("at", "")))
    typed_zone = str(sent.values.get("zone", "")).strip()
    if not typed_zone:
        raise Refused(messages.no_zone(lang))
    chosen = Daily(find_zone(typed_zone, lang), at, planned_until=tx.now)

    def change(packed: dict[str, Any]) -> tuple[store.Packed, datetime]:
        return _keep(tx, replace(chosen, newest=rules.unpack(packed).newest))

    if await store.change_entry(tx, DAILY, who.member_id, change):
        return Edit(await _show_state(tx, who.member_id, lang))
    await store.put_entries(tx, DAILY, [(who.member_id, *_keep(tx, chosen))])
    await send_test(tx, who, COPING)
    return Edit(await _show_state(tx, who.member_id, lang, "sending"))


def _read_at(lang: str, typed: str) -> time:
    at = read_time(typed)
    if at is None:
        raise Refused(privacy_messages.not_a_time(lang, typed))
    return at


def _keep(tx: Tx, daily: Daily) -> tuple[store.Packed, datetime]:
    return rules.pack(daily), daily.next_note(tx.now)


async def try_again(tx: Tx, who: Who, press: Press) -> Answer:
    """Send another test note, after private messages were opened."""
    del press
    lang = await privacy.language_for(tx, who)
    if await find_daily(tx, who.member_id) is None:
        raise Refused(messages.not_on(lang))
    await send_test(tx, who, COPING)
    return Edit(await _show_state(tx, who.member_id, lang, "sending"))


# ---------------------------------------------------------------- 3. its time comes


async def plan(tx: Tx, member_ids: Collection[int]) -> None:
    """Owe each member the note that came due, take the one before away, arm the next moment."""
    if not member_ids:
        return
    found = await store.open_entries(tx, DAILY, member_ids)
    owed: list[OwedNote] = []
    kept = []
    for member_id, packed in found.items():
        notes, daily = await _plan_one(tx, member_id, rules.unpack(packed))
        owed += notes
        kept.append((member_id, *_keep(tx, daily)))
    await post_notes(tx, owed)
    await store.put_entries(tx, DAILY, kept)


async def _plan_one(tx: Tx, member_id: int, daily: Daily) -> tuple[list[OwedNote], Daily]:
    start = latest_due([daily.rule], daily.planned_until, tx.now)
    planned = replace(daily, planned_until=tx.now)
    if start is None:
        return [], planned
    note = Note(member_id, COPING, TIP, rules.write_ref(start))
    owed = OwedNote(note=note, lane=Lane.TIP, due=start, not_after=start + rules.LATE)
    earlier = [await _take_away(tx, member_id, daily.newest, owed)] if daily.newest else []
    return [owed, *earlier], replace(planned, newest=start)


async def _take_away(tx: Tx, member_id: int, before: datetime, newer: OwedNote) -> OwedNote:
    """Owe the removal of the note before, so that none of them pile up in the private chat."""
    ref = rules.write_ref(before)
    key = await name_note(tx, Note(member_id, COPING, TIP, ref))
    gone = Note(member_id, COPING, GONE, ref)
    return replace(newer, note=gone, verb=Verb.DELETE, target=key)


async def render_note(tx: Tx, note: Note, *, library: Library) -> Message | Skip:
    """Word it when it goes out, if it is still wanted; in quiet hours without a sound."""
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    daily = await find_daily(tx, note.member_id)
    if daily is None:
        return Skip("stopped")
    if result_of(note):
        return await _show_state(tx, note.member_id, lang, result_of(note))
    shown = await _tip_of(tx, note, daily, library, lang)
    if shown is None:
        return Skip("no_tip")
    silent = member.quiet is not None and end_of_quiet(tx.now, member.quiet) is not None
    return replace(_word(library, lang, shown, at_once=member.text_at_once), silent=silent)


async def _tip_of(tx: Tx, note: Note, daily: Daily, library: Library, lang: str) -> Shown | None:
    """Find the tip of the note's day; the test note has that of today."""
    start = tx.now if note.what == TEST else rules.read_ref(note.ref)
    if start is None:
        return None
    fit = fitting_tips(library.tips.values(), library.needs, None, lang)
    order = await tx.vault.name(note.member_id, f"{COPING}.order")
    tip = rules.choose_tip(fit, order, daily.day_of(start))
    if tip is None:
        return None
    kept = await remembering.find_seen(tx, note.member_id) is not None
    return Shown(tip, None, showing_rules.alone(tip), kept=kept)


def _word(library: Library, lang: str, shown: Shown, *, at_once: bool) -> Message:
    if at_once:
        return showing.draw_card(library, lang, replace(shown, daily=True))
    action = f"open{showing_rules.KEPT}" if shown.kept else "open"
    return messages.neutral(lang, action, shown.ref)


async def settle(tx: Tx, outcome: Outcome) -> None:
    """It has ended: if it was the test note, the page that asked is told how it went."""
    await settle_test(tx, outcome)


# ---------------------------------------------------------------- 4. stopped


async def stop(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop these notes at once and forget the time. It shows nothing, whoever reads along."""
    del press
    await store.drop_entry(tx, DAILY, who.member_id)
    return Edit(messages.stopped(await privacy.language_for(tx, who)))


async def forget_seen(tx: Tx, who: Who, press: Press) -> Answer:
    """Forget which tips they have seen, from this page."""
    del press
    await remembering.forget(tx, who.member_id)
    return Edit(await _show_state(tx, who.member_id, await privacy.language_for(tx, who)))


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page, with what is remembered."""
    daily = await find_daily(tx, who.member_id)
    lang = await privacy.language_for(tx, who)
    lines = [messages.mine(lang, daily)] if daily else []
    return [*lines, *await remembering.describe_mine(tx, who)]


PRESSES: Mapping[str, Callable[[Tx, Who, Press], Awaitable[Answer]]] = {
    "daily": press_show,
    "daily_set": press_form,
    "daily_try": try_again,
    "daily_stop": stop,
    "forget_mine": forget_seen,
}
