"""Cancelling: what is meant, asked before it is done; and the end of a closed group's meetings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.text import shorten
from bot.delivery.outbox import cancel as cancel_waiting
from bot.delivery.outbox import post
from bot.delivery.owed import Skip
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.changing import messages
from bot.meetings.digest.service import renew
from bot.meetings.editing import store as edits
from bot.meetings.editing.rules import pack
from bot.meetings.private import store as reminders
from bot.meetings.reading.service import (
    may_change,
    run_groups,
    visible_meetings,
)
from bot.meetings.reminding.service import (
    Told,
    language_of,
    owe,
    post_edits,
    post_notes,
    wake,
)
from bot.meetings.rules import Meeting, Ref
from bot.meetings.typed.rules import parse_date
from bot.privacy import service as privacy
from bot.storage.database import Tx

SERIES = "series"
TOLD_FOR = timedelta(days=7)  # how long the end of a series is still news
CHOICES = 25

# ---------------------------------------------------------------- what is meant


async def changeable_meetings(tx: Tx, who: Who) -> list[Meeting]:
    """List the meetings with a date ahead that they may cancel."""
    found = await store.meetings_of_groups(tx, [g.id for g in await run_groups(tx, who)])
    return [meeting for meeting in found if next(rules.coming(meeting, tx.now), None) is not None]


async def suggest_meetings(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer meetings for what was typed so far: what to show, and the value behind it.

    Of meetings with one name each shows when it is, so that nobody cancels the wrong one.
    """
    lang = await privacy.language_for(tx, who)
    return list_choices(lang, await changeable_meetings(tx, who), typed)


def list_choices(lang: str, found: Sequence[Meeting], typed: str) -> list[tuple[str, str]]:
    """Lay meetings out as choices, as far as they fit what was typed."""
    names = [f"{meeting.title} · {meeting.group_name}" for meeting in found]
    shown = [
        name if names.count(name) == 1 else messages.title_and_rule(lang, meeting)
        for name, meeting in zip(names, found, strict=True)
    ]
    ids = [str(meeting.id) for meeting in found]
    return _fitting(list(zip(shown, ids, strict=True)), typed)


async def suggest_dates(
    tx: Tx, who: Who, picked: str, typed: str, *, series: bool = True
) -> list[tuple[str, str]]:
    """Offer the next dates of the picked meeting, by its own clock, and the whole series."""
    lang = await privacy.language_for(tx, who)
    found = [m for m in await changeable_meetings(tx, who) if picked in (str(m.id), m.title)]
    if not found:
        return []
    dates = [o.start for o in islice(rules.coming(found[0], tx.now), CHOICES - 1)]
    named = [(shared.wall_time(lang, found[0].rule, d), str(int(d.timestamp()))) for d in dates]
    whole = [(messages.whole_series(lang), SERIES)] if series else []
    return _fitting([*named[:1], *whole, *named[1:]], typed)


