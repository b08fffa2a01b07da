"""I'll be there: said in private, remembered, taken back; and what stands on one's own page."""

from datetime import timedelta

from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.delivery.notes import post_note
from bot.delivery.owed import Lane, Note, Verb
from bot.delivery.private import dm_of, forget_closed
from bot.meetings import store
from bot.meetings.answering import messages
from bot.meetings.clocks.service import owe_late_notice
from bot.meetings.messages import MEETINGS
from bot.meetings.reading.service import visible_date
from bot.meetings.rules import Ref, on_date
from bot.privacy import service as privacy
from bot.storage.database import Tx

CHAT_OPENED_WITHIN = timedelta(hours=1)


async def say_there(tx: Tx, who: Who, press: Press) -> Answer:
    """Remember that somebody comes, and open the private chat in which a cancellation is told."""
    meeting, start = await visible_date(tx, who, press.ref)
    await store.put_answer(tx, meeting.id, start, who.member_id)
    notify = bool(await store.find_answer(tx, meeting.id, start, who.member_id))
    chat = await dm_of(tx, who.member_id)
    if notify:
        await owe_late_notice(tx, who.member_id, [meeting])
    if notify and chat.channel_id is None:
        await _open_chat(tx, who, Ref(meeting.id, start))
    lang = await privacy.language_for(tx, who)
    closed, shown = chat.closed_at is not None, on_date(meeting, start)
    return messages.see_you(lang, shown, start, notify=notify, closed=closed)


async def _open_chat(tx: Tx, who: Who, ref: Ref) -> None:
    """Have the private chat opened now: their own press is the moment for it."""
    await forget_closed(tx, who.member_id)
    note = Note(who.member_id, MEETINGS, "chat", str(ref))
    until = tx.now + CHAT_OPENED_WITHIN
    await post_note(tx, note, lane=Lane.MEETING, due=tx.now, not_after=until, verb=Verb.OPEN_DM)


async def choose_note(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch the note about a cancellation on or off."""
    meeting, start = await visible_date(tx, who, press.ref)
    await store.put_answer(tx, meeting.id, start, who.member_id)
    notify = press.action == "note_on"
    await store.set_notify(tx, meeting.id, start, who.member_id, notify)
    lang = await privacy.language_for(tx, who)
    return Edit(messages.see_you(lang, on_date(meeting, start), start, notify=notify))


async def take_back(tx: Tx, who: Who, press: Press) -> Answer:
    """Forget that somebody comes."""
    meeting, start = await visible_date(tx, who, press.ref)
    await store.drop_answer(tx, meeting.id, start, who.member_id)
    lang = await privacy.language_for(tx, who)
    return Edit(messages.taken_back(lang, on_date(meeting, start), start))
