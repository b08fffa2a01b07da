"""A group's tip a day: switched on by who runs the group, posted, replaced, switched off."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.coping.library import Library
from bot.coping.posting import messages, rules, store
from bot.coping.posting.messages import State
from bot.coping.posting.rules import GroupTip
from bot.coping.rules import fitting_tips
from bot.coping.showing.rules import alone, write_ref
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.rhythm import latest_due, next_due, weekly
from bot.core.wall_time import read_time
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip, Verb
from bot.delivery.timers import Due, clear_timer, set_timer, set_timers
from bot.groups import service as groups
from bot.groups.service import Group
from bot.privacy import messages as privacy_messages
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

TIMER, KIND = "coping.next", "coping.tip"
TAKE_AWAY_FOR = timedelta(days=1)

# ---------------------------------------------------------------- 1. switching it on


async def choose(tx: Tx, who: Who, typed_group: str, typed_time: str | None) -> Message:
    """Show how a group's tip stands, after changing the time where one was typed."""
    group = await groups.choose_group(tx, who, typed_group)
    await groups.require_runner(tx, who, group)
    if typed_time:
        await _switch_on(tx, who, group, typed_time)
    return await _page(tx, who, group)


async def _switch_on(tx: Tx, who: Who, group: Group, typed: str) -> None:
    """Keep the rule and have the planner look at it at once; it arms the next moment.

    The timer comes before the row, as in the planner, so that neither waits for the other.
    """
    lang = await privacy.language_for(tx, who)
    at = _read_at(lang, typed)
    zone = (await servers.server_of(tx, group.server_id)).zone
    if zone is None:
        raise Refused(messages.no_zone(lang))
    await set_timer(tx, TIMER, str(group.id), tx.now)
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    await store.put_rule(tx, group.id, weekly(zone, at, today))


def _read_at(lang: str, typed: str) -> time:
    at = read_time(typed)
    if at is None:
        raise Refused(privacy_messages.not_a_time(lang, typed))
    return at


async def _page(tx: Tx, who: Who, group: Group, *, switched_off: bool = False) -> Message:
    posted = await store.find_tip(tx, group.id)
    rule = posted.rule if posted else None
    state = State(
        group,
        rule,
        next_due([rule], tx.now) if rule else None,
        who.rights.bot_lacks(group.channel_id),
        switched_off,
    )
    return messages.page(await privacy.language_for(tx, who), state)


async def press_page(tx: Tx, who: Who, press: Press) -> Answer:
    """Show how it stands, from the group's card."""
    return Edit(await _page(tx, who, await _find_group(tx, who, press.ref)))


async def _find_group(tx: Tx, who: Who, ref: str) -> Group:
    """Find the group that a button names, for somebody who runs it and can see it."""
    number = int(ref) if ref.isdecimal() and len(ref) < 12 else 0
    group = await groups.visible_group(tx, who, number)
    await groups.require_runner(tx, who, group)
    return group


async def press_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the time."""
    group = await _find_group(tx, who, ref)
    posted = await store.find_tip(tx, group.id)
    rule = posted.rule if posted else None
    return messages.form(await privacy.language_for(tx, who), group, rule, typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take the time that was typed into the form."""
    group = await _find_group(tx, who, sent.ref)
    await _switch_on(tx, who, group, str(sent.values.get("at", "")))
    return Edit(await _page(tx, who, group))


# ---------------------------------------------------------------- 2. its time comes


async def plan(tx: Tx, dues: Sequence[Due], *, library: Library) -> None:
    """Post the tip that came due, take the one before it away, and arm the next moment."""
    found = await store.find_tips(tx, [int(due.subject_id) for due in dues])
    for posted in found:
        if posted.group.closed:
            await _end(tx, posted)
        else:
            await _plan_one(tx, posted, library)
    live = [posted for posted in found if not posted.group.closed]
    moments = [(str(one.group.id), next_due([one.rule], tx.now)) for one in live]
    await set_timers(tx, TIMER, [(one, moment) for one, moment in moments if moment is not None])


async def _plan_one(tx: Tx, posted: GroupTip, library: Library) -> None:
    start = latest_due([posted.rule], posted.planned_until, tx.now)
    lang = await _language(tx, posted.group)
    fit = fitting_tips(library.tips.values(), library.needs, None, lang)
    chosen = rules.choose_tip(fit, posted, secrets.choice) if start else None
    if start is None or chosen is None:
        await store.put_shown(tx, posted.group.id, posted.shown, posted.tip, posted.told)
        return
    newer = replace(posted, shown=start)
    await post(tx, [_owe(newer), *_take_away(tx, posted)])
    tip, told = chosen
    await store.put_shown(tx, posted.group.id, start, tip.number, told)


async def _language(tx: Tx, group: Group) -> str:
    return (await servers.server_of(tx, group.server_id)).language or "en"


def _owe(posted: GroupTip) -> Owed:
    group, start = posted.group, posted.shown
    assert start is not None
    return Owed(
        key=rules.make_key(group.id, start),
        kind=KIND,
        ref=rules.write_ref(group.id, start),
        channel_id=group.channel_id,
        server_id=group.server_id,
        lane=Lane.TIP,
        due=start,
        not_after=start + rules.LATE,
    )


def _take_away(tx: Tx, posted: GroupTip) -> list[Owed]:
    """Owe the removal of the tip that stands in the channel; one never sent costs nothing."""
    if posted.shown is None:
        return []
    shown = _owe(posted)
    gone = replace(shown, key=f"{shown.key}.gone", verb=Verb.DELETE, target=shown.key)
    return [replace(gone, due=tx.now, not_after=tx.now + TAKE_AWAY_FOR)]


async def render(tx: Tx, ref: str, *, library: Library) -> Message | Skip:
    """Word a tip when it goes out, if it is still the one that is wanted."""
    named = rules.read_ref(ref)
    posted = await store.find_tip(tx, named[0]) if named else None
    if named is None or posted is None or posted.group.closed:
        return Skip("off")
    if posted.shown != named[1]:
        return Skip("replaced")
    tip = library.find_tip(posted.tip or 0)
    if tip is None:
        return Skip("no_tip")
    lang = await _language(tx, posted.group)
    return messages.posted(lang, tip, write_ref(alone(tip), kept=False))


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a timer that fails."""
    group = await groups.group_of(tx, int(subject_id))
    return group.server_id if group else None


# ---------------------------------------------------------------- 3. switching it off


async def press_off(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch it off, and take the one that stands in the channel away."""
    group = await _find_group(tx, who, press.ref)
    await clear_timer(tx, TIMER, str(group.id))
    posted = await store.find_tip(tx, group.id)
    if posted is not None:
        await _end(tx, posted)
    return Edit(await _page(tx, who, group, switched_off=True))


async def _end(tx: Tx, posted: GroupTip) -> None:
    await post(tx, _take_away(tx, posted))
    await store.drop_tip(tx, posted.group.id)


PRESSES: Mapping[str, Callable[[Tx, Who, Press], Awaitable[Answer]]] = {
    "group": press_page,
    "group_set": press_form,
    "group_off": press_off,
}
