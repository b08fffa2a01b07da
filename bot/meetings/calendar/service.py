"""Meetings for one's own calendar: a private file, made when it is asked for and never stored."""

from dataclasses import dataclass

from bot.core.errors import Refused
from bot.core.message import File, Reply
from bot.core.press import Who
from bot.groups import service as groups
from bot.meetings import rules, store
from bot.meetings.calendar import messages
from bot.meetings.private import store as reminders
from bot.meetings.reading.service import visible_meetings
from bot.meetings.rules import Meeting
from bot.privacy import service as privacy
from bot.storage.database import Tx

FILE_NAME = "calendar.ics"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: a group, a meeting, or (neither) one's own; `full` shows names."""

    group: str = ""
    meeting: str = ""
    full: bool = False


async def hand_over(tx: Tx, who: Who, wish: Wish) -> Reply:
    """Hand over a meeting, a group's meetings, or (neither named) one's own, as a calendar file."""
    lang = await privacy.language_for(tx, who)
    found = [one for one in await _choose(tx, who, wish.group, wish.meeting) if _is_ahead(one, tx)]
    if not found:
        raise Refused(messages.nothing_ahead(lang, mine=not (wish.group or wish.meeting)))
    from bot.meetings.calendar.rules import write_calendar  # noqa: PLC0415 - large, seldom needed

    content = write_calendar(found, tx.now, messages.neutral_title(lang), wish.full)
    return Reply(messages.handed_over(lang, found, wish.full), File(FILE_NAME, content))


async def _choose(tx: Tx, who: Who, group: str, meeting: str) -> list[Meeting]:
    seen = await visible_meetings(tx, who)
    if meeting:
        asked = meeting.strip().casefold()
        return [one for one in seen if asked in (str(one.id), one.title.casefold())]
    if group:
        chosen = await groups.choose_group(tx, who, group)
        return [one for one in seen if one.group_id == chosen.id]
    return await _mine(tx, who, seen)


async def _mine(tx: Tx, who: Who, seen: list[Meeting]) -> list[Meeting]:
    """Choose what they are reminded of, what they said they come to, and what their groups plan."""
    joined = {group.id for group in await groups.joined_groups(tx, who.member_id)}
    asked = await reminders.reminders_of_member(tx, who.member_id)
    joined |= {one.group_id for one in asked if one.meeting_id is None}
    ids = {one.meeting_id for one in asked if one.meeting_id is not None}
    ids |= {meeting_id for meeting_id, _ in await store.answers_of_member(tx, who.member_id)}
    return [one for one in seen if one.id in ids or one.group_id in joined]


def _is_ahead(meeting: Meeting, tx: Tx) -> bool:
    return next(rules.coming(meeting, tx.now), None) is not None


async def suggest_seen(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer the meetings they can see."""
    part = typed.strip().casefold()
    seen = [
        (f"{one.title} · {one.group_name}", str(one.id)) for one in await visible_meetings(tx, who)
    ]
    return [(name[:100], value) for name, value in seen if part in name.casefold()][:25]


async def suggest_seen_groups(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer the groups they can see."""
    return [(one.name, str(one.id)) for one in await groups.suggest_groups(tx, who, typed)]
