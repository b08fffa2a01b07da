"""Planning a meeting: the form, the preview with everything that can be changed, and Save."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.recurrence import check_rule, occurrences
from bot.core.text import suggest
from bot.core.zones import find_zone
from bot.groups import service as groups
from bot.groups.service import Group
from bot.meetings import store
from bot.meetings.digest.service import renew
from bot.meetings.editing import service as editing
from bot.meetings.messages import MEETINGS
from bot.meetings.onedate import service as onedate
from bot.meetings.previewing import messages as previewing
from bot.meetings.reading.service import run_groups
from bot.meetings.reminding.service import wake
from bot.meetings.rules import SHOWN_DATES
from bot.meetings.scheduling import messages, rules
from bot.meetings.scheduling.rules import Draft
from bot.meetings.typed import rules as typed
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

CHOICES = 25

# ---------------------------------------------------------------- the form


async def suggest_groups(tx: Tx, who: Who, typed: str) -> list[tuple[str, str]]:
    """Offer the groups they may plan for: what to show, and the value behind it."""
    part = typed.strip().casefold()
    found = [(group.name, str(group.id)) for group in await run_groups(tx, who)]
    return [choice for choice in found if part in choice[0].casefold()][:CHOICES]


async def start_form(tx: Tx, who: Who, group: str, zone: str = "", place: str = "") -> Form:
    """Open the form for a group (picked or typed); zone and place wait in a draft."""
    lang = await privacy.language_for(tx, who)
    chosen = await _find_group(tx, who, lang, group)
    draft = Draft(
        group_id=chosen.id,
        zone=await _find_zone(tx, chosen, lang, zone),
        where=typed.check_place(lang, place),
    )
    return messages.meeting_form(lang, "new", await _keep(tx, who, draft), {})


async def _find_group(tx: Tx, who: Who, lang: str, picked: str) -> Group:
    allowed = await run_groups(tx, who)
    if not allowed:
        raise Refused(messages.nothing_to_plan_for(lang))
    found = {str(group.id): group for group in allowed} | {g.name.casefold(): g for g in allowed}
    if picked.strip().casefold() not in found:
        names = [group.name for group in allowed]
        raise Refused(messages.no_such_group(lang, suggest(picked, names) or names[:3]))
    return found[picked.strip().casefold()]


async def _find_zone(tx: Tx, group: Group, lang: str, zone: str) -> str:
    if zone.strip():
        return find_zone(zone, lang)
    usual = (await servers.server_of(tx, group.server_id)).zone
    if usual is None:
        raise Refused(messages.no_zone(lang))
    return usual


async def correct_form(tx: Tx, who: Who, ref: str, values: Values, *, name: str) -> Form:
    """Open the form again, filled in; what was picked before it waits a while longer."""
    lang = await privacy.language_for(tx, who)
    draft = await _open(tx, who, lang, ref)
    await _keep(tx, who, draft, ref)
    if name == "until":
        return messages.end_form(lang, name, ref, _text(values, "until"))
    filled = {key: _text(values, key) for key in rules.FIELDS}
    if name == onedate.MOVE:
        return onedate.move_form(lang, ref, draft.zone, filled)
    return messages.meeting_form(lang, name, ref, filled)


def _text(values: Values, name: str) -> str:
    value = values.get(name, "")
    return value if isinstance(value, str) else ""


async def submit_form(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Read what was typed; show the preview, or refuse and say what would be understood."""
    lang = await privacy.language_for(tx, who)
    draft = await _open(tx, who, lang, sent.ref)
    typed_now: Mapping[str, str] = {key: _text(sent.values, key) for key in rules.FIELDS}
    if sent.form == onedate.MOVE:  # it asks for the day and the time alone
        typed_now = {**draft.typed, **{key: typed_now[key] for key in ("days", "time")}}
    if draft.only and rules.says_series(lang, draft, typed_now, tx.now):
        draft, typed_now = await onedate.widen(tx, who, draft, typed_now)
    read = rules.read_form(lang, draft, typed_now, tx.now)
    await _check_group(tx, who, lang, read)
    await onedate.check(tx, lang, read, moves=sent.form == onedate.MOVE)
    shown = await _preview(tx, who, lang, read, sent.ref)
    return shown if sent.form in ("new", onedate.MOVE) else Edit(shown)


async def _check_group(tx: Tx, who: Who, lang: str, draft: Draft) -> Group:
    """Look again whether they may plan here, and whether the bot may write here."""
    group = await groups.visible_group(tx, who, draft.group_id)
    if not await groups.may_schedule(tx, who, group):
        raise Refused(messages.may_not_plan(lang))
    lacks = who.rights.bot_lacks(group.channel_id)
    if lacks:
        raise Refused(messages.cannot_write(lang, group.channel_id, lacks))
    return group


# ---------------------------------------------------------------- the preview


