"""One date moved or left out, and a series that pauses and goes on: asked first, then done."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.recurrence import Change, Rule, start_of
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.changing.service import choose_meeting, find_start, list_choices
from bot.meetings.editing import rules as editing
from bot.meetings.editing import service as changes
from bot.meetings.moving import messages
from bot.meetings.reading.service import may_change, run_groups, visible_meeting
from bot.meetings.rules import Meeting, Ref
from bot.meetings.typed.rules import MOST_YEARS_AHEAD, parse_date, parse_time
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
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await changes.begin(tx, who, ref.meeting_id)
    lang = await privacy.language_for(tx, who)
    if ref.start is None or ref.start <= tx.now:
        raise Refused(messages.has_begun(lang))
    found = rules.occurrence_at(meeting, ref.start)
    if found is None:
        raise Refused(shared.was_moved(lang))
    after = editing.with_change(meeting, found.date, Change())
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


# ---------------------------------------------------------------- moving a date


async def start_move(tx: Tx, who: Who, picked: str, date: str) -> Form:
    """Open the form for the new day and time, filled in with those that hold now."""
    lang = await privacy.language_for(tx, who)
    meeting = await choose_meeting(tx, who, lang, picked)
    start = await _start_ahead(tx, lang, meeting, date)
    return _move_form(lang, meeting, start, "move", {})


def _move_form(lang: str, meeting: Meeting, start: datetime, name: str, typed: Values) -> Form:
    local = start.astimezone(ZoneInfo(meeting.rule.zone))
    day = str(typed.get("day", "") or local.date().isoformat())
    at = str(typed.get("time", "") or local.time().isoformat("minutes"))
    return messages.move_form(lang, name, meeting, Ref(meeting.id, start), day, at)


async def build_move_form(tx: Tx, who: Who, ref_text: str, typed: Values, *, name: str) -> Form:
    """Open the form again, filled in."""
    lang = await privacy.language_for(tx, who)
    meeting, start, _ = await _read_ref(tx, who, lang, ref_text)
    return _move_form(lang, meeting, start, name, typed)


async def _read_ref(
    tx: Tx, who: Who, lang: str, text: str
) -> tuple[Meeting, datetime, datetime | None]:
    """Find the meeting, the date and (if it names one) the new moment of a button of a preview."""
    ref = rules.parse_ref(text) or Ref(0)
    meeting = await visible_meeting(tx, who, ref.meeting_id)
    if not await may_change(tx, who, meeting):
        raise Refused(messages.may_not_change(lang))
    if ref.start is None or rules.occurrence_at(meeting, ref.start) is None:
        raise Refused(shared.was_moved(lang))
    to = None if ref.lead is None else datetime.fromtimestamp(ref.lead, tx.now.tzinfo)
    return meeting, ref.start, to


async def submit_move(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Read the new day and time, and show what would be saved."""
    lang = await privacy.language_for(tx, who)
    meeting, start, _ = await _read_ref(tx, who, lang, sent.ref)
    zone = meeting.rule.zone
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    day = parse_date(lang, str(sent.values.get("day", "")), today)
    at = parse_time(lang, str(sent.values.get("time", "")))
    to = start_of(Rule(zone=zone, at=at, first=day), day)
    _check_move(tx, lang, meeting, start, to)
    shown = messages.preview_move(lang, meeting, start, to)
    return shown if sent.form == "move" else Edit(shown)


def _check_move(tx: Tx, lang: str, meeting: Meeting, start: datetime, to: datetime) -> None:
    if start <= tx.now:
        raise Refused(messages.has_begun(lang))
    if to == start:
        raise Refused(messages.same_moment(lang, to))
    if not tx.now < to < tx.now + FARTHEST:
        raise Refused(messages.not_ahead(lang, to, MOST_YEARS_AHEAD))
    if is_taken(meeting, to):
        raise Refused(messages.taken(lang, to))


def is_taken(meeting: Meeting, at: datetime) -> bool:
    """Tell whether a date of the meeting is at this moment, or would be without its pause."""
    unpaused = replace(meeting, paused_at=None, paused_until=None)
    return rules.occurrence_at(unpaused, at) is not None


async def press_again(tx: Tx, who: Who, press: Press) -> Answer:
    """Open the form once more, with the moment that the preview shows."""
    lang = await privacy.language_for(tx, who)
    meeting, start, to = await _read_ref(tx, who, lang, press.ref)
    local = (to or start).astimezone(ZoneInfo(meeting.rule.zone))
    typed = {"day": local.date().isoformat(), "time": local.time().isoformat("minutes")}
    return _move_form(lang, meeting, start, "moved", typed)


async def move(tx: Tx, who: Who, press: Press) -> Answer:
    """Move the date to the moment that the preview showed."""
    lang = await privacy.language_for(tx, who)
    ref = rules.parse_ref(press.ref) or Ref(0)
    meeting = await changes.begin(tx, who, ref.meeting_id)
    _, start, to = await _read_ref(tx, who, lang, press.ref)
    if to is None:
        raise Refused(shared.was_moved(lang))
    _check_move(tx, lang, meeting, start, to)
    found = rules.occurrence_at(meeting, start)
    assert found is not None
    after = editing.with_change(meeting, found.date, Change(to))
    if rules.start_on(after, found.date) != to:
        raise Refused(messages.in_a_pause(lang, to))
    return Edit(await changes.show_done(tx, who, await changes.carry_out(tx, who, meeting, after)))


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
