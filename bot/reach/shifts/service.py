"""One shift: its helper is asked before it whether they will be there, and may hand it over.

1. Three hours before, a neutral note asks. A shift that nobody confirmed is shown to moderators.
2. "I can't" gives it up at once; others are asked in the helpers' channel, without a name.
   Handing it over, and taking it, stand in `bot.reach.handing`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Place, Press, Who
from bot.core.quiet import end_of_quiet
from bot.delivery.notes import clear_note_timer, post_note, set_note_timer
from bot.delivery.outbox import message_of, post
from bot.delivery.owed import Lane, LookFirst, Note, Owed, Skip, Verb
from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.duty import rules as duty_rules
from bot.reach.duty import store
from bot.reach.duty.rules import Duty, Said, Span
from bot.reach.duty.service import HERE, find_own, look_if_here
from bot.reach.shifts import messages, rules
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.sponsors.service import are_apart
from bot.storage.database import Tx

FEATURE = "reach"
TIMER, ASKED, TOLD = "duty.shift", "duty.asked", "duty.told"
OPEN, CLOSED = "reach.shift", "reach.shift_taken"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# ---------------------------------------------------------------- 1. the reminder


async def arm(tx: Tx, server_id: int, member_id: int) -> None:
    """Plan the next reminder of somebody, or none."""
    note = _timer(server_id, member_id)
    duty = await store.find_duty(tx, server_id, member_id)
    said = await store.shifts_of(tx, server_id, tx.now)
    due = rules.next_reminder(duty, said, tx.now) if duty else None
    if due is None and duty is not None and duty.hours and duty.remind:
        due = tx.now + duty_rules.WEEK  # look again: the week after may have shifts
    if due is None:
        await clear_note_timer(tx, note)
    else:
        await set_note_timer(tx, note, due)


async def disarm(tx: Tx, server_id: int, member_id: int) -> None:
    """Forget somebody's next reminder."""
    await clear_note_timer(tx, _timer(server_id, member_id))


def _timer(server_id: int, member_id: int) -> Note:
    return Note(member_id, FEATURE, TIMER, str(server_id))


async def plan(tx: Tx, dues: Sequence[tuple[Note, Due]]) -> None:
    """Ask each helper whose shift comes near, and plan the next time."""
    for note, _due in dues:
        duty = await store.find_duty(tx, int(note.ref), note.member_id)
        if duty is None:
            continue
        if await vouching.is_trusted(tx, duty.server_id, duty.member_id, "helper"):
            await _ask_near(tx, duty)
        await arm(tx, duty.server_id, duty.member_id)


async def _ask_near(tx: Tx, duty: Duty) -> None:
    said = await store.shifts_of(tx, duty.server_id, tx.now)
    near = [s for s in rules.to_remind(duty, said, tx.now) if s[0] <= tx.now + rules.LEAD]
    if not duty.remind:
        return
    taken = {o.starts: o for o in duty_rules.taken_spans(duty.member_id, said)}
    for span in near:
        shift = taken.get(span[0]) or await store.say(tx, duty, span, "asked")
        await send_note(tx, duty.member_id, ASKED, shift, until=span[1])