def _fitting(choices: list[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    part = typed.strip().casefold()
    return [(shorten(n, 100), value) for n, value in choices if part in n.casefold()][:CHOICES]


async def ask_to_cancel(tx: Tx, who: Who, picked: str, date: str) -> Message:
    """Ask whether the picked date, or the series, is to be cancelled."""
    lang = await privacy.language_for(tx, who)
    meeting = await choose_meeting(tx, who, lang, picked)
    series = means_series(lang, date)
    return messages.confirm(lang, meeting, None if series else find_start(tx, lang, meeting, date))


def means_series(lang: str, typed: str) -> bool:
    """Tell whether "the whole series" was picked or typed."""
    return typed.strip().casefold() in (SERIES, messages.whole_series(lang).casefold())


async def choose_meeting(tx: Tx, who: Who, lang: str, picked: str) -> Meeting:
    """Find the meeting that was picked or typed, if they may change it."""
    allowed = await changeable_meetings(tx, who)
    found = [m for m in allowed if picked.strip().casefold() in (str(m.id), m.title.casefold())]
    if not found:
        raise Refused(await _why_none(tx, who, lang, picked, allowed))
    if len(found) > 1:
        raise Refused(messages.same_name(lang, found[0].title))
    return found[0]


async def _why_none(tx: Tx, who: Who, lang: str, picked: str, allowed: list[Meeting]) -> str:
    for meeting in await visible_meetings(tx, who):
        if picked in (str(meeting.id), meeting.title):
            if await may_change(tx, who, meeting):
                return messages.nothing_ahead(lang, meeting.title)
            return shared.may_not_change(lang)
    return messages.pick_meeting(lang, [meeting.title for meeting in allowed[:3]])


def find_start(tx: Tx, lang: str, meeting: Meeting, date: str) -> datetime:
    """Find the date that was picked, or typed as people write dates."""
    dates = list(islice(rules.coming(meeting, tx.now), 400))
    for found in dates:
        if date == str(int(found.start.timestamp())):
            return found.start
    zone = ZoneInfo(meeting.rule.zone)
    day = parse_date(lang, date, tx.now.astimezone(zone).date())
    for found in dates:
        if found.start.astimezone(zone).date() == day:
            return found.start
    raise Refused(messages.not_on_that_day(lang, [found.start for found in dates[:3]]))


async def keep(tx: Tx, who: Who, press: Press) -> Answer:
    """Leave everything as it is."""
    del press
    return Edit(messages.kept(await privacy.language_for(tx, who)))


# ---------------------------------------------------------------- doing it


async def cancel_group_meetings(tx: Tx, group_id: int) -> None:
    """Cancel every meeting of a group that closes, for good; each is said once in its channel."""
    ids = [meeting.id for meeting in await store.meetings_of_groups(tx, [group_id])]
    await wake(tx, ids)
    for meeting in await store.find_meetings(tx, ids):
        await _end(tx, meeting)


async def _end(tx: Tx, meeting: Meeting) -> None:
    await edits.close_before(tx, meeting, pack(meeting), None)
    await store.cancel_meeting(tx, meeting.id)
    await renew(tx, meeting.group_id)
    if next(rules.not_over(meeting, tx.now), None) is None:
        return  # nothing was ahead, so there is nothing to say
    ref, until = Ref(meeting.id), tx.now + TOLD_FOR
    await _take_back(tx, meeting, rules.dates_reminded(meeting, tx.now))
    await _announce(tx, meeting, ref, until)
    await _tell_members(tx, meeting, ref, until)


async def _take_back(tx: Tx, meeting: Meeting, starts: list[datetime]) -> None:
    """Cancel the reminders that wait, and give those in the channel other words."""
    for start in starts:
        await cancel_waiting(tx, rules.group_key(Ref(meeting.id, start)))
        if start > tx.now:
            await post_edits(tx, meeting, start, "meetings.cancelled", tx.now)
        else:  # it is on now, and loses its buttons when it ends
            await post_edits(tx, meeting, start, "meetings.over", rules.end_of(meeting, start))


async def _announce(tx: Tx, meeting: Meeting, ref: Ref, until: datetime) -> None:
    """Owe the channel the news, once."""
    key = f"meetings.cancelled.{ref}"
    await post(tx, owe(meeting, ref, "meetings.cancelled", key, tx.now, until))


async def _tell_members(tx: Tx, meeting: Meeting, ref: Ref, until: datetime) -> None:
    """Owe a note to who comes or is reminded."""
    reminded = (await reminders.reminders_for(tx, [meeting]))[meeting.id]
    concerned = await store.who_wants_to_know(tx, meeting.id, ref.start)
    concerned |= {one.member_id for one in reminded if not one.is_muted(tx.now)}
    told = [Told(member_id, ref, until) for member_id in sorted(concerned)]
    await post_notes(tx, "cancelled", told)


# ---------------------------------------------------------------- the words, when they go out


async def render_cancelled(tx: Tx, ref_text: str) -> Message | Skip:
    """Word a cancellation, for the channel or in place of a posted reminder."""
    ref = rules.parse_ref(ref_text)
    meeting = await store.find_meeting(tx, ref.meeting_id) if ref else None
    if ref is None or meeting is None:
        return Skip("gone")
    if not rules.is_cancelled(meeting, ref):
        return Skip("undone")
    lang = await language_of(tx, meeting)
    if ref.start is None:
        return messages.series_cancelled(lang, meeting)
    following = next((o.start for o in rules.coming(meeting, tx.now)), None)
    return messages.date_cancelled(lang, meeting, ref.start, following)
