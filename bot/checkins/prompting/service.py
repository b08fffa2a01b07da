"""A group's prompt: switched on by who runs the group, posted, taken away again, switched off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.checkins import rules as shared
from bot.checkins.prompting import messages, rules, store
from bot.checkins.prompting.messages import State
from bot.checkins.prompting.rules import Prompt
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip, Verb
from bot.delivery.timers import Due, clear_timer, set_timer, set_timers
from bot.groups import service as groups
from bot.groups.service import Group
from bot.meetings.typed.rules import parse_days, parse_time
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

TIMER, KIND = "checkins.next", "checkins.prompt"
TAKE_AWAY_FOR = timedelta(days=1)

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
    known = await store.find_prompt(tx, group.id)
    at = parse_time(lang, wish.time) if wish.time else known.rule.at if known else None
    weekdays = known.rule.weekdays if known else shared.EVERY_DAY
    if wish.days:
        weekdays = parse_days(lang, wish.days, tx.now.date()).weekdays
        if not weekdays:
            raise Refused(messages.days_only(lang, wish.days))
    if at is None:
        raise Refused(messages.no_time(lang))
    await _switch_on(tx, lang, group, at, weekdays)


async def _switch_on(tx: Tx, lang: str, group: Group, at: time, weekdays: frozenset[int]) -> None:
    """Keep the rule and have the planner look at it at once; it arms the next moment.

    The timer comes before the row, as in the planner, so that neither waits for the other.
    """
    zone = (await servers.server_of(tx, group.server_id)).zone
    if zone is None:
        raise Refused(messages.no_zone(lang))
    await set_timer(tx, TIMER, str(group.id), tx.now)
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    await store.put_prompt(tx, group.id, shared.weekly(zone, at, today, weekdays))


async def _page(tx: Tx, who: Who, group: Group, *, switched_off: bool = False) -> Message:
    prompt = await store.find_prompt(tx, group.id)
    rule = prompt.rule if prompt else None
    state = State(
        group,
        rule,
        shared.next_due([rule], tx.now) if rule else None,
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
    """Ask for the days and the time."""
    group = await _find_group(tx, who, ref)
    prompt = await store.find_prompt(tx, group.id)
    rule = prompt.rule if prompt else None
    return messages.form(await privacy.language_for(tx, who), group, rule, typed)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take the days and the time that were chosen in the form."""
    group = await _find_group(tx, who, sent.ref)
    lang = await privacy.language_for(tx, who)
    at = parse_time(lang, str(sent.values.get("at", "")))
    days = frozenset(int(day) for day in sent.values.get("days", ()) if day in "0123456")
    await _switch_on(tx, lang, group, at, days or shared.EVERY_DAY)
    return Edit(await _page(tx, who, group))


# ---------------------------------------------------------------- 2. its time comes


async def plan(tx: Tx, dues: Sequence[Due]) -> None:
    """Post the prompts that came due, take the ones before away, and arm the next moments."""
    prompts = await store.find_prompts(tx, [int(due.subject_id) for due in dues])
    live = [prompt for prompt in prompts if not prompt.group.closed]
    for prompt in prompts:
        if prompt.group.closed:
            await _end(tx, prompt)
    owed: list[Owed] = []
    shown = {prompt.group.id: prompt.shown for prompt in live}
    for prompt in live:
        start = shared.latest_due([prompt.rule], prompt.planned_until, tx.now)
        if start is not None:
            owed += [_owe(prompt, start), *_take_away(tx, prompt)]
            shown[prompt.group.id] = start
    await post(tx, owed)
    await store.move_planned(tx, shown)
    moments = [(str(one.group.id), shared.next_due([one.rule], tx.now)) for one in live]
    await set_timers(tx, TIMER, [(one, moment) for one, moment in moments if moment is not None])


def _owe(prompt: Prompt, start: datetime) -> Owed:
    group = prompt.group
    return Owed(
        key=rules.prompt_key(group.id, start),
        kind=KIND,
        ref=rules.write_ref(group.id, start),
        channel_id=group.channel_id,
        server_id=group.server_id,
        lane=Lane.CHECKIN,
        due=start,
        not_after=start + shared.LATE,
    )


def _take_away(tx: Tx, prompt: Prompt) -> list[Owed]:
    """Owe the removal of the prompt that stands in the channel; one never sent costs nothing."""
    if prompt.shown is None:
        return []
    shown = _owe(prompt, prompt.shown)
    gone = replace(shown, key=f"{shown.key}.gone", verb=Verb.DELETE, target=shown.key)
    return [replace(gone, due=tx.now, not_after=tx.now + TAKE_AWAY_FOR)]


async def render(tx: Tx, ref: str) -> Message | Skip:
    """Word a prompt in the language of its server, if it is still switched on."""
    named = rules.read_ref(ref)
    prompt = await store.find_prompt(tx, named[0]) if named else None
    if named is None or prompt is None or prompt.group.closed:
        return Skip("off")
    if prompt.shown != named[1]:
        return Skip("replaced")
    local = named[1].astimezone(ZoneInfo(prompt.rule.zone))
    lang = (await servers.server_of(tx, prompt.group.server_id)).language or "en"
    return messages.prompt(lang, rules.opening_number(prompt, local, messages.OPENINGS))


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a prompt's timer that fails."""
    group = await groups.group_of(tx, int(subject_id))
    return group.server_id if group else None


# ---------------------------------------------------------------- 3. switching it off


async def press_off(tx: Tx, who: Who, press: Press) -> Answer:
    """Switch it off, and take the one that stands in the channel away."""
    group = await _find_group(tx, who, press.ref)
    await clear_timer(tx, TIMER, str(group.id))
    prompt = await store.find_prompt(tx, group.id)
    if prompt is not None:
        await _end(tx, prompt)
    return Edit(await _page(tx, who, group, switched_off=True))


async def _end(tx: Tx, prompt: Prompt) -> None:
    await post(tx, _take_away(tx, prompt))
    await store.drop_prompt(tx, prompt.group.id)
