"""Finding meetings: what somebody may see, the list, what comes next, and one date of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import islice

from bot.core.errors import Refused
from bot.core.message import Edit, Message, Row
from bot.core.press import Press, Rights, Who
from bot.core.recurrence import Occurrence
from bot.delivery.sightings import sighting
from bot.groups import service as groups
from bot.groups.service import Group
from bot.meetings import messages as shared
from bot.meetings import rules, store
from bot.meetings.reading import messages
from bot.meetings.rules import Meeting, Ref
from bot.privacy import service as privacy
from bot.storage.database import Tx

ON_A_PAGE = 8

Date = tuple[Meeting, Occurrence]

# ---------------------------------------------------------------- what somebody may see


async def visible_meetings(tx: Tx, who: Who) -> list[Meeting]:
    """List the meetings of this server whose channel they can see now, cancelled ones left out."""
    seen = await groups.visible_groups(tx, who)
    return await store.meetings_of_groups(tx, [group.id for group in seen]) if seen else []


async def visible_meeting(tx: Tx, who: Who, meeting_id: int) -> Meeting:
    """Find a meeting they can see now; hidden and absent ones are refused in the same words."""
    meeting = await store.find_meeting(tx, meeting_id)
    if meeting is not None and not meeting.group_closed and can_see(who, meeting):
        return meeting
    raise Refused(shared.no_such_meeting(await privacy.language_for(tx, who)))


def can_see(who: Who, meeting: Meeting) -> bool:
    place = meeting.place
    return place.server_id == who.server_id and who.rights.sees(place.channel_id)


async def visible_date(tx: Tx, who: Who, ref_text: str) -> tuple[Meeting, datetime]:
    """Find the date that a button names, if it is still to come or on now."""
    ref = rules.parse_ref(ref_text) or Ref(0)
    meeting = await visible_meeting(tx, who, ref.meeting_id)
    lang = await privacy.language_for(tx, who)
    if meeting.cancelled_at is not None or ref.start is None:
        raise Refused(shared.was_cancelled(lang))
    if rules.occurrence_at(meeting, ref.start) is None:
        raise Refused(shared.was_moved(lang))
    if rules.end_of(meeting, ref.start) <= tx.now:
        raise Refused(shared.is_over(lang, next_start(meeting, tx.now)))
    return meeting, ref.start


def next_start(meeting: Meeting, now: datetime) -> datetime | None:
    """Find the start of the date that is on now or comes next."""
    return next((found.start for found in rules.coming(meeting, now)), None)


async def run_groups(tx: Tx, who: Who) -> list[Group]:
    """List the groups they can see and may plan meetings for, or cancel them."""
    seen = await groups.visible_groups(tx, who)
    return [group for group in seen if await groups.may_schedule(tx, who, group)]


# ---------------------------------------------------------------- the list


async def list_upcoming(tx: Tx, who: Who, page: int = 0) -> Message:
    """List the meetings they can see, soonest first, with a select to open one."""
    found = _first_dates(await visible_meetings(tx, who), tx.now)
    lang = await privacy.language_for(tx, who)
    if not found:
        return await _nothing_planned(tx, who, lang)
    pages = -(-len(found) // ON_A_PAGE)
    first = page % pages * ON_A_PAGE
    return messages.list_page(lang, found[first : first + ON_A_PAGE], page % pages, pages)


def _first_dates(meetings: Iterable[Meeting], now: datetime) -> list[Date]:
    firsts = [(meeting, next(rules.coming(meeting, now), None)) for meeting in meetings]
    found = [(meeting, first) for meeting, first in firsts if first is not None]
    return sorted(found, key=lambda date: date[1].start)


async def _nothing_planned(tx: Tx, who: Who, lang: str) -> Message:
    seen, run = await groups.visible_groups(tx, who), await run_groups(tx, who)
    return messages.nothing_planned(lang, bool(seen), bool(run))


async def next_of_group(tx: Tx, who: Who, press: Press) -> Message:
    """List the meetings of one group, asked for on the group's card."""
    number = int(press.ref) if rules.is_small_number(press.ref) else 0
    group = await groups.visible_group(tx, who, number)
    found = _first_dates(await store.meetings_of_groups(tx, [group.id]), tx.now)
    if not found:
        return await _nothing_planned(tx, who, await privacy.language_for(tx, who))
    return messages.list_page(await privacy.language_for(tx, who), found[:ON_A_PAGE], 0, 1)


