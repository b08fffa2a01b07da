"""Being a helper: begin, be on duty and off, see how it stands, take it along, stop.

Whoever begins is an adult whom a moderator or a role approved (`bot.servers.vouching`); the first
time, a test note shows whether private messages arrive.
"""

from datetime import datetime

from bot.core.message import Answer, Edit, File, Message, Reply
from bot.core.press import Press, Who
from bot.delivery.owed import Note, Skip
from bot.delivery.private import dm_of
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.privacy.trying.messages import neutral_note
from bot.privacy.trying.rules import Result
from bot.privacy.trying.service import send_test
from bot.reach.duty import store
from bot.reach.duty.rules import Duty
from bot.reach.duty.service import find_own, page_of
from bot.reach.hours.rules import USUAL_TURN, read_until
from bot.reach.serving import messages
from bot.reach.serving.rules import write_duty
from bot.reach.shifts import service as shifts
from bot.reach.trials.service import Trial
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.storage.database import Tx

FEATURE = "reach"
TRIAL = "duty"  # what the test note is called
FILE_NAME = "calendar.ics"


# ---------------------------------------------------------------- 1. begin


async def begin(tx: Tx, who: Who) -> Duty | Message:
    """Make somebody a helper of this server, or give the card that must be answered first."""
    card = await vouching.require_trust(tx, who, "helper")
    if card is not None:
        return card
    assert who.server_id is not None
    known = await store.find_duty(tx, who.server_id, who.member_id)
    if known is None:
        await servers.ensure_server(tx, who.server_id)
        await store.change_duty(tx, who.server_id, who.member_id)
    return known or Duty(who.server_id, who.member_id)


async def open_page(tx: Tx, who: Who) -> Message:
    """Show somebody their duty, or what stands before it."""
    duty = await begin(tx, who)
    return duty if isinstance(duty, Message) else await _show(tx, who, duty)


async def _show(tx: Tx, who: Who, duty: Duty, result: Result = "") -> Message:
    fresh = await store.find_duty(tx, duty.server_id, duty.member_id)
    page = await page_of(tx, fresh or duty, result)
    return messages.page(await privacy.language_for(tx, who), page)


async def after_change(tx: Tx, who: Who, duty: Duty) -> Message:
    """Plan anew what follows from somebody's hours, and show them their page."""
    await shifts.arm(tx, duty.server_id, duty.member_id)
    never_tried = (await dm_of(tx, who.member_id)).channel_id is None
    if never_tried and who.reply_token:
        await send_test(tx, who, FEATURE, TRIAL)
        return await _show(tx, who, duty, "sending")
    return await _show(tx, who, duty)


# ---------------------------------------------------------------- 2. on and off


async def go_on(tx: Tx, who: Who, until: str = "") -> Message:
    """Be on duty from now on, for eight hours or until the moment that was typed."""
    duty = await begin(tx, who)
    if isinstance(duty, Message):
        return duty
    ends = await _read_until(tx, who, duty, until) if until else tx.now + USUAL_TURN
    values = {"on_until": ends, "off_since": None, "off_until": None, "rest_until": None}
    await store.change_duty(tx, duty.server_id, who.member_id, **values)
    return await after_change(tx, who, duty)


async def _read_until(tx: Tx, who: Who, duty: Duty, typed: str) -> datetime:
    lang = await privacy.language_for(tx, who)
    zone = duty.zone or (await privacy.member_of(tx, who.member_id)).zone
    zone = zone or (await servers.server_of(tx, duty.server_id)).zone
    return read_until(typed, tx.now, zone, lang)


async def go_off(tx: Tx, who: Who, until: str = "", ref: str = "") -> Message:
    """Be off duty from now on, until they change it or the moment that was typed."""
    duty = await find_own(tx, who, ref)
    ends = await _read_until(tx, who, duty, until) if until else None
    values = {"on_until": None, "off_since": tx.now, "off_until": ends}
    await store.change_duty(tx, duty.server_id, who.member_id, **values)
    return await after_change(tx, who, duty)


async def _press_on(tx: Tx, who: Who, press: Press) -> Answer:
    """Be on duty by a button; in the private chat only who is a helper already."""
    if who.server_id is not None:
        return Edit(await go_on(tx, who))
    duty = await find_own(tx, who, press.ref)
    values = {"on_until": tx.now + USUAL_TURN, "off_since": None, "off_until": None}
    await store.change_duty(tx, duty.server_id, who.member_id, **values, rest_until=None)
    return Edit(await after_change(tx, who, duty))


