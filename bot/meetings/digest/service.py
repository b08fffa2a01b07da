"""The meetings of a group's week in one message: chosen, posted, kept true, replaced, stopped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Message
from bot.core.press import Who
from bot.core.rhythm import latest_due, next_due, weekly
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip, Verb
from bot.delivery.timers import Due, clear_timer, set_timer, set_timers
from bot.groups import service as groups
from bot.groups.service import Group
from bot.meetings import rules
from bot.meetings import store as meetings
from bot.meetings.digest import messages, store
from bot.meetings.digest.store import Digest
from bot.meetings.rules import Ref
from bot.meetings.typed.rules import parse_days, parse_time
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

DIGEST = "meetings.digest"  # timer and row
WEEK = timedelta(days=7)

# ---------------------------------------------------------------- switching it on and off


async def choose(tx: Tx, who: Who, typed_group: str, day: str, at: str) -> Message:
    """Say how a group's digest stands, after switching it to a day and time, or off."""
    group = await groups.choose_group(tx, who, typed_group)
    await groups.require_runner(tx, who, group)
    lang = await privacy.language_for(tx, who)
    if day.strip().casefold() in ("off", messages.off(lang).casefold()):
        await _switch_off(tx, group)
    elif day.strip() or at.strip():
        await _switch_on(tx, lang, group, day, at)
    known = await store.find_digest(tx, group.id)
    lacks = who.rights.bot_lacks(group.channel_id)
    ahead = next_due([known.rule], tx.now) if known else None
    return messages.page(lang, group, known.rule if known else None, ahead, lacks)


async def suggest_days(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer the days of the week, and "off"."""
    lang, part = await privacy.language_for(tx, who), typed.strip().casefold()
    return [(day, day) for day in messages.days_and_off(lang) if part in day.casefold()]


async def _switch_on(tx: Tx, lang: str, group: Group, day: str, at: str) -> None:
    known = await store.find_digest(tx, group.id)
    zone = (await servers.server_of(tx, group.server_id)).zone
    if zone is None:
        raise Refused(messages.no_zone(lang))
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    days = known.rule.weekdays if known else frozenset[int]()
    if day.strip():
        days = parse_days(lang, day, today).weekdays
    wall = parse_time(lang, at) if at.strip() else known.rule.at if known else None
    if len(days) != 1 or wall is None:
        raise Refused(messages.one_day(lang))
    # The timer comes before the row, as in the planner, so that neither waits for the other.
    await set_timer(tx, DIGEST, str(group.id), tx.now)
    await store.put_digest(tx, group.id, weekly(zone, wall, today, days))


async def _switch_off(tx: Tx, group: Group) -> None:
    await clear_timer(tx, DIGEST, str(group.id))
    known = await store.find_digest(tx, group.id)
    if known is not None:
        await post(tx, _take_away(tx, group, known))
        await store.drop_digest(tx, group.id)


# ---------------------------------------------------------------- its day comes


async def plan_digests(tx: Tx, dues: Sequence[Due]) -> None:
    """Post the digest that came due, take the one before it away, and arm the next."""
    moments = []
    for digest in await store.find_digests(tx, [int(due.subject_id) for due in dues]):
        group = await groups.group_of(tx, digest.group_id)
        if group is None or group.closed:
            await store.drop_digest(tx, digest.group_id)
            continue
        start = latest_due([digest.rule], digest.planned_until, tx.now)
        if start is not None:
            await post(tx, [_owe(group, start), *_take_away(tx, group, digest)])
        await store.move_planned(tx, group.id, start or digest.shown)
        moments.append((str(group.id), next_due([digest.rule], tx.now)))
    await set_timers(tx, DIGEST, [(one, moment) for one, moment in moments if moment is not None])


def _owe(group: Group, start: datetime) -> Owed:
    ref = str(Ref(group.id, start))
    return Owed(
        key=f"{DIGEST}.{ref}", kind=DIGEST, ref=ref, channel_id=group.channel_id,
        server_id=group.server_id, lane=Lane.TIP, due=start, not_after=start + WEEK / 2,
    )  # fmt: skip


def _take_away(tx: Tx, group: Group, digest: Digest) -> list[Owed]:
    if digest.shown is None:
        return []
    shown = _owe(group, digest.shown)
    gone = replace(shown, key=f"{shown.key}.gone", verb=Verb.DELETE, target=shown.key)
    return [replace(gone, due=tx.now, not_after=tx.now + timedelta(days=1))]


async def renew(tx: Tx, group_id: int) -> None:
    """Owe the digest that stands in the channel the words that hold now; none costs nothing."""
    known = await store.find_digest(tx, group_id)
    group = await groups.group_of(tx, group_id)
    if known is None or group is None or known.shown is None or known.shown + WEEK <= tx.now:
        return
    await store.renew(tx, group_id)
    shown = _owe(group, known.shown)
    key = f"{shown.key}.{known.version + 1}"
    edit = replace(shown, key=key, verb=Verb.EDIT, target=shown.key, due=tx.now)
    await post(tx, replace(edit, not_after=known.shown + WEEK))


async def render(tx: Tx, ref_text: str) -> Message | Skip:
    """Word the week of a group as it stands now, in the language of its server."""
    ref = rules.parse_ref(ref_text)
    known = await store.find_digest(tx, ref.meeting_id) if ref else None
    group = await groups.group_of(tx, ref.meeting_id) if ref else None
    if ref is None or known is None or group is None or group.closed:
        return Skip("off")
    if ref.start is None or known.shown != ref.start:
        return Skip("replaced")
    dates = await _dates(tx, group, ref.start, ref.start + WEEK)
    lang = (await servers.server_of(tx, group.server_id)).language or "en"
    return messages.digest(lang, group, dates)


async def _dates(
    tx: Tx, group: Group, start: datetime, end: datetime
) -> list[tuple[datetime, str]]:
    found = await meetings.meetings_of_groups(tx, [group.id])
    return sorted(
        (one.start, rules.on_day(meeting, one.date).title)
        for meeting in found
        for one in takewhile(lambda date: date.start < end, rules.happening(meeting, start))
    )


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a digest's timer that fails."""
    group = await groups.group_of(tx, int(subject_id))
    return group.server_id if group else None