async def turn_page(tx: Tx, who: Who, press: Press) -> Edit:
    page = int(press.ref) if press.ref.isdecimal() and len(press.ref) < 5 else 0
    return Edit(await list_upcoming(tx, who, page))


# ---------------------------------------------------------------- one date


async def show_next(tx: Tx, who: Who) -> Message:
    """Show the date that comes next, and a select with those after it."""
    found = await _find_next(tx, who)
    if found is None:
        return await _nothing_planned(tx, who, await privacy.language_for(tx, who))
    return found


async def offer_next(tx: Tx, who: Who) -> Message | None:
    """Show the date that comes next to somebody who asked for something else; None without one.

    In a private chat it is one of a group they joined and were seen in within a day.
    """
    return await _find_next(tx, who if who.server_id is not None else await _as_seen(tx, who))


async def _as_seen(tx: Tx, who: Who) -> Who:
    """Give somebody in a private chat the eyes they had in a server at the last check."""
    joined = await groups.joined_groups(tx, who.member_id)
    places = [one.place for one in joined if await sighting(tx, one.place, who.member_id)]
    if not places:
        return who
    here = {place.channel_id for place in places if place.server_id == places[0].server_id}
    rights = Rights(sees=lambda channel_id: channel_id in here)
    return replace(who, server_id=places[0].server_id, rights=rights)


async def _find_next(tx: Tx, who: Who) -> Message | None:
    soon = list(islice(_all_dates(await visible_meetings(tx, who), tx.now), 1 + ON_A_PAGE))
    if not soon:
        return None
    lang = await privacy.language_for(tx, who)
    more = (messages.choose_one(lang, soon[1:]),) if len(soon) > 1 else ()
    return await _show_date(tx, who, lang, soon[0][0], soon[0][1].start, more)


def _all_dates(meetings: Iterable[Meeting], now: datetime) -> Iterable[Date]:
    return merge(*(_dates_of(one, now) for one in meetings), key=lambda date: date[1].start)


def _dates_of(meeting: Meeting, now: datetime) -> Iterator[Date]:
    return ((meeting, found) for found in rules.coming(meeting, now))


async def show(tx: Tx, who: Who, press: Press) -> Edit:
    """Show the date that was picked from a list."""
    meeting, start = await visible_date(tx, who, (press.values or (press.ref,))[0])
    lang = await privacy.language_for(tx, who)
    back = (messages.list_button(lang),)
    return Edit(await _show_date(tx, who, lang, meeting, start, (back,)))


async def _show_date(
    tx: Tx, who: Who, lang: str, meeting: Meeting, start: datetime, more: tuple[Row, ...]
) -> Message:
    notify = await store.find_answer(tx, meeting.id, start, who.member_id)
    number = None
    if await may_change(tx, who, meeting):
        number = await store.count_answers(tx, meeting.id, start)
    seen = messages.Seen(coming=notify is not None, number=number)
    return messages.detail(lang, rules.on_date(meeting, start), start, seen, more)


async def may_change(tx: Tx, who: Who, meeting: Meeting) -> bool:
    """Tell whether they run the group of this meeting."""
    group = await groups.group_of(tx, meeting.group_id)
    return group is not None and await groups.may_schedule(tx, who, group)


async def tell_where(tx: Tx, who: Who, press: Press) -> Message:
    """Tell somebody who can see the channel where the meeting is, and nobody else."""
    meeting, start = await visible_date(tx, who, press.ref)
    shown = rules.on_date(meeting, start)
    return messages.where(await privacy.language_for(tx, who), shown, start)
