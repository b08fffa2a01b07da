"""Changing a meeting: opened as a draft, carried out in one go, and undone for ten minutes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.recurrence import Change, Rule, check_rule
from bot.delivery.outbox import cancel as cancel_waiting
from bot.delivery.outbox import revive
from bot.delivery.owed import Skip
from bot.delivery.timers import Due, clear_timer, set_timer
from bot.meetings import messages as shared
from bot.meetings import rules
from bot.meetings import store as meetings
from bot.meetings.digest.service import renew
from bot.meetings.editing import messages, store
from bot.meetings.editing import rules as editing
from bot.meetings.editing.rules import Dated
from bot.meetings.reading.service import may_change, visible_meeting
from bot.meetings.reminding.service import REMINDER, TIMER, language_of, plan, post_edits, wake
from bot.meetings.rules import Meeting, Ref
from bot.meetings.scheduling.rules import Draft, rule_of
from bot.meetings.telling.messages import say_changes
from bot.meetings.telling.rules import AT_ONCE, NEWS, TOLD_AFTER, compare
from bot.privacy import service as privacy
from bot.storage.database import Tx

CHANGED = "meetings.changed"

# ---------------------------------------------------------------- what the preview shows


async def own_dates(tx: Tx, draft: Draft, rule: Rule) -> Mapping[date, Change]:
    """Give the dates that were moved or left out and that a changed series still has."""
    meeting = await meetings.find_meeting(tx, draft.meeting_id) if draft.meeting_id else None
    return editing.keep_changes(meeting.changes, rule, rule.first) if meeting else {}


def say_scope(lang: str, draft: Draft) -> str:
    """Say which dates a draft changes; nothing for a new meeting."""
    if not draft.meeting_id:
        return ""
    if draft.only:
        return messages.only(lang, date.fromisoformat(draft.ahead))
    return messages.scope(lang, date.fromisoformat(draft.since) if draft.since else None)


# ---------------------------------------------------------------- saving a draft


async def save(tx: Tx, who: Who, draft: Draft) -> int:
    """Change the series, or this date and all after it; once, however often Save is pressed."""
    lang = await privacy.language_for(tx, who)
    if draft.saved_as:
        return draft.saved_as
    meeting = await begin(tx, who, draft.meeting_id)
    check_unchanged(lang, meeting, draft)
    if not draft.since and editing.on_now(meeting, tx.now):
        raise Refused(messages.just_begun(lang))
    rule = rule_of(draft)
    check_rule(rule, lang)
    await _check_name(tx, lang, draft, meeting)
    since = _split_day(draft, meeting)
    if since is None:
        return await carry_out(tx, who, meeting, editing.becomes(meeting, draft, rule.first))
    made = replace(editing.becomes(meeting, draft, since), planned_until=tx.now)
    return await carry_out(tx, who, meeting, editing.split(meeting, since), made)


def check_unchanged(lang: str, meeting: Meeting, draft: Draft) -> None:
    """Refuse a draft of a meeting that somebody changed since."""
    if meeting.sequence != draft.sequence:
        raise Refused(messages.changed_meanwhile(lang))


async def _check_name(tx: Tx, lang: str, draft: Draft, meeting: Meeting) -> None:
    same = await meetings.find_same(tx, meeting.group_id, draft.title, rule_of(draft))
    if same is not None and same.id != meeting.id:
        raise Refused(messages.same_there(lang, draft.title))


def _split_day(draft: Draft, meeting: Meeting) -> date | None:
    """Find where a series parts in two; None when all that is ahead changes."""
    since = date.fromisoformat(draft.since) if draft.since else None
    return since if since is not None and editing.has_dates_before(meeting, since) else None


async def begin(tx: Tx, who: Who, meeting_id: int, *, cancelled: bool = False) -> Meeting:
    """Have everything planned that came due so far, and give the meeting to who may change it.

    One that was cancelled is given only with `cancelled`: to take that back.
    """
    lang = await privacy.language_for(tx, who)
    if not await may_change(tx, who, await visible_meeting(tx, who, meeting_id)):
        raise Refused(shared.may_not_change(lang))
    await wake(tx, [meeting_id])
    await plan(tx, [Due(TIMER, str(meeting_id), tx.now)])
    meeting = await visible_meeting(tx, who, meeting_id)
    if meeting.off and not cancelled:
        raise Refused(shared.was_cancelled(lang))
    return meeting


# ---------------------------------------------------------------- carrying it out


async def carry_out(
    tx: Tx, who: Who, before: Meeting, after: Meeting, made: Meeting | None = None
) -> int:
    """Write a change with everything that hangs on it, and return its number."""
    if made is not None:
        made = await _add(tx, who, made)
    packed, made_id = editing.pack(before), made.id if made else None
    edit = await store.add_edit(tx, before, packed, made_id, who.member_id)
    starts = await store.answered_starts(tx, before.id)
    await store.write_meeting(tx, after)
    parts = [after] if made is None else [after, made]
    await store.move_answers(tx, editing.match_starts(before, parts, starts))
    if made is not None:
        await _hand_on_reminders(tx, after, made.id)
        await wake(tx, [made.id])
    await _follow(tx, before, after)
    return edit


async def _add(tx: Tx, who: Who, made: Meeting) -> Meeting:
    values = {
        **store.columns_of(made),
        "group_id": made.group_id,
        "created_by": who.member_id,
        "created_at": tx.now,
        "planned_until": tx.now,
        "paused_at": made.paused_at,
        "paused_until": made.paused_until,
    }
    added = replace(made, id=await meetings.add_meeting(tx, values))
    await store.write_changes(tx, added)
    return added


async def _hand_on_reminders(tx: Tx, before: Meeting, made_id: int) -> None:
    await store.copy_reminders(tx, before.id, made_id)
    if next(rules.coming(before, tx.now), None) is None:
        await store.drop_reminders(tx, before.id)


async def _follow(tx: Tx, before: Meeting, after: Meeting) -> None:
    """Give posted reminders the words that hold now, and have people told of the change."""
    await _follow_reminders(tx, before, after)
    root = await store.root_of(tx, after.id)
    at_once = editing.is_urgent(before, after, tx.now + AT_ONCE, tx.now)
    await set_timer(tx, NEWS, str(root), tx.now if at_once else tx.now + TOLD_AFTER)
    await renew(tx, after.group_id)
    await wake(tx, [after.id])


async def _follow_reminders(tx: Tx, before: Meeting, after: Meeting) -> None:
    version = before.sequence + 1
    was, is_now = (
        dict.fromkeys([] if one.off else rules.dates_reminded(one, tx.now))
        for one in (before, after)
    )
    for start in was:
        if start not in is_now:
            await _take_away(tx, before, start, version)
    for start in is_now:
        if start not in was:
            await revive(tx, rules.group_key(Ref(after.id, start)))
        if start not in was or not editing.says_the_same(before, after, start):
            await post_edits(tx, after, start, REMINDER, tx.now, version)


async def _take_away(tx: Tx, before: Meeting, start: datetime, version: int) -> None:
    """Cancel the reminders of a date that wait, and give those in the channel other words."""
    await cancel_waiting(tx, rules.group_key(Ref(before.id, start)))
    if start > tx.now:
        await post_edits(tx, before, start, CHANGED, tx.now, version)
    else:  # it is on now, and loses its buttons when it ends
        end = rules.end_of(before, start)
        await post_edits(tx, before, start, "meetings.over", end, version)


# ---------------------------------------------------------------- undo


async def undo(tx: Tx, who: Who, press: Press) -> Answer:
    """Take a change back, as long as it is the last one and not older than ten minutes."""
    lang = await privacy.language_for(tx, who)
    number = int(press.ref) if rules.is_small_number(press.ref) else 0
    edit = await store.find_edit(tx, number)
    if edit is None:
        raise Refused(messages.too_late(lang))
    meeting = await begin(tx, who, edit.meeting_id, cancelled=True)
    edit = await store.find_edit(tx, number)
    if edit is not None and not edit.undone:
        await _check_undo(tx, lang, edit)
        await _take_back(tx, who, edit, meeting)
    again = await visible_meeting(tx, who, meeting.id)
    return Edit(messages.undone(lang, again, next(rules.coming(again, tx.now), None)))


async def _check_undo(tx: Tx, lang: str, edit: editing.Edit) -> None:
    if tx.now >= edit.changed_at + editing.UNDO_FOR:
        raise Refused(messages.too_late(lang))
    last = await store.last_edit(tx, edit.meeting_id)
    later = await store.last_edit(tx, edit.made_id) if edit.made_id else None
    if last is None or last.id != edit.id or later is not None:
        raise Refused(messages.newer_first(lang))


async def _take_back(tx: Tx, who: Who, edit: editing.Edit, meeting: Meeting) -> None:
    before = editing.unpack(meeting, edit.before)
    packed = editing.pack(meeting)
    await store.close_edit(tx, edit.id)
    await store.add_edit(tx, meeting, packed, None, who.member_id, undone=True)
    starts = await store.answered_starts(tx, meeting.id)
    moves = editing.match_starts(meeting, [before], starts)
    await store.write_meeting(tx, before)
    if edit.made_id is not None:
        moves += await _end_made(tx, edit.made_id, before)
    await store.move_answers(tx, moves)
    if edit.made_id is not None:
        await store.remove_meeting(tx, edit.made_id)
    await _follow(tx, meeting, before)


async def _end_made(tx: Tx, made_id: int, before: Meeting) -> list[tuple[Dated, Dated]]:
    """Bring back to a series what went to the one that was split off it."""
    await wake(tx, [made_id])
    await clear_timer(tx, TIMER, str(made_id))
    made = await meetings.find_meeting(tx, made_id)
    if made is None:
        return []
    await store.copy_reminders(tx, made_id, before.id)
    for start in rules.dates_reminded(made, tx.now):
        await cancel_waiting(tx, rules.group_key(Ref(made_id, start)))
        await post_edits(tx, made, start, CHANGED, tx.now)
    return editing.match_starts(made, [before], await store.answered_starts(tx, made_id))


async def show_done(tx: Tx, who: Who, edit_id: int) -> Message:
    """Say that a change is made, what comes next, and that it can be undone."""
    lang = await privacy.language_for(tx, who)
    edit = await store.find_edit(tx, edit_id)
    if edit is None:
        raise Refused(messages.too_late(lang))
    meeting = await visible_meeting(tx, who, edit.made_id or edit.meeting_id)
    before = editing.unpack(await visible_meeting(tx, who, edit.meeting_id), edit.before)
    found = compare(before, meeting, edit.changed_at, parted=edit.made_id is not None)
    undo = tx.now < edit.changed_at + editing.UNDO_FOR and not edit.undone
    shown = messages.Done(
        meeting, say_changes(lang, [found] if found else [], tx.now),
        next(rules.coming(meeting, tx.now), None), edit_id if undo else 0,
    )  # fmt: skip
    return messages.done(lang, shown)


async def render_changed(tx: Tx, ref_text: str) -> Message | Skip:
    """Word a posted reminder whose date has gone elsewhere."""
    ref = rules.parse_ref(ref_text)
    meeting = await meetings.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None or ref.start is None:
        return Skip("gone")
    if not rules.is_cancelled(meeting, ref):
        return Skip("undone")
    lang = await language_of(tx, meeting)
    made = await store.made_from(tx, meeting.id)
    parts = [meeting, await meetings.find_meeting(tx, made) if made else None]
    ahead = [o.start for one in parts if one for o in islice(rules.coming(one, tx.now), 1)]
    to = rules.moved_to(meeting, ref.start)
    return messages.changed(lang, meeting, ref.start, to, min(ahead, default=None))
