"""Offering to sponsor: promised, hours chosen, tried at once, changed, paused, taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.wall_time import read_time
from bot.core.zones import find_zone
from bot.delivery.notes import clear_note_timer, set_note_timer
from bot.delivery.owed import Note, Skip
from bot.delivery.private import dm_of
from bot.privacy import service as privacy
from bot.privacy.trying.rules import Result
from bot.privacy.trying.service import result_of, send_test
from bot.servers import service as servers
from bot.sponsors import store as pairs
from bot.sponsors.messages import servers_only
from bot.sponsors.noting.messages import neutral
from bot.sponsors.offering import messages, rules, store
from bot.sponsors.offering.messages import State
from bot.sponsors.offering.rules import Offer, next_free, next_note
from bot.sponsors.rules import FEATURE, OPEN
from bot.storage.database import Tx

DAILY = "daily"  # what the timer of the daily note is called

Alter = Callable[[Offer], Offer]


# ---------------------------------------------------------------- what others ask of an offer


async def free_at(
    tx: Tx, person_id: int, *, for_help: bool, at: datetime | None = None
) -> datetime | None:
    """Tell when somebody is free (again); None: at this very moment, or no hours are known."""
    offer = await store.find_offer(tx, person_id)
    return next_free(offer, at or tx.now, for_help=for_help) if offer else None


async def gets_daily_note(tx: Tx, member_id: int) -> bool:
    """Tell whether somebody has a daily note in which news can stand."""
    offer = await store.find_offer(tx, member_id)
    return offer is not None and not offer.paused


async def has_room(tx: Tx, offer: Offer) -> bool:
    """Tell whether one more person would not be too many."""
    sides = [s for s in await pairs.sides_of(tx, offer.member_id) if s.part == "supporter"]
    return sum(s.state != "asked" for s in sides) < offer.most


# ---------------------------------------------------------------- 1. the page, or what it would be


async def start(tx: Tx, who: Who) -> Message:
    """Show how they offer here, or ask for their promise first."""
    lang = await privacy.language_for(tx, who)
    if who.server_id is None:
        raise Refused(servers_only(lang))
    offer = await store.find_offer(tx, who.member_id)
    if offer is None or who.server_id not in offer.servers:
        word = (await servers.server_of(tx, who.server_id)).sponsor_word
        return messages.promise(lang, word)
    closed = (await dm_of(tx, who.member_id)).closed_at is not None
    return await show_state(tx, lang, offer, "closed" if closed else "")


async def show_state(tx: Tx, lang: str, offer: Offer, result: Result = "") -> Message:
    """Show the page of somebody who offers."""
    sides = [s for s in await pairs.sides_of(tx, offer.member_id) if s.part == "supporter"]
    word = (await servers.server_of(tx, min(offer.servers, default=0))).sponsor_word
    waiting = sum(s.state in OPEN for s in sides)
    people = sum(s.is_active for s in sides)
    return messages.page(lang, State(offer, word, tx.now, people, waiting, result))


async def show(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return Edit(
        await show_state(tx, await privacy.language_for(tx, who), await require_offer(tx, who))
    )


async def require_offer(tx: Tx, who: Who) -> Offer:
    """Give their offer, or turn them down."""
    offer = await store.find_offer(tx, who.member_id)
    if offer is None:
        raise Refused(messages.no_offer(await privacy.language_for(tx, who)))
    return offer


# ---------------------------------------------------------------- 2. hours


async def press_hours(tx: Tx, who: Who, press: Press) -> Answer:
    """They promised, or want to change their hours."""
    return await build_hours(tx, who, press.ref, {})


async def build_hours(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    del ref
    offer = await store.find_offer(tx, who.member_id)
    zone = offer.zone if offer else (await privacy.member_of(tx, who.member_id)).zone
    return messages.hours_form(await privacy.language_for(tx, who), offer, zone or "", typed)


async def submit_hours(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Keep them, sealed. A first offer is dated, with its promise, and a note is tried at once."""
    lang = await privacy.language_for(tx, who)
    held = await store.find_offer(tx, who.member_id)
    typed = _read(lang, who, sent.values, tx.now)
    if who.server_id is None and held is None:
        raise Refused(servers_only(lang))
    here = {who.server_id} if who.server_id else set()
    if held is not None:
        changed = await change(tx, who, lambda offer: _with_hours(offer, typed, here))
        return Edit(await show_state(tx, lang, changed))
    offer = replace(typed, servers=frozenset(here))
    await _keep(tx, offer)
    await send_test(tx, who, FEATURE)
    return Edit(await show_state(tx, lang, offer, "sending"))


