"""One date changed by itself, or more: opened as a draft, its scope chosen, and one date saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.errors import Refused
from bot.core.message import Form
from bot.core.press import Who
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.changing.service import choose_meeting, find_start, means_series
from bot.meetings.editing import messages as words_of_edits
from bot.meetings.editing import rules as editing
from bot.meetings.editing import service as changes
from bot.meetings.messages import MEETINGS
from bot.meetings.moving import messages as refusals
from bot.meetings.onedate import messages
from bot.meetings.onedate import rules as onedate
from bot.meetings.onedate.rules import Scope, is_taken, scope_of
from bot.meetings.rules import Meeting
from bot.meetings.scheduling.messages import meeting_form
from bot.meetings.scheduling.rules import Draft, pack, read_form
from bot.meetings.typed.rules import MOST_YEARS_AHEAD, check_place
from bot.privacy import service as privacy
from bot.storage.database import Tx

MOVE = "move"  # the form that asks only where a date goes
NO_PLACE = ("-", "none")
FARTHEST = timedelta(days=366 * MOST_YEARS_AHEAD)

# ---------------------------------------------------------------- opening a form


async def start_edit(tx: Tx, who: Who, picked: str, day: str, place: str = "") -> Form:
    """Open the form of a meeting, filled in: of the whole series, or of the picked date."""
    lang = await privacy.language_for(tx, who)
    meeting = editing.as_moved(await choose_meeting(tx, who, lang, picked))
    if next(rules.happening(meeting, tx.now), None) is None:
        raise Refused(shared.is_over(lang, None))
    if means_series(lang, day) or meeting.rule.repeat == "once":
        draft = _lay_out(tx, lang, meeting, "all", None)
    else:
        draft = _lay_out(tx, lang, meeting, "one", _find_day(tx, lang, meeting, day))
    if place.strip():
        where = "" if place.strip().casefold() in NO_PLACE else check_place(lang, place)
        draft = replace(draft, where=where, where_in_public=draft.where_in_public and bool(where))
    form = meeting_form(lang, "new", await _keep(tx, who, draft), draft.typed)
    return replace(form, title=words_of_edits.form_title(lang))


def _find_day(tx: Tx, lang: str, meeting: Meeting, day: str) -> date:
    """Find the date that was picked; what is on now is never changed any more."""
    start = find_start(tx, lang, meeting, day)
    found = rules.occurrence_at(meeting, start)
    if found is None or start <= tx.now:
        raise Refused(refusals.has_begun(lang))
    return found.date


async def start_move(tx: Tx, who: Who, picked: str, day: str) -> Form:
    """Open the form for the new day and time, filled in with those that hold now."""
    lang = await privacy.language_for(tx, who)
    meeting = await choose_meeting(tx, who, lang, picked)
    draft = _lay_out(tx, lang, meeting, "one", _find_day(tx, lang, meeting, day))
    return move_form(lang, await _keep(tx, who, draft), draft.zone, draft.typed)


def move_form(lang: str, ref: str, zone: str, typed: Mapping[str, str]) -> Form:
    """Ask where one date is to go."""
    return messages.move_form(lang, MOVE, ref, zone, typed)


async def _keep(tx: Tx, who: Who, draft: Draft) -> str:
    return await privacy.keep_draft(tx, who.member_id, MEETINGS, pack(draft))


def _lay_out(tx: Tx, lang: str, meeting: Meeting, scope: Scope, day: date | None) -> Draft:
    """Lay out as a draft what the scope covers; `day` is the date that was picked."""
    start = rules.start_on(meeting, day) if day is not None else None
    if scope == "one" and day is not None and start is not None:
        return onedate.draft_of_date(meeting, day, start)
    since = day if scope == "later" else None
    if since is None and editing.on_now(meeting, tx.now):  # what has begun stays as it is
        since = next(found.date for found in rules.happening(meeting, tx.now))
    first = since or editing.next_date(meeting, tx.now)
    draft = editing.draft_of(meeting, first, words_of_edits.say_days(lang, meeting, first))
    return replace(
        draft,
        since=since.isoformat() if since else "",
        day=day.isoformat() if day else "",
    )


# ---------------------------------------------------------------- which dates


async def choose_scope(tx: Tx, who: Who, draft: Draft, values: Sequence[str]) -> Draft:
    """Let a draft count for one date, for it and all after it, or for all; what was typed stays."""
    lang = await privacy.language_for(tx, who)
    chosen = next((one for one in onedate.SCOPES if (one,) == tuple(values)), None)
    meeting = await store.find_meeting(tx, draft.meeting_id)
    if chosen is None or chosen == scope_of(draft) or meeting is None or not draft.day:
        return draft
    changes.check_unchanged(lang, meeting, draft)
    day = date.fromisoformat(draft.day)
    was = _lay_out(tx, lang, meeting, scope_of(draft), day)
    to = onedate.carry_over(draft, was, _lay_out(tx, lang, meeting, chosen, day))
    if draft.typed["days"] != was.typed["days"]:
        days = _say_other_days(lang, meeting, draft, was)
        to = replace(to, typed={**to.typed, "days": days})
    return replace(read_form(lang, to, to.typed, tx.now), version=draft.version)


async def widen(
    tx: Tx, who: Who, draft: Draft, typed: Mapping[str, str]
) -> tuple[Draft, Mapping[str, str]]:
    """Let a draft of one date count for all after it too, because several days were typed."""
    lang = await privacy.language_for(tx, who)
    meeting = await store.find_meeting(tx, draft.meeting_id)
    if meeting is None:
        raise Refused(shared.no_such_meeting(lang))
    changes.check_unchanged(lang, meeting, draft)
    day = date.fromisoformat(draft.day)
    was, later = (_lay_out(tx, lang, meeting, scope, day) for scope in ("one", "later"))
    to = onedate.carry_over(replace(draft, typed=typed), was, later)
    return replace(to, version=draft.version), {**to.typed, "days": typed["days"]}


def _say_other_days(lang: str, meeting: Meeting, draft: Draft, was: Draft) -> str:
    """Say for a series the days that were typed for one of its dates, and the other way round."""
    if not draft.only:
        return draft.typed["days"]
    if meeting.rule.repeat != "weekly":
        return draft.first.isoformat()
    left = meeting.rule.weekdays - {was.first.weekday()}
    return words_of_edits.say_weekdays(lang, left | {draft.first.weekday()})


# ---------------------------------------------------------------- saving one date


async def check(tx: Tx, lang: str, draft: Draft, *, moves: bool = False) -> None:
    """Refuse what one date cannot become; `moves`: it is asked to be at another moment."""
    meeting = await store.find_meeting(tx, draft.meeting_id) if draft.only else None
    if meeting is not None:
        to = onedate.start_of_draft(draft)
        start = _check_date(tx, lang, meeting, draft, to)
        if moves and to == start:
            raise Refused(refusals.same_moment(lang, to))


def _check_date(tx: Tx, lang: str, meeting: Meeting, draft: Draft, to: datetime) -> datetime:
    start = rules.start_on(meeting, date.fromisoformat(draft.day))
    if start is None:
        raise Refused(shared.was_moved(lang))
    if start <= tx.now:
        raise Refused(refusals.has_begun(lang))
    if not tx.now < to < tx.now + FARTHEST:
        raise Refused(refusals.not_ahead(lang, to, MOST_YEARS_AHEAD))
    if to != start and is_taken(meeting, to):
        raise Refused(refusals.taken(lang, to))
    return start


async def save(tx: Tx, who: Who, draft: Draft) -> int:
    """Change one date and nothing else; once, however often Save is pressed."""
    lang = await privacy.language_for(tx, who)
    if draft.saved_as:
        return draft.saved_as
    meeting = await changes.begin(tx, who, draft.meeting_id)
    changes.check_unchanged(lang, meeting, draft)
    to = onedate.start_of_draft(draft)
    _check_date(tx, lang, meeting, draft, to)
    day = date.fromisoformat(draft.day)
    after = onedate.with_date(meeting, day, to, draft)
    if rules.start_on(after, day) != to:
        raise Refused(refusals.in_a_pause(lang, to))
    return await changes.carry_out(tx, who, meeting, after)