async def _preview(
    tx: Tx, who: Who, lang: str, draft: Draft, draft_id: str, said: str = ""
) -> Message:
    """Keep the draft for 15 minutes from now, and show all of it."""
    changed = replace(draft, version=draft.version + 1)
    draft_id = await _keep(tx, who, changed, draft_id)
    group = await groups.visible_group(tx, who, draft.group_id)
    rule = rules.rule_of(changed)
    if rule.until is not None and rule.until < rule.first:
        raise Refused(messages.ends_too_early(lang, rule.first, rule.until))
    check_rule(rule, lang)
    own = {} if draft.only else await editing.own_dates(tx, draft, rule)
    starts = [o.start for o in islice(occurrences(rule, tx.now, own), SHOWN_DATES)]
    clocks = rules.find_clock_changes(rule, tx.now)
    said = said or editing.say_scope(lang, draft)
    shown = previewing.Preview(
        draft_id, changed, group.name, group.channel_id, starts, clocks, said
    )
    return previewing.preview(lang, shown)


async def change_draft(tx: Tx, who: Who, press: Press) -> Answer:
    """Take what was picked in the preview, and show it anew; "a date" asks for it in a form."""
    lang = await privacy.language_for(tx, who)
    draft_id = press.ref.partition(".")[0]
    draft = await _open(tx, who, lang, draft_id)
    if press.action == "change":
        return messages.meeting_form(lang, "again", draft_id, draft.typed)
    if press.action == "end" and press.values == ("date",):
        until = "" if draft.ends == "never" or draft.ends.isdigit() else draft.ends
        return messages.end_form(lang, "until", draft_id, until)
    if press.action == "scope":
        picked = await onedate.choose_scope(tx, who, draft, press.values)
    else:
        picked = rules.pick(draft, press.action, press.values)
    return Edit(await _preview(tx, who, lang, picked, draft_id))


async def submit_end(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take the last day of the series."""
    lang = await privacy.language_for(tx, who)
    draft = await _open(tx, who, lang, sent.ref)
    today = tx.now.astimezone(ZoneInfo(draft.zone)).date()
    until = typed.parse_date(lang, _text(sent.values, "until"), today)
    ended = replace(draft, ends=until.isoformat())
    return Edit(await _preview(tx, who, lang, ended, sent.ref))


# ---------------------------------------------------------------- Save, or not


async def save(tx: Tx, who: Who, press: Press) -> Answer:
    """Save the meeting once, however often and by however many Save is pressed."""
    lang = await privacy.language_for(tx, who)
    draft_id, _, version = press.ref.partition(".")
    draft = await _open(tx, who, lang, draft_id)
    if version != str(draft.version):
        said = messages.look_again(lang)
        return Edit(await _preview(tx, who, lang, draft, draft_id, said))
    group = await _check_group(tx, who, lang, draft)
    if draft.meeting_id:
        edit = await (onedate if draft.only else editing).save(tx, who, draft)
        await _keep(tx, who, replace(draft, saved_as=edit), draft_id)
        return Edit(await editing.show_done(tx, who, edit))
    start = next(occurrences(rules.rule_of(draft), tx.now), None)
    if start is None:
        raise Refused(messages.time_has_passed(lang))
    await store.lock_group(tx, group.id)
    same = await store.find_same(tx, group.id, draft.title, rules.rule_of(draft))
    if same is None:
        await _add(tx, who, draft)
    elif not rules.says_the_same(same, draft):
        raise Refused(messages.already_there(lang, draft.title))
    return Edit(messages.saved(lang, draft.title, group.channel_id, start.start, draft.leads))


async def _add(tx: Tx, who: Who, draft: Draft) -> None:
    values = {
        "group_id": draft.group_id,
        "title": draft.title,
        "zone": draft.zone,
        "rule": rules.rule_of(draft).to_json(),
        "minutes": draft.minutes,
        "place": draft.where,
        "place_in_public": draft.where_in_public,
        "note": draft.note,
        "leads": ",".join(str(lead) for lead in draft.leads),
        "created_by": who.member_id,
        "created_at": tx.now,
        "planned_until": tx.now,
    }
    await wake(tx, [await store.add_meeting(tx, values)])
    await renew(tx, draft.group_id)


async def drop(tx: Tx, who: Who, press: Press) -> Answer:
    """Forget the draft."""
    await privacy.drop_draft(tx, who.member_id, press.ref.partition(".")[0])
    return Edit(messages.dropped(await privacy.language_for(tx, who)))


# ---------------------------------------------------------------- drafts


async def _keep(tx: Tx, who: Who, draft: Draft, draft_id: str | None = None) -> str:
    return await privacy.keep_draft(tx, who.member_id, MEETINGS, rules.pack(draft), draft_id)


async def _open(tx: Tx, who: Who, lang: str, draft_id: str) -> Draft:
    data = await privacy.open_draft(tx, who.member_id, MEETINGS, draft_id)
    if data is None:
        raise Refused(messages.draft_expired(lang))
    return rules.unpack(data)
