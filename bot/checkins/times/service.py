"""A member's own times: chosen, tried at once, changed, paused, stopped. They are kept sealed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.checkins.messages import CHECKINS
from bot.checkins.times import messages, rules, store
from bot.checkins.times.messages import State
from bot.checkins.times.rules import Times
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.quiet import end_of_quiet
from bot.core.zones import find_zone
from bot.delivery.notes import clear_note_timer, set_note_timer
from bot.delivery.owed import Note
from bot.delivery.private import dm_of
from bot.meetings.typed.rules import parse_date, parse_time
from bot.privacy import service as privacy
from bot.privacy.trying.rules import Result
from bot.privacy.trying.service import send_test
from bot.storage.database import Tx

DUE = "due"  # what the timer's note is called


# ---------------------------------------------------------------- 1. the page


async def show(tx: Tx, who: Who) -> Message:
    """Show how they stand, or what they would be."""
    lang = await privacy.language_for(tx, who)
    times = await store.find_times(tx, who.member_id)
    if times is None:
        return messages.invitation(lang)
    closed = (await dm_of(tx, who.member_id)).closed_at is not None
    return await show_state(tx, who.member_id, lang, times, "closed" if closed else "")


async def show_state(
    tx: Tx, member_id: int, lang: str, times: Times, result: Result = ""
) -> Message:
    """Show the page of somebody who has times, with how the test note went."""
    member = await privacy.member_of(tx, member_id)
    ahead = times.next_note(tx.now)
    quiet = ahead is not None and member.quiet and end_of_quiet(ahead, member.quiet)
    silent, at_once = bool(quiet), member.text_at_once
    return messages.page(lang, State(times, tx.now, ahead, silent, at_once, result))


async def press_show(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return await show(tx, who)


# ---------------------------------------------------------------- 2. days and times


async def press_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for days, times and the zone."""
    del ref
    times = await store.find_times(tx, who.member_id)
    zone = times.zone if times else (await privacy.member_of(tx, who.member_id)).zone
    return messages.times_form(await privacy.language_for(tx, who), times, zone or "", typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Keep them, sealed, and try a note at once if they are the first."""
    lang = await privacy.language_for(tx, who)
    weekdays = frozenset(int(day) for day in sent.values.get("days", ()) if day in "0123456")
    if not weekdays:
        raise Refused(messages.no_days(lang))
    at = _read_times(lang, str(sent.values.get("at", "")))
    typed_zone = str(sent.values.get("zone", "")).strip()
    if not typed_zone:
        raise Refused(messages.no_zone(lang))
    times = Times(find_zone(typed_zone, lang), weekdays, at, planned_until=tx.now)
    await wake(tx, who.member_id)  # whoever presses twice at once waits here for the first
    if await store.find_times(tx, who.member_id) is not None:
        return Edit(await _change(tx, who, lambda held: replace(times, newest=held.newest)))
    await store.put_times(tx, who.member_id, times)
    await send_test(tx, who, CHECKINS)
    return Edit(await show_state(tx, who.member_id, lang, times, "sending"))


def _read_times(lang: str, typed: str) -> tuple[time, ...]:
    parts = rules.read_times(typed)
    if not 1 <= len(parts) <= rules.MOST_TIMES:
        raise Refused(messages.how_many_times(lang, rules.MOST_TIMES))
    return tuple(sorted({parse_time(lang, part) for part in parts}))


async def wake(tx: Tx, member_id: int) -> None:
    """Have the planner look at somebody's times at once; it arms their next moment.

    Called before the times are changed, so that the planner and this never wait for each other.
    """
    await set_note_timer(tx, timer_note(member_id), tx.now)


def timer_note(member_id: int) -> Note:
    """Name the one timer of somebody's times."""
    return Note(member_id, CHECKINS, DUE, "")


async def try_again(tx: Tx, who: Who, press: Press) -> Answer:
    """Send another test note, after private messages were opened."""
    del press
    lang = await privacy.language_for(tx, who)
    times = await store.find_times(tx, who.member_id)
    if times is None:
        raise Refused(messages.not_on(lang))
    await send_test(tx, who, CHECKINS)
    return Edit(await show_state(tx, who.member_id, lang, times, "sending"))


# ---------------------------------------------------------------- 3. a pause


async def press_pause(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_pause(tx, who, press.ref, {})


async def build_pause(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask until when."""
    del ref
    return messages.pause_form(await privacy.language_for(tx, who), typed)


async def submit_pause(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Send nothing before the day they typed."""
    lang = await privacy.language_for(tx, who)
    times = await store.find_times(tx, who.member_id)
    if times is None:
        raise Refused(messages.not_on(lang))
    typed = str(sent.values.get("until", ""))
    today = tx.now.astimezone(ZoneInfo(times.zone)).date()
    until = parse_date(lang, typed, today)
    if not today < until <= today + rules.LONGEST_PAUSE:
        raise Refused(messages.too_long_or_past(lang, typed))
    return Edit(await _change(tx, who, lambda held: replace(held, paused_until=until)))


async def go_on(tx: Tx, who: Who, press: Press) -> Answer:
    """End the pause now."""
    del press
    return Edit(await _change(tx, who, lambda held: replace(held, paused_until=None)))


async def _change(tx: Tx, who: Who, alter: Callable[[Times], Times]) -> Message:
    """Keep changed times from now on; what lies behind is not made up for."""
    times = await _alter(tx, who, alter)
    return await show_state(tx, who.member_id, await privacy.language_for(tx, who), times)


async def _alter(tx: Tx, who: Who, alter: Callable[[Times], Times]) -> Times:
    if await store.find_times(tx, who.member_id) is not None:
        await wake(tx, who.member_id)
    held = await store.change_times(tx, who.member_id)
    if held is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    times = replace(alter(held), planned_until=tx.now, unanswered=0)
    await store.put_times(tx, who.member_id, times)
    return times


# ---------------------------------------------------------------- 4. once a week, or not at all


async def take_weekly(tx: Tx, who: Who, press: Press) -> Answer:
    """They take the offer: one day and one time are left."""
    del press
    times = await _alter(tx, who, lambda held: rules.once_a_week(held, tx.now))
    return Edit(messages.now_weekly(await privacy.language_for(tx, who), times))


async def keep_as_it_is(tx: Tx, who: Who, press: Press) -> Answer:
    """They do not take the offer, and that is an answer too."""
    del press
    await count_answer(tx, who.member_id)
    return Edit(messages.as_before(await privacy.language_for(tx, who)))


async def count_answer(tx: Tx, member_id: int) -> None:
    """Count unanswered notes from the beginning again. Who has no times leaves no trace by it."""
    times = await store.find_times(tx, member_id)
    if times is None or not times.unanswered:
        return
    times = await store.change_times(tx, member_id)
    if times is not None:
        await store.put_times(tx, member_id, rules.answered(times))


async def stop(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop these notes at once and forget the times. It shows nothing, whoever reads along."""
    del press
    if await store.find_times(tx, who.member_id) is not None:
        await clear_note_timer(tx, timer_note(who.member_id))
        await store.drop_times(tx, who.member_id)
    return Edit(messages.stopped(await privacy.language_for(tx, who)))


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page."""
    times = await store.find_times(tx, who.member_id)
    if times is None:
        return []
    lang = await privacy.language_for(tx, who)
    paused = times.paused_until if times.is_paused(tx.now) else None
    return [messages.mine(lang, times, paused=paused)]