def _with_hours(held: Offer, typed: Offer, here: set[int]) -> Offer:
    return replace(
        held,
        servers=held.servers | here,
        zone=typed.zone,
        quiet=typed.quiet,
        work=typed.work,
        note_at=typed.note_at,
        most=typed.most,
    )


def _read(lang: str, who: Who, values: Values, now: datetime) -> Offer:
    typed = {name: str(values.get(name) or "").strip() for name in ("zone", "quiet", "work")}
    zone = find_zone(typed["zone"], lang)
    quiet, work = rules.read_quiet(typed["quiet"]), rules.read_work(typed["work"])
    note_at = read_time(str(values.get("note") or ""))
    if quiet is None:
        raise Refused(messages.bad_quiet(lang))
    if work is None:
        raise Refused(messages.bad_work(lang))
    if note_at is None:
        raise Refused(messages.bad_time(lang))
    return Offer(
        member_id=who.member_id,
        servers=frozenset(),
        zone=zone,
        promised=now.astimezone(ZoneInfo(zone)).date().isoformat(),
        quiet=quiet,
        work=work,
        note_at=note_at,
        most=_read_most(values),
    )


def _read_most(values: Values) -> int:
    given = values.get("most") or ()
    text = given if isinstance(given, str) else "".join(given[:1])
    return min(max(int(text), 1), rules.MOST) if text.isdecimal() else rules.USUAL


async def _keep(tx: Tx, offer: Offer) -> None:
    """Keep an offer, and arm its daily note first: the planner takes the two in that order too."""
    await set_note_timer(tx, timer_note(offer.member_id), next_note(offer, tx.now))
    await store.put_offer(tx, offer)


def timer_note(member_id: int) -> Note:
    """Name the one timer of somebody's daily note."""
    return Note(member_id, FEATURE, DAILY, "")


async def try_again(tx: Tx, who: Who, press: Press) -> Answer:
    """Send another test note, after private messages were opened."""
    del press
    offer = await require_offer(tx, who)
    await send_test(tx, who, FEATURE)
    return Edit(await show_state(tx, await privacy.language_for(tx, who), offer, "sending"))


async def render_trial(tx: Tx, note: Note) -> Message | Skip:
    """The test note, or its result on the page that asked for it."""
    offer = await store.find_offer(tx, note.member_id)
    if offer is None:
        return Skip("stopped")
    lang = (await privacy.member_of(tx, note.member_id)).language or "en"
    if result_of(note):
        return await show_state(tx, lang, offer, result_of(note))
    return neutral(lang)


# ---------------------------------------------------------------- 3. switches


async def change(tx: Tx, who: Who, alter: Alter) -> Offer:
    """Keep a changed offer."""
    held = await require_offer(tx, who)
    await set_note_timer(tx, timer_note(who.member_id), next_note(alter(held), tx.now))
    held = await store.lock_offer(tx, who.member_id) or held
    changed = alter(held)
    await _keep(tx, changed)
    return changed


async def press_switch(tx: Tx, who: Who, press: Press) -> Answer:
    """They pressed a switch, or chose what they think of medicine."""
    alter = _alteration(press, tx.now)
    if alter is None:
        raise Refused(messages.no_offer(await privacy.language_for(tx, who)))
    changed = await change(tx, who, alter)
    return Edit(await show_state(tx, await privacy.language_for(tx, who), changed))


def _alteration(press: Press, now: datetime) -> Alter | None:
    """Say what a press changes: waking, busy hours, medicine, a pause, a holiday."""
    picked = press.values[0] if press.values else ""
    stance = next((one for one in rules.STANCES if one == picked), None)
    days = int(picked) if picked.isdecimal() and int(picked) in rules.HOLIDAYS else 0
    on = press.ref == "1"
    altered: dict[str, Alter | None] = {
        "wake": lambda offer: replace(offer, may_wake=on),
        "calls": lambda offer: replace(offer, work_calls=on),
        "pause": lambda offer: replace(offer, paused=True),
        "go_on": lambda offer: replace(offer, paused=False, away_until=""),
        "stance": (lambda offer: replace(offer, stance=stance)) if stance else None,
        "away": (lambda offer: _away(offer, now, days)) if days else None,
    }
    return altered.get(press.action)


def _away(offer: Offer, now: datetime, days: int) -> Offer:
    back = now.astimezone(ZoneInfo(offer.zone)).date() + timedelta(days=days)
    return replace(offer, away_until=back.isoformat(), paused=False)


async def drop(tx: Tx, member_id: int) -> None:
    """Forget an offer and its timer."""
    await clear_note_timer(tx, timer_note(member_id))
    await store.drop_offer(tx, member_id)
