"""A group's prompt: switched on by who runs the group, with a question of the day, switched off.

How it is posted and taken away again is `bot.groups.posting`; what it says is here.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.checkins import rules as shared
from bot.checkins.prompting import messages, rules
from bot.coping.library import Library
from bot.coping.rules import in_language
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.recurrence import Rule
from bot.delivery.owed import Lane, Skip
from bot.delivery.timers import Due
from bot.groups import service as groups
from bot.groups.posting import service as posting
from bot.groups.posting.rules import Posting
from bot.groups.posting.service import Kind, find_group, find_server
from bot.groups.service import Group
from bot.meetings.typed.rules import parse_days, parse_time
from bot.privacy import service as privacy
from bot.storage.database import Tx

__all__ = ["KIND", "TIMER", "Wish", "choose", "find_server", "plan", "render", "suggest_days"]

TIMER, KIND = "checkins.next", "checkins.prompt"
PROMPT = Kind(KIND, TIMER, "checkin_prompts", Lane.CHECKIN, shared.LATE)

# ---------------------------------------------------------------- 1. switching it on


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed after the command; nothing of it keeps what holds now."""

    time: str | None = None
    days: str | None = None


async def choose(tx: Tx, who: Who, typed_group: str, wish: Wish) -> Message:
    """Show how a group's prompt stands, after changing what was typed."""
    group = await groups.choose_group(tx, who, typed_group)
    await groups.require_runner(tx, who, group)
    if wish.time or wish.days:
        await _change(tx, who, group, wish)
    return await _page(tx, who, group)


def suggest_days(lang: str, typed: str) -> list[str]:
    """Offer days while somebody types."""
    part = typed.strip().casefold()
    return [days for days in messages.day_choices(lang) if part in days.casefold()]


async def _change(tx: Tx, who: Who, group: Group, wish: Wish) -> None:
    lang = await privacy.language_for(tx, who)
    known = await posting.find_posting(tx, PROMPT, group.id)
    at = parse_time(lang, wish.time) if wish.time else known.rule.at if known else None
    weekdays = known.rule.weekdays if known else shared.EVERY_DAY
    if wish.days:
        weekdays = parse_days(lang, wish.days, tx.now.date()).weekdays
        if not weekdays:
            raise Refused(messages.days_only(lang, wish.days))
    if at is None:
        raise Refused(messages.no_time(lang))
    await _switch_on(tx, who, group, at, weekdays)


async def _switch_on(tx: Tx, who: Who, group: Group, at: time, weekdays: frozenset[int]) -> None:
    def rule(zone: str, today: date) -> Rule:
        return shared.weekly(zone, at, today, weekdays)

    await posting.switch_on(tx, who, PROMPT, group, rule)


async def _page(tx: Tx, who: Who, group: Group, *, switched_off: bool = False) -> Message:
    state = await posting.look(tx, who, PROMPT, group, switched_off=switched_off)
    return messages.page(await privacy.language_for(tx, who), state)


async def press_page(tx: Tx, who: Who, press: Press) -> Answer:
    """Show how it stands, from the group's card."""
    return Edit(await _page(tx, who, await find_group(tx, who, press.ref)))


async def press_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the days and the time."""
    group = await find_group(tx, who, ref)
    known = await posting.find_posting(tx, PROMPT, group.id)
    rule = known.rule if known else None
    return messages.form(await privacy.language_for(tx, who), group, rule, typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take the days and the time that were chosen in the form."""
    group = await find_group(tx, who, sent.ref)
    lang = await privacy.language_for(tx, who)
    at = parse_time(lang, str(sent.values.get("at", "")))
    days = frozenset(int(day) for day in sent.values.get("days", ()) if day in "0123456")
    await _switch_on(tx, who, group, at, days or shared.EVERY_DAY)
    return Edit(await _page(tx, who, group))


async def press_question(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch the question of the day on or off; the prompts themselves go on."""
    group_ref, _, wanted = press.ref.partition(".")
    group = await find_group(tx, who, group_ref)
    await posting.change_own(tx, PROMPT, group.id, {"asks": wanted == "on"})
    return Edit(await _page(tx, who, group))


# ---------------------------------------------------------------- 2. its time comes


async def plan(tx: Tx, dues: Sequence[Due], *, library: Library) -> None:
    """Post the prompts that came due, take the ones before away, and arm the next moments."""
    await posting.plan(tx, dues, PROMPT, partial(_choose_question, library=library))


async def _choose_question(tx: Tx, one: Posting, *, library: Library) -> Mapping[str, Any]:
    questions = in_language(library.prompts.values(), await posting.language_of(tx, one.group))
    return rules.choose_question(questions, one, secrets.choice)


async def render(tx: Tx, ref: str, *, library: Library) -> Message | Skip:
    """Word a prompt in the language of its server, if it is still switched on."""
    wanted = await posting.find_wanted(tx, PROMPT, ref)
    if isinstance(wanted, Skip):
        return wanted
    one, start = wanted
    local = start.astimezone(ZoneInfo(one.rule.zone))
    number = rules.opening_number(one.group.id, local, messages.OPENINGS)
    question = library.prompts.get(one.more["question"] or "") if one.more["asks"] else None
    lang = await posting.language_of(tx, one.group)
    return messages.prompt(lang, number, question.text if question else "")


# ---------------------------------------------------------------- 3. switching it off


async def press_off(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch it off, and take the one that stands in the channel away."""
    group = await posting.switch_off(tx, who, PROMPT, press.ref)
    return Edit(await _page(tx, who, group, switched_off=True))
