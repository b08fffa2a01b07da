"""A group's tip a day: switched on by who runs the group, posted, replaced, switched off.

How it is posted and taken away again is `bot.groups.posting`; what it says is here.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, time
from functools import partial
from typing import Any

from bot.coping.library import Library
from bot.coping.posting import messages, rules
from bot.coping.rules import fitting_tips
from bot.coping.showing.rules import alone, write_ref
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.recurrence import Rule
from bot.core.rhythm import weekly
from bot.core.wall_time import read_time
from bot.delivery.owed import Lane, Skip
from bot.delivery.timers import Due
from bot.groups import service as groups
from bot.groups.posting import service as posting
from bot.groups.posting.rules import Posting
from bot.groups.posting.service import Kind, find_group, find_server
from bot.groups.service import Group
from bot.privacy import messages as privacy_messages
from bot.privacy import service as privacy
from bot.storage.database import Tx

__all__ = ["KIND", "PRESSES", "TIMER", "choose", "find_server", "plan", "render"]

TIMER, KIND = "coping.next", "coping.tip"
TIP = Kind(KIND, TIMER, "group_tips", Lane.TIP, rules.LATE)

# ---------------------------------------------------------------- 1. switching it on


async def choose(tx: Tx, who: Who, typed_group: str, typed_time: str | None) -> Message:
    """Show how a group's tip stands, after changing the time where one was typed."""
    group = await groups.choose_group(tx, who, typed_group)
    await groups.require_runner(tx, who, group)
    if typed_time:
        await _switch_on(tx, who, group, typed_time)
    return await _page(tx, who, group)


async def _switch_on(tx: Tx, who: Who, group: Group, typed: str) -> None:
    at = _read_at(await privacy.language_for(tx, who), typed)

    def rule(zone: str, today: date) -> Rule:
        return weekly(zone, at, today)

    await posting.switch_on(tx, who, TIP, group, rule)


def _read_at(lang: str, typed: str) -> time:
    at = read_time(typed)
    if at is None:
        raise Refused(privacy_messages.not_a_time(lang, typed))
    return at


async def _page(tx: Tx, who: Who, group: Group, *, switched_off: bool = False) -> Message:
    state = await posting.look(tx, who, TIP, group, switched_off=switched_off)
    return messages.page(await privacy.language_for(tx, who), state)


async def press_page(tx: Tx, who: Who, press: Press) -> Answer:
    """Show how it stands, from the group's card."""
    return Edit(await _page(tx, who, await find_group(tx, who, press.ref)))


async def press_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the time."""
    group = await find_group(tx, who, ref)
    known = await posting.find_posting(tx, TIP, group.id)
    rule = known.rule if known else None
    return messages.form(await privacy.language_for(tx, who), group, rule, typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take the time that was typed into the form."""
    group = await find_group(tx, who, sent.ref)
    await _switch_on(tx, who, group, str(sent.values.get("at", "")))
    return Edit(await _page(tx, who, group))


# ---------------------------------------------------------------- 2. its time comes


async def plan(tx: Tx, dues: Sequence[Due], *, library: Library) -> None:
    """Post the tip that came due, take the one before it away, and arm the next moment."""
    await posting.plan(tx, dues, TIP, partial(_choose_tip, library=library))


async def _choose_tip(tx: Tx, one: Posting, *, library: Library) -> Mapping[str, Any] | None:
    lang = await posting.language_of(tx, one.group)
    fit = fitting_tips(library.tips.values(), library.needs, None, lang)
    return rules.choose_tip(fit, one, secrets.choice)


async def render(tx: Tx, ref: str, *, library: Library) -> Message | Skip:
    """Word a tip when it goes out, if it is still the one that is wanted."""
    wanted = await posting.find_wanted(tx, TIP, ref)
    if isinstance(wanted, Skip):
        return wanted
    one, _ = wanted
    tip = library.find_tip(one.more["tip"] or 0)
    if tip is None:
        return Skip("no_tip")
    lang = await posting.language_of(tx, one.group)
    return messages.posted(lang, tip, write_ref(alone(tip), kept=False))


# ---------------------------------------------------------------- 3. switching it off


async def press_off(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch it off, and take the one that stands in the channel away."""
    group = await posting.switch_off(tx, who, TIP, press.ref)
    return Edit(await _page(tx, who, group, switched_off=True))


PRESSES: Mapping[str, Callable[[Tx, Who, Press], Awaitable[Answer]]] = {
    "group": press_page,
    "group_set": press_form,
    "group_off": press_off,
}
