"""Who is on duty when: uncovered hours, shifts to take, and for moderators the people."""

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.journeys import Journey
from bot.privacy.service import language_for
from bot.reach.duty import rules as duty_rules
from bot.reach.duty import store
from bot.reach.duty.service import helpers_on_duty, may_be_asked
from bot.reach.handing import service as handing
from bot.reach.hours import service as hours
from bot.reach.resting import service as resting
from bot.reach.rota import messages, rules
from bot.reach.rota.rules import Rota
from bot.reach.serving import service as serving
from bot.reach.shifts import service as shifts
from bot.reach.shifts.rules import open_shifts
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.storage.database import Tx


async def show(tx: Tx, who: Who, ref: str = "") -> Message:
    """Show the coming week: to moderators with names, to helpers without."""
    server_id = who.server_id or duty_rules.read_id(ref)
    moderates = await servers.is_moderator(tx, who)
    duty = await store.find_duty(tx, server_id, who.member_id)
    trusted = await vouching.is_trusted(tx, server_id, who.member_id, "helper")
    helps = duty is not None and trusted
    lang = await language_for(tx, who)
    if not moderates and not helps:
        raise Refused(messages.not_for_you(lang))
    rota = await _look(tx, server_id)
    if moderates:
        return messages.for_moderators(lang, rota, helps=helps)
    return messages.for_helpers(lang, rota)


async def _look(tx: Tx, server_id: int) -> Rota:
    said = await store.shifts_of(tx, server_id, tx.now)
    duties = await may_be_asked(tx, server_id)
    spans = [span for duty in duties for span in duty_rules.duty_spans(duty, said, tx.now)]
    standings = await vouching.everybody(tx, server_id)
    return Rota(
        server_id,
        tx.now,
        on=await helpers_on_duty(tx, server_id),
        gaps=rules.find_gaps(spans, tx.now),
        open=open_shifts(said, tx.now),
        unsure=rules.unsure_shifts(said, tx.now),
        duties=duties,
        standings=sorted(standings, key=lambda one: not one.waits),
    )


async def _press(tx: Tx, who: Who, press: Press) -> Answer:
    return Edit(await show(tx, who, press.ref))


async def housekeep(tx: Tx) -> None:
    """Every night: forget shifts and talks that are over for more than a week."""
    before = tx.now - duty_rules.TAKINGS_KEPT
    await store.forget_shifts(tx, before)
    await store.forget_takings(tx, before)


JOURNEYS = (
    serving.JOURNEY,
    hours.JOURNEY,
    shifts.JOURNEY,
    handing.JOURNEY,
    resting.JOURNEY,
    Journey(presses={"duty_rota": _press}, housekeep=(housekeep,)),
)
