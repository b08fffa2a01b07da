"""I'll be there: said in private, remembered, taken back; and what stands on one's own page."""

from datetime import timedelta

from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.delivery.notes import post_note
from bot.delivery.owed import Lane, Note, Verb
from bot.delivery.private import dm_of, forget_closed
from bot.groups import service as groups
from bot.meetings import rules, store
from bot.meetings.answering import messages
from bot.meetings.messages import MEETINGS
from bot.meetings.private import messages as private
from bot.meetings.private import store as reminders
from bot.meetings.reading.service import can_see, visible_date
from bot.meetings.rules import Meeting, Ref, Reminder
from bot.privacy import service as privacy
from bot.storage.database import Tx

CHAT_OPENED_WITHIN = timedelta(hours=1)


async def say_there(tx: Tx, who: Who, press: Press) -> Answer:
    """Remember that somebody comes, and open the private chat in which a cancellation is told."""
    meeting, start = await visible_date(tx, who, press.ref)
    await store.put_answer(tx, meeting.id, start, who.member_id)
    notify = bool(await store.find_answer(tx, meeting.id, start, who.member_id))
    chat = await dm_of(tx, who.member_id)
    if notify and chat.channel_id is None:
        await _open_chat(tx, who, Ref(meeting.id, start))
    lang = await privacy.language_for(tx, who)
    closed = chat.closed_at is not None
    return messages.see_you(lang, meeting, start, notify=notify, closed=closed)


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
    return Edit(messages.see_you(lang, meeting, start, notify=notify))


async def take_back(tx: Tx, who: Who, press: Press) -> Answer:
    """Forget that somebody comes."""
    meeting, start = await visible_date(tx, who, press.ref)
    await store.drop_answer(tx, meeting.id, start, who.member_id)
    return Edit(messages.taken_back(await privacy.language_for(tx, who), meeting, start))


# ---------------------------------------------------------------- on one's own page


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Write the lines of /me: what comes next, where they said they come, their reminders.

    Only what they can see now is named; the rest is counted.
    """
    lang = await privacy.language_for(tx, who)
    lines = await _next_meetings(tx, who, lang)
    answers, unseen = await _answers(tx, who, lang)
    notes, hidden = await _reminders(tx, who, lang)
    lines += [*answers, *notes]
    if unseen + hidden:
        lines.append(messages.elsewhere(lang, unseen + hidden))
    if (answers or notes) and (await dm_of(tx, who.member_id)).closed_at is not None:
        lines.append(messages.chat_closed(lang))
    return lines


async def _next_meetings(tx: Tx, who: Who, lang: str) -> list[str]:
    mine = [g.id for g in await groups.joined_groups(tx, who.member_id)]
    found = [m for m in await store.meetings_of_groups(tx, mine) if can_see(who, m)] if mine else []
    ahead = [(next(rules.coming(meeting, tx.now), None), meeting) for meeting in found]
    starts = sorted((first.start, meeting.title) for first, meeting in ahead if first is not None)
    return [messages.my_next(lang, title, start) for start, title in starts]


async def _answers(tx: Tx, who: Who, lang: str) -> tuple[list[str], int]:
    given = await store.answers_of_member(tx, who.member_id)
    found = {
        m.id: m for m in await store.find_meetings(tx, {meeting_id for meeting_id, _ in given})
    }
    seen = [(found[one], start) for one, start in given if can_see(who, found[one])]
    lines = [messages.my_answer(lang, meeting.title, start) for meeting, start in seen]
    return lines, len(given) - len(seen)


async def _reminders(tx: Tx, who: Who, lang: str) -> tuple[list[str], int]:
    mine = await reminders.reminders_of_member(tx, who.member_id)
    ids = {one.meeting_id for one in mine if one.meeting_id is not None}
    found = {meeting.id: meeting for meeting in await store.find_meetings(tx, ids)}
    lines = [await _reminder_line(tx, who, lang, one, found) for one in mine]
    named = [line for line in lines if line is not None]
    return named, len(lines) - len(named)


async def _reminder_line(
    tx: Tx, who: Who, lang: str, one: Reminder, found: dict[int, Meeting]
) -> str | None:
    if one.meeting_id is not None:
        meeting = found[one.meeting_id]
        seen = can_see(who, meeting)
        return private.my_reminder(lang, meeting.title, one.lead, False) if seen else None
    group = await groups.group_of(tx, one.group_id)
    if group is None or group.server_id != who.server_id or not who.rights.sees(group.channel_id):
        return None
    return private.my_reminder(lang, group.name, one.lead, True)
