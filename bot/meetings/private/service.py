"""Remind me: switched on by a press, tried at once, a neutral note before each meeting, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.quiet import end_of_quiet
from bot.delivery.owed import LookFirst, Note, Skip
from bot.delivery.sightings import sighting
from bot.groups import service as groups
from bot.meetings import messages as shared
from bot.meetings import rules
from bot.meetings import store as meetings
from bot.meetings.clocks.service import owe_late_notice
from bot.meetings.messages import MEETINGS
from bot.meetings.private import messages, store
from bot.meetings.private.messages import State
from bot.meetings.reading.service import can_see, visible_meeting
from bot.meetings.reminding.rules import next_note
from bot.meetings.reminding.service import wake
from bot.meetings.rules import Meeting, Ref, Reminder
from bot.meetings.snoozing.rules import AGAIN
from bot.privacy import service as privacy
from bot.privacy.service import Member
from bot.privacy.trying.rules import TEST, Result
from bot.privacy.trying.service import result_of, send_test, target_of
from bot.storage.database import Tx

# ---------------------------------------------------------------- Remind me


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody wants to be reminded of: one meeting, or every meeting of a group."""

    target: str
    name: str
    group_id: int
    meeting_id: int | None
    meetings: Sequence[Meeting]


async def remind(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch private reminders on and send a test note; on already, they are shown."""
    subject = await _find_subject(tx, who, press.ref)
    about, usual = (who.member_id, subject.group_id, subject.meeting_id), rules.USUAL_PERSONAL_LEAD
    known = await store.find_reminder(tx, *about)
    if known is not None:
        return await _show(tx, who, subject, known.lead, until=known.muted_until)
    await wake(tx, [meeting.id for meeting in subject.meetings])
    if not await store.add_reminder(tx, *about, usual):
        return await _show(tx, who, subject, usual)
    await owe_late_notice(tx, who.member_id, subject.meetings)
    await send_test(tx, who, MEETINGS, subject.target)
    return await _show(tx, who, subject, usual, "sending")


async def _find_subject(tx: Tx, who: Who, target: str) -> Subject:
    lang = await privacy.language_for(tx, who)
    kind, number = rules.parse_target(target) or ("m", 0)
    if kind == "g":
        group = await groups.visible_group(tx, who, number)
        found = await meetings.meetings_of_groups(tx, [group.id])
        return Subject(target, group.name, group.id, None, found)
    meeting = await visible_meeting(tx, who, number)
    if meeting.cancelled_at is not None:
        raise Refused(shared.was_cancelled(lang))
    if next(rules.coming(meeting, tx.now), None) is None:
        raise Refused(shared.is_over(lang, None))
    return Subject(target, meeting.title, meeting.group_id, meeting.id, [meeting])


async def _show(
    tx: Tx, who: Who, subject: Subject, lead: int, result: Result = "",
    until: datetime | None = None,
) -> Message:  # fmt: skip
    lang = await privacy.language_for(tx, who)
    muted = until if until is not None and until > tx.now else None
    ahead = next_note(subject.meetings, lead, tx.now, muted)
    return messages.state(lang, State(subject.target, subject.name, lead, ahead, result, muted))


async def show_reminder(tx: Tx, who: Who, target: str) -> Message:
    """Show how a reminder of theirs stands."""
    subject = await _find_subject(tx, who, target)
    known = await store.find_reminder(tx, who.member_id, subject.group_id, subject.meeting_id)
    if known is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    return await _show(tx, who, subject, known.lead, until=known.muted_until)


async def choose_pause(tx: Tx, who: Who, press: Press) -> Answer:
    """Let these notes pause for a while, or until they are wanted again; or end a pause."""
    subject = await _find_subject(tx, who, press.ref)
    known = await store.find_reminder(tx, who.member_id, subject.group_id, subject.meeting_id)
    if known is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    days = next((n for n in rules.PAUSES if (str(n),) == press.values), 0)
    until = tx.now + timedelta(days=days) if days else None
    await wake(tx, [meeting.id for meeting in subject.meetings])
    await store.mute(tx, known.id, until)
    if until is None:
        await owe_late_notice(tx, who.member_id, subject.meetings)
    return Edit(await _show(tx, who, subject, known.lead, until=until))


async def choose_lead(tx: Tx, who: Who, press: Press) -> Answer:
    """Take another time before the meeting, from now on."""
    subject = await _find_subject(tx, who, press.ref)
    known = await store.find_reminder(tx, who.member_id, subject.group_id, subject.meeting_id)
    if known is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    chosen = next((n for n in rules.PERSONAL_LEADS if (str(n),) == press.values), known.lead)
    if chosen != known.lead:
        await wake(tx, [meeting.id for meeting in subject.meetings])
        await store.change_lead(tx, known.id, chosen)
    return Edit(await _show(tx, who, subject, chosen, until=known.muted_until))


# ---------------------------------------------------------------- does a note arrive?


async def try_again(tx: Tx, who: Who, press: Press) -> Answer:
    """Send another test note, after private messages were opened."""
    subject = await _find_subject(tx, who, press.ref)
    known = await store.find_reminder(tx, who.member_id, subject.group_id, subject.meeting_id)
    if known is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    await send_test(tx, who, MEETINGS, subject.target)
    return Edit(await _show(tx, who, subject, known.lead, "sending"))


async def _word_result(tx: Tx, note: Note) -> Message | Skip:
    """Word the page anew, as things stand now, with how the test went."""
    target, result = target_of(note), result_of(note)
    mine = await store.reminders_of_member(tx, note.member_id)
    found = next((one for one in mine if one.target == target), None)
    if found is None:
        return Skip("stopped")
    name, covered = await _name_and_meetings(tx, found)
    muted = found.muted_until if found.is_muted(tx.now) else None
    ahead = next_note(covered, found.lead, tx.now, muted)
    lang = (await privacy.member_of(tx, note.member_id)).language or "en"
    return messages.state(lang, State(target, name, found.lead, ahead, result, muted))


async def _name_and_meetings(tx: Tx, reminder: Reminder) -> tuple[str, list[Meeting]]:
    if reminder.meeting_id is not None:
        found = await meetings.find_meetings(tx, [reminder.meeting_id])
        return found[0].title, found
    group = await groups.group_of(tx, reminder.group_id)
    return group.name if group else "", await meetings.meetings_of_groups(tx, [reminder.group_id])


# ---------------------------------------------------------------- the notes, when they go out


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word a private note, if it is still wanted and true and the member can see the channel."""
    if result_of(note):
        return await _word_result(tx, note)
    member = await privacy.member_of(tx, note.member_id)
    lang, silent = member.language or "en", is_quiet(member, tx.now)
    if note.what == TEST:
        target = target_of(note)
        return replace(messages.neutral(lang, target, target), silent=silent)
    ref = rules.parse_ref(note.ref)
    meeting = await meetings.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None:
        return Skip("gone")
    before = note.what in ("soon", AGAIN)
    why = await (_not_soon if before else _not_cancelled)(tx, meeting, ref, member)
    if note.what == AGAIN and ref.start is not None and ref.start <= tx.now:
        why = "begun"
    if why is not None:
        return Skip(why)
    seen = await sighting(tx, meeting.place, member.member_id)
    if not seen:
        return LookFirst(meeting.place) if seen is None else Skip("unseen")
    said = await _word(tx, lang, meeting, ref, member)
    return replace(said, silent=silent)


def is_quiet(member: Member, now: datetime) -> bool:
    """Tell whether a note comes without a sound now."""
    return member.quiet is not None and end_of_quiet(now, member.quiet) is not None


async def _not_soon(tx: Tx, meeting: Meeting, ref: Ref, member: Member) -> str | None:
    why = rules.why_not(meeting, replace(ref, lead=None), tx.now)
    wanted = await store.reminder_covering(tx, meeting, member.member_id)
    if wanted is not None and wanted.is_muted(tx.now):
        return why or "muted"
    return why or (None if wanted else "stopped")


async def _not_cancelled(tx: Tx, meeting: Meeting, ref: Ref, member: Member) -> str | None:
    if not rules.is_cancelled(meeting, ref):
        return "undone"
    told = await meetings.who_wants_to_know(tx, meeting.id, ref.start)
    wanted = await store.reminder_covering(tx, meeting, member.member_id)
    awake = wanted is not None and not wanted.is_muted(tx.now)
    return None if awake or member.member_id in told else "stopped"


async def _word(tx: Tx, lang: str, meeting: Meeting, ref: Ref, member: Member) -> Message:
    """Say only that there is a note, or everything to those who chose to have it at once."""
    covering = await store.reminder_covering(tx, meeting, member.member_id)
    target = covering.target if covering else f"m{meeting.id}"
    if not member.text_at_once:
        return messages.neutral(lang, str(replace(ref, lead=None)), target)
    said = _tell(lang, meeting, ref, tx.now)
    return replace(said, rows=(*said.rows, (messages.stop_button(lang, target),)))


def _tell(lang: str, meeting: Meeting, ref: Ref, now: datetime) -> Message:
    if ref.start is None or meeting.off or rules.is_skipped(meeting, ref.start):
        return messages.cancelled(lang, meeting, ref.start)
    if rules.occurrence_at(meeting, ref.start) is None:
        ahead = next((found.start for found in rules.coming(meeting, now)), None)
        return messages.changed(lang, meeting, rules.moved_to(meeting, ref.start) or ahead)
    return messages.soon(lang, rules.on_date(meeting, ref.start), ref.start, now)


async def open_note(tx: Tx, who: Who, press: Press) -> Answer:
    """Tell what a note is about, to the member and only while they can see the channel."""
    lang = await privacy.language_for(tx, who)
    if rules.parse_target(press.ref) is not None:
        return messages.test_opened(lang, (await _find_subject(tx, who, press.ref)).name)
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await meetings.find_meeting(tx, ref.meeting_id)
    if meeting is None or not can_see(who, meeting):
        raise Refused(shared.no_such_meeting(lang))
    if ref.start and not meeting.off and rules.end_of(meeting, ref.start) <= tx.now:
        ahead = next((found.start for found in rules.coming(meeting, tx.now)), None)
        raise Refused(shared.is_over(lang, ahead))
    return _tell(lang, meeting, ref, tx.now)


# ---------------------------------------------------------------- Stop these


async def stop(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop these notes at once. It names nothing, so it needs no right to see anything."""
    kind, number = rules.parse_target(press.ref) or ("m", 0)
    still = None
    if kind == "g":
        await store.drop_reminder(tx, who.member_id, group_id=number)
        covered = [m.id for m in await meetings.meetings_of_groups(tx, [number])]
        await meetings.mute_answers(tx, who.member_id, covered)
    else:
        await store.drop_reminder(tx, who.member_id, meeting_id=number)
        await meetings.mute_answers(tx, who.member_id, [number])
        still = await _still_covering(tx, who, number)
    more = await store.reminders_of_member(tx, who.member_id)
    lang = await privacy.language_for(tx, who)
    return Edit(messages.stopped(lang, press.ref, still, bool(more)))


async def _still_covering(tx: Tx, who: Who, meeting_id: int) -> str | None:
    meeting = await meetings.find_meeting(tx, meeting_id)
    covering = await store.reminder_covering(tx, meeting, who.member_id) if meeting else None
    return covering.target if covering else None


async def stop_all(tx: Tx, who: Who, press: Press) -> Answer:
    """Stop every private note about meetings, in every server."""
    del press
    await store.drop_all_reminders(tx, who.member_id)
    await meetings.mute_answers(tx, who.member_id, None)
    return Edit(messages.all_stopped(await privacy.language_for(tx, who)))
