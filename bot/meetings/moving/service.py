"""A date left out, a series that pauses and goes on, or ends: asked first, then done."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.recurrence import Change, start_of
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.changing.service import choose_meeting, find_start, list_choices
from bot.meetings.editing import rules as editing
from bot.meetings.editing import service as changes
from bot.meetings.editing import store as edits
from bot.meetings.moving import messages
from bot.meetings.reading.service import run_groups
from bot.meetings.rules import Meeting, Ref
from bot.meetings.typed.rules import MOST_YEARS_AHEAD, parse_date
from bot.privacy import service as privacy
from bot.storage.database import Tx

FARTHEST = timedelta(days=366 * MOST_YEARS_AHEAD)

# ---------------------------------------------------------------- leaving a date out


async def ask_to_skip(tx: Tx, who: Who, picked: str, date: str) -> Message:
    """Ask whether the picked date is to be left out."""
    lang = await privacy.language_for(tx, who)
    meeting = await choose_meeting(tx, who, lang, picked)
    start = await _start_ahead(tx, lang, meeting, date)
    return messages.confirm_skip(lang, meeting, start)


async def _start_ahead(tx: Tx, lang: str, meeting: Meeting, date: str) -> datetime:
    start = find_start(tx, lang, meeting, date)
    if start <= tx.now:
        raise Refused(messages.has_begun(lang))
    return start


async def skip(tx: Tx, who: Who, press: Press) -> Answer:
    """Leave the confirmed date out, once, however often it is pressed."""
    meeting, day = await _find_day(tx, who, press)
    after = editing.with_change(meeting, day, Change())
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


async def skip_rest(tx: Tx, who: Who, press: Press) -> Answer:
    """Leave out the confirmed date and all after it; with none before it, the series is over."""
    meeting, day = await _find_day(tx, who, press)
    after = editing.split(meeting, day)
    if next(rules.happening(after, tx.now), None) is None:
        after = replace(meeting, cancelled_at=tx.now)
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


async def _find_day(tx: Tx, who: Who, press: Press) -> tuple[Meeting, date]:
    """Find the date of a press, if it is still ahead and still where it was."""
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await changes.begin(tx, who, ref.meeting_id)
    lang = await privacy.language_for(tx, who)
    if ref.start is None or ref.start <= tx.now:
        raise Refused(messages.has_begun(lang))
    found = rules.occurrence_at(meeting, ref.start)
    if found is None:
        raise Refused(shared.was_moved(lang))
    return meeting, found.date


async def cancel(tx: Tx, who: Who, press: Press) -> Answer:
    """Cancel the confirmed date, or the series, once, however often it is pressed."""
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await changes.begin(tx, who, ref.meeting_id, cancelled=True)
    if rules.is_cancelled(meeting, ref):
        return Edit(await _show_cancelled(tx, who, meeting, ref))
    after = replace(meeting, cancelled_at=tx.now)
    if ref.start is not None:
        found = rules.occurrence_at(meeting, ref.start)
        if found is None or rules.end_of(meeting, ref.start) <= tx.now:
            raise Refused(messages.has_begun(await privacy.language_for(tx, who)))
        after = editing.with_change(meeting, found.date, Change())
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


async def _show_cancelled(tx: Tx, who: Who, meeting: Meeting, ref: Ref) -> Message:
    """Show a second press what the first one did; a date that went elsewhere is refused."""
    lang = await privacy.language_for(tx, who)
    last = await edits.last_edit(tx, meeting.id)
    if ref.start is not None and rules.moved_to(meeting, ref.start) is not None:
        raise Refused(shared.was_moved(lang))
    if last is None:
        raise Refused(shared.was_cancelled(lang))
    return await changes.show_done(tx, who, last.id)


# ---------------------------------------------------------------- pausing a series


async def ask_to_pause(tx: Tx, who: Who, picked: str, until: str) -> Message:
    """Ask whether a series is to pause: until a date, or until somebody resumes it."""
    lang = await privacy.language_for(tx, who)
    meeting = await choose_meeting(tx, who, lang, picked)
    end = None
    if until.strip():
        zone = ZoneInfo(meeting.rule.zone)
        day = parse_date(lang, until, tx.now.astimezone(zone).date())
        end = start_of(replace(meeting.rule, at=time(0)), day)
        if not tx.now < end < tx.now + FARTHEST:
            raise Refused(messages.not_ahead(lang, end, MOST_YEARS_AHEAD))
    return messages.confirm_pause(lang, meeting, end)


async def pause(tx: Tx, who: Who, press: Press) -> Answer:
    """Pause from now on what was confirmed."""
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await changes.begin(tx, who, ref.meeting_id)
    after = replace(meeting, paused_at=tx.now, paused_until=ref.start)
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


async def paused_meetings(tx: Tx, who: Who) -> list[Meeting]:
    """List the meetings that pause now and that they may change."""
    found = await store.meetings_of_groups(tx, [g.id for g in await run_groups(tx, who)])
    return [meeting for meeting in found if rules.is_paused(meeting, tx.now)]


async def suggest_paused(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer the meetings that pause."""
    lang = await privacy.language_for(tx, who)
    return list_choices(lang, await paused_meetings(tx, who), typed)


async def resume(tx: Tx, who: Who, picked: str) -> Message:
    """Let a series go on from now, at once; it can be undone like any change."""
    lang = await privacy.language_for(tx, who)
    paused = await paused_meetings(tx, who)
    asked = picked.strip().casefold()
    found = next((m for m in paused if asked in (str(m.id), m.title.casefold())), None)
    if found is None:
        raise Refused(messages.not_paused(lang, [meeting.title for meeting in paused[:3]]))
    meeting = await changes.begin(tx, who, found.id)
    after = replace(meeting, paused_until=tx.now)
    return await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after))
