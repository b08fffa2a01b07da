"""What comes to a group's channel again and again: switched on, posted, replaced, switched off.

1. Who runs the group switches it on; its rule is kept and a timer set.
2. Its time comes: the new one is owed, and the removal of the one before. The words are asked for
   when it goes out.
3. It is switched off, or the group closes: what stands in the channel goes away too.

What is said is the feature's: a check-in prompt, a tip a day.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.press import Who
from bot.core.recurrence import Rule
from bot.core.rhythm import latest_due, next_due
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip, Verb
from bot.delivery.timers import Due, clear_timer, set_timer, set_timers
from bot.groups.finding.service import group_of, require_runner, visible_group
from bot.groups.posting import messages, rules, store
from bot.groups.posting.messages import State
from bot.groups.posting.rules import Posting
from bot.groups.rules import Group
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

TAKE_AWAY_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what its rows, its timer and its table are called, and how late it may be."""

    name: str
    timer: str
    table: str
    lane: Lane
    late: timedelta


# Chooses what is said this time, as the columns that keep it; None: there is nothing to say.
Choose = Callable[[Tx, Posting], Awaitable[Mapping[str, Any] | None]]

# ---------------------------------------------------------------- 1. switching it on


async def find_group(tx: Tx, who: Who, ref: str) -> Group:
    """Find the group that a button names, for somebody who runs it and can see it."""
    number = int(ref) if ref.isdecimal() and len(ref) < 12 else 0
    group = await visible_group(tx, who, number)
    await require_runner(tx, who, group)
    return group


async def find_posting(tx: Tx, kind: Kind, group_id: int) -> Posting | None:
    """Find how it stands in a group, also in a closed one; None: it is off."""
    found = await store.find_postings(tx, kind.table, [group_id])
    return found[0] if found else None


async def switch_on(
    tx: Tx, who: Who, kind: Kind, group: Group, make_rule: Callable[[str, date], Rule]
) -> None:
    """Keep the rule and have the planner look at it at once; it arms the next moment.

    The timer comes before the row, as in the planner, so that neither waits for the other.
    """
    zone = (await servers.server_of(tx, group.server_id)).zone
    if zone is None:
        raise Refused(messages.no_zone(await privacy.language_for(tx, who)))
    await set_timer(tx, kind.timer, str(group.id), tx.now)
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    await store.put_rule(tx, kind.table, group.id, make_rule(zone, today))


async def change_own(tx: Tx, kind: Kind, group_id: int, values: Mapping[str, Any]) -> None:
    """Change what the feature keeps besides."""
    await store.change_own(tx, kind.table, group_id, values)


async def look(tx: Tx, who: Who, kind: Kind, group: Group, *, switched_off: bool = False) -> State:
    """See how it stands, for the page of whoever runs the group."""
    posting = await find_posting(tx, kind, group.id)
    ahead = next_due([posting.rule], tx.now) if posting else None
    return State(group, posting, ahead, who.rights.bot_lacks(group.channel_id), switched_off)


# ---------------------------------------------------------------- 2. its time comes


async def plan(tx: Tx, dues: Sequence[Due], kind: Kind, choose: Choose) -> None:
    """Post what came due, take the ones before away, and arm the next moments."""
    found = await store.find_postings(tx, kind.table, [int(due.subject_id) for due in dues])
    for posting in found:
        if posting.group.closed:
            await _end(tx, kind, posting)
    live = [posting for posting in found if not posting.group.closed]
    owed: list[Owed] = []
    shown: dict[int, tuple[datetime | None, Mapping[str, Any]]] = {}
    for posting in live:
        rows, after = await _plan_one(tx, kind, posting, choose)
        owed += rows
        shown[posting.group.id] = (after.shown, after.more)
    await post(tx, owed)
    await store.put_shown(tx, kind.table, shown)
    moments = [(str(one.group.id), next_due([one.rule], tx.now)) for one in live]
    await set_timers(tx, kind.timer, [(one, at) for one, at in moments if at is not None])


async def _plan_one(
    tx: Tx, kind: Kind, posting: Posting, choose: Choose
) -> tuple[list[Owed], Posting]:
    start = latest_due([posting.rule], posting.planned_until, tx.now)
    chosen = await choose(tx, posting) if start is not None else None
    if start is None or chosen is None:
        return [], posting
    newer = replace(posting, shown=start, more={**posting.more, **chosen})
    return [_owe(kind, newer.group, start), *_take_away(tx, kind, posting)], newer


def _owe(kind: Kind, group: Group, start: datetime) -> Owed:
    ref = rules.write_ref(group.id, start)
    return Owed(
        key=f"{kind.name}.{ref}",
        kind=kind.name,
        ref=ref,
        channel_id=group.channel_id,
        server_id=group.server_id,
        lane=kind.lane,
        due=start,
        not_after=start + kind.late,
    )


def _take_away(tx: Tx, kind: Kind, posting: Posting) -> list[Owed]:
    """Owe the removal of the one that stands in the channel; one never sent costs nothing."""
    if posting.shown is None:
        return []
    shown = _owe(kind, posting.group, posting.shown)
    gone = replace(shown, key=f"{shown.key}.gone", verb=Verb.DELETE, target=shown.key)
    return [replace(gone, due=tx.now, not_after=tx.now + TAKE_AWAY_FOR)]


async def find_wanted(tx: Tx, kind: Kind, ref: str) -> tuple[Posting, datetime] | Skip:
    """Find what is to be worded now, with its start, if it is still the one that is wanted."""
    named = rules.read_ref(ref)
    posting = await find_posting(tx, kind, named[0]) if named else None
    if named is None or posting is None or posting.group.closed:
        return Skip("off")
    return (posting, named[1]) if posting.shown == named[1] else Skip("replaced")


async def language_of(tx: Tx, group: Group) -> str:
    """Tell the language in which a group's channel is spoken to."""
    return (await servers.server_of(tx, group.server_id)).language or "en"


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a timer that fails."""
    group = await group_of(tx, int(subject_id))
    return group.server_id if group else None


# ---------------------------------------------------------------- 3. switching it off


async def switch_off(tx: Tx, who: Who, kind: Kind, ref: str) -> Group:
    """Switch it off, and take the one that stands in the channel away."""
    group = await find_group(tx, who, ref)
    await clear_timer(tx, kind.timer, str(group.id))
    posting = await find_posting(tx, kind, group.id)
    if posting is not None:
        await _end(tx, kind, posting)
    return group


async def _end(tx: Tx, kind: Kind, posting: Posting) -> None:
    await post(tx, _take_away(tx, kind, posting))
    await store.drop_posting(tx, kind.table, posting.group.id)
