"""A helper's weekly hours: typed in one line, shown as what they mean, kept on a press."""

from dataclasses import replace

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.zones import find_zone
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.duty import rules as duty_rules
from bot.reach.duty import store
from bot.reach.duty.rules import Duty
from bot.reach.duty.service import find_own
from bot.reach.hours import messages, rules
from bot.reach.serving.service import after_change, begin
from bot.servers import service as servers
from bot.storage.database import Tx

DRAFT = "reach"


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """1. Ask for a week in one line, the zone and a limit, filled in with what is known."""
    duty = await find_own(tx, who, ref)
    known = await _known(tx, who, duty)
    given = {name: typed.get(name, value) for name, value in known.items()} if typed else known
    lang = await privacy.language_for(tx, who)
    return messages.hours_form(lang, str(duty.server_id), given)


async def _known(tx: Tx, who: Who, duty: Duty) -> dict[str, str]:
    """Say what is known so far: their own zone, or else the server's."""
    zone = duty.zone or (await privacy.member_of(tx, who.member_id)).zone
    zone = zone or (await servers.server_of(tx, duty.server_id)).zone
    most = "" if duty.most is None else str(duty.most)
    return {"week": duty.hours or "", "zone": zone or "", "most": most}


async def _open_form(tx: Tx, who: Who, press: Press) -> Answer:
    return await build_form(tx, who, press.ref, {})


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """2. Read it, keep it as a draft, and show what the coming week would be."""
    duty = await find_own(tx, who, sent.ref)
    return Edit(await _preview(tx, who, duty, messages.typed_again(sent.values)))


async def propose(tx: Tx, who: Who, week: str, zone: str) -> Message:
    """Read hours that were typed into the command; what is left out stays as it is."""
    duty = await begin(tx, who)
    if isinstance(duty, Message):
        return duty
    known = await _known(tx, who, duty)
    typed = {name: value for name, value in (("week", week), ("zone", zone)) if value}
    return await _preview(tx, who, duty, known | typed)


async def _preview(tx: Tx, who: Who, duty: Duty, given: dict[str, str]) -> Message:
    lang = await privacy.language_for(tx, who)
    wished = _read(duty, given, lang)
    draft_id = await privacy.keep_draft(tx, who.member_id, DRAFT, given)
    week_ends = tx.now + duty_rules.WEEK
    shifts = [one for one in duty_rules.shifts_of(wished, tx.now) if one[0] < week_ends]
    changes = [one for one in shifts if duty_rules.is_changed(one, wished.zone)]
    ref = f"{duty.server_id}.{draft_id}"
    return messages.preview(lang, wished, shifts, changes, ref)


def _read(duty: Duty, given: dict[str, str], lang: str) -> Duty:
    week = rules.read_week(given["week"], lang) if given["week"].strip() else None
    if not given["zone"].strip():
        raise Refused(messages.no_zone(lang))
    zone, most = find_zone(given["zone"], lang), rules.read_most(given["most"], lang)
    return replace(
        duty, hours=week, zone=zone, most=most, on_until=None, off_since=None, off_until=None
    )


async def _open_draft(tx: Tx, who: Who, press: Press) -> dict[str, str]:
    draft = await privacy.open_draft(tx, who.member_id, DRAFT, press.ref.partition(".")[2])
    if draft is None:
        raise Refused(messages.draft_gone(await privacy.language_for(tx, who)))
    return draft


async def _fix(tx: Tx, who: Who, press: Press) -> Answer:
    """3. Something is not right: the form again, with what was typed."""
    return await build_form(tx, who, press.ref, await _open_draft(tx, who, press))


async def _keep(tx: Tx, who: Who, press: Press) -> Answer:
    """4. It is right: keep it, and plan the reminders before each shift."""
    duty = await find_own(tx, who, press.ref)
    draft = await _open_draft(tx, who, press)
    wished = _read(duty, draft, await privacy.language_for(tx, who))
    await privacy.drop_draft(tx, who.member_id, press.ref.partition(".")[2])
    new = {"hours": wished.hours, "zone": wished.zone, "most": wished.most}
    await store.change_duty(tx, duty.server_id, who.member_id, **new)
    return Edit(await after_change(tx, who, duty))


JOURNEY = Journey(
    presses={"duty_hours": _open_form, "duty_fix": _fix, "duty_keep": _keep},
    forms={"duty_hours": build_form},
    submits={"duty_hours": submit},
    opens_form=frozenset({"duty_hours", "duty_fix"}),
)