async def _press_off(tx: Tx, who: Who, press: Press) -> Answer:
    return Edit(await go_off(tx, who, ref=press.ref))


async def _back(tx: Tx, who: Who, press: Press) -> Answer:
    """Let the weekly hours count again."""
    duty = await find_own(tx, who, press.ref)
    await store.change_duty(tx, duty.server_id, who.member_id, off_since=None, off_until=None)
    return Edit(await after_change(tx, who, duty))


async def _page(tx: Tx, who: Who, press: Press) -> Answer:
    return Edit(await _show(tx, who, await find_own(tx, who, press.ref)))


# ---------------------------------------------------------------- 3. smaller choices


async def _toggle_reminders(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    await store.change_duty(tx, duty.server_id, who.member_id, remind=not duty.remind)
    return Edit(await after_change(tx, who, duty))


async def _toggle_drills(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    since = None if duty.drills_since else tx.now
    await store.change_duty(tx, duty.server_id, who.member_id, drills_since=since)
    return Edit(await _show(tx, who, duty))


async def _hand_over_file(tx: Tx, who: Who, press: Press) -> Answer:
    """Hand over their weekly hours as a calendar file that says nothing of what they are."""
    duty = await find_own(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    said = await store.involved(tx, duty.server_id, who.member_id)
    content = write_duty(duty, said, tx.now, messages.busy(lang))
    if content is None:
        return Message(messages.no_hours(lang))
    return Reply(messages.handed_over(lang), File(FILE_NAME, content))


# ---------------------------------------------------------------- 4. how the test note went


async def _word_trial(tx: Tx, note: Note) -> Message | Skip:
    member = await privacy.member_of(tx, note.member_id)
    return neutral_note(member.language or "en")


async def _show_trial(tx: Tx, note: Note, result: Result) -> Message | Skip:
    """Say it on the page that waits for it."""
    duties = await store.duties_of_member(tx, note.member_id)
    if len(duties) != 1:
        return Skip("several")
    lang = (await privacy.member_of(tx, note.member_id)).language or "en"
    return messages.page(lang, await page_of(tx, duties[0], result))


TRIALS = {TRIAL: Trial(_word_trial, _show_trial)}


# ---------------------------------------------------------------- 5. stop, and /me


async def _ask_stop(tx: Tx, who: Who, press: Press) -> Answer:
    duty = await find_own(tx, who, press.ref)
    return Edit(messages.ask_stop(await privacy.language_for(tx, who), str(duty.server_id)))


async def _stop(tx: Tx, who: Who, press: Press) -> Answer:
    """Forget somebody as a helper; what moderators said of them goes too, but not a pause."""
    duty = await find_own(tx, who, press.ref)
    await store.drop_duty(tx, duty.server_id, who.member_id)
    await shifts.disarm(tx, duty.server_id, who.member_id)
    await vouching.step_back(tx, duty.server_id, who.member_id, "helper")
    return Edit(messages.stopped(await privacy.language_for(tx, who)))


async def _open_mine(tx: Tx, who: Who, press: Press) -> Answer:
    """Open one's own duty from one's own page; in a server where they are none, offer it."""
    del press
    if who.server_id is not None:
        return await open_page(tx, who)
    duties = await store.duties_of_member(tx, who.member_id)
    pages = [await _show(tx, who, duty) for duty in duties[:1]]
    lang = await privacy.language_for(tx, who)
    return pages[0] if pages else Message(messages.only_in_servers(lang))


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say on somebody's own page where they are a helper, and how it stands."""
    lang = await privacy.language_for(tx, who)
    duties = await store.duties_of_member(tx, who.member_id)
    here = [one for one in duties if who.server_id in (None, one.server_id)]
    return [messages.mine(lang, await page_of(tx, duty)) for duty in here]


JOURNEY = Journey(
    presses={
        "duty": _page,
        "duty_mine": _open_mine,
        "duty_on": _press_on,
        "duty_off": _press_off,
        "duty_back": _back,
        "duty_remind": _toggle_reminders,
        "duty_drill": _toggle_drills,
        "duty_file": _hand_over_file,
        "duty_stop": _ask_stop,
        "duty_stop_yes": _stop,
    },
)