async def send_note(tx: Tx, member_id: int, what: str, said: Said, until: datetime) -> None:
    """Owe one of the two whom a shift concerns a note; what it says is chosen when it is sent."""
    note = Note(member_id, FEATURE, what, f"{said.id}.{said.state}")
    await post_note(tx, note, lane=Lane.MEETING, due=tx.now, not_after=until)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word a note about a shift as things stand: neutral, or at once for who chose that."""
    said = await store.find_shift(tx, duty_rules.read_id(note.ref))
    duty = await store.find_duty(tx, said.server_id, note.member_id) if said else None
    if said is None or duty is None or said.ends <= tx.now:
        return Skip("over")
    if (gone := await look_if_here(tx, duty)) is not None:
        return gone
    if not await _concerns(tx, said, note.member_id):
        return Skip("away")
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    shown = _card(lang, said, note.member_id)
    if shown is None:
        return Skip("changed")
    quiet = member.quiet is not None and end_of_quiet(tx.now, member.quiet) is not None
    if not member.text_at_once:
        shown = messages.note(lang, str(said.id), str(said.server_id))
    return replace(shown, silent=quiet)


def _card(lang: str, said: Said, member_id: int) -> Message | None:
    """Choose what a shift says to one of the two it concerns; None: nothing any more."""
    if said.member_id == member_id:
        if said.state == "asked" and not said.taken_by:
            return messages.ask_own(lang, said)
        return messages.taken_note(lang, said) if said.state in ("handed", "asked") else None
    if said.taken_by != member_id:
        return None
    if said.state == "offered":
        return messages.ask_other(lang, said)
    return messages.remind_taken(lang, said) if said.state == "handed" else None


async def _concerns(tx: Tx, said: Said, member_id: int) -> bool:
    """Tell whether somebody may read of a shift now: trusted, and not kept apart from the other."""
    if not await vouching.is_trusted(tx, said.server_id, member_id, "helper"):
        return False
    return said.member_id == member_id or not await are_apart(tx, said.member_id, member_id)


async def _open(tx: Tx, who: Who, press: Press) -> Answer:
    lang = await privacy.language_for(tx, who)
    said = await store.find_shift(tx, duty_rules.read_id(press.ref))
    card = _card(lang, said, who.member_id) if said and said.ends > tx.now else None
    if said is None or card is None or not await _concerns(tx, said, who.member_id):
        raise Refused(messages.shift_gone(lang))
    return Edit(card)


async def find_place(tx: Tx, press: Press) -> Place | None:
    """Tell in which server a shift is that a press in a private chat is about."""
    said = await store.find_shift(tx, duty_rules.read_id(press.ref))
    return Place(said.server_id, HERE) if said else None


# ---------------------------------------------------------------- 2. will you be there?


async def _own_shift(tx: Tx, who: Who, ref: str) -> tuple[Duty, Said]:
    said = await store.find_shift(tx, duty_rules.read_id(ref))
    if said is None or said.member_id != who.member_id or said.ends <= tx.now:
        raise Refused(messages.shift_gone(await privacy.language_for(tx, who)))
    return await find_own(tx, who, str(said.server_id)), said


async def _confirm(tx: Tx, who: Who, press: Press) -> Answer:
    duty, said = await _own_shift(tx, who, press.ref)
    if said.state == "handed":
        raise Refused(messages.shift_gone(await privacy.language_for(tx, who)))
    said = await say(tx, duty, (said.starts, said.ends), "confirmed")
    return Edit(messages.sure(await privacy.language_for(tx, who), said))


async def _give_up(tx: Tx, who: Who, press: Press) -> Answer:
    duty, said = await _own_shift(tx, who, press.ref)
    if said.state == "handed":
        raise Refused(messages.shift_gone(await privacy.language_for(tx, who)))
    said = await say(tx, duty, (said.starts, said.ends), "out")
    told = await ask_all(tx, said)
    return Edit(messages.cannot(await privacy.language_for(tx, who), told=told))


async def say(
    tx: Tx, duty: Duty, span: Span, state: duty_rules.State, taken_by: int | None = None
) -> Said:
    """Keep what was said, change what the helpers' channel reads, and plan reminders anew."""
    said = await store.say(tx, duty, span, state, taken_by)
    await update_channel(tx, said)
    await arm(tx, duty.server_id, duty.member_id)
    return said


async def _stop_reminders(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    await store.change_duty(tx, duty.server_id, who.member_id, remind=False)
    await disarm(tx, duty.server_id, who.member_id)
    return Edit(messages.quiet(await privacy.language_for(tx, who)))


# ---------------------------------------------------------------- 3. in the helpers' channel


async def ask_all(tx: Tx, said: Said) -> bool:
    """Ask in the helpers' channel, if there is one."""
    channel_id = (await servers.server_of(tx, said.server_id)).helpers_channel_id
    if channel_id is not None:
        await post(tx, _row(tx, said, channel_id))
    return channel_id is not None


def _row(tx: Tx, said: Said, channel_id: int) -> Owed:
    return Owed(
        key=f"{OPEN}.{said.id}",
        kind=OPEN,
        ref=str(said.id),
        channel_id=channel_id,
        server_id=said.server_id,
        lane=Lane.MEETING,
        due=tx.now,
        not_after=said.ends,
    )


async def update_channel(tx: Tx, said: Said) -> None:
    """Change what the helpers' channel reads about this shift, if it reads anything."""
    sent = await message_of(tx, f"{OPEN}.{said.id}")
    if sent is None:
        return
    row = _row(tx, said, sent.channel_id)
    key = f"{row.key}.{tx.now.timestamp():.3f}"
    await post(tx, replace(row, key=key, kind=CLOSED, verb=Verb.EDIT, target=row.key))


async def render(tx: Tx, ref: str) -> Message | Skip:
    """Word what the helpers' channel reads about a shift, as things stand."""
    said = await store.find_shift(tx, duty_rules.read_id(ref))
    if said is None:
        return Skip("gone")
    lang = (await servers.server_of(tx, said.server_id)).language or "en"
    is_open = said in rules.open_shifts([said], tx.now)
    return messages.open_shift(lang, said) if is_open else messages.closed_shift(lang, said)


JOURNEY = Journey(
    presses={
        "duty_shift": _open,
        "duty_sure": _confirm,
        "duty_cant": _give_up,
        "duty_quiet": _stop_reminders,
    },
    find_places=dict.fromkeys(("duty_shift", "duty_sure", "duty_cant"), find_place),
    plan_notes={TIMER: plan},
    render_notes={ASKED: render_note, TOLD: render_note},
    renders={OPEN: render, CLOSED: render},
)
