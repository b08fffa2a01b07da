"""The morning after a night on which nobody came: they are asked whether somebody should write.

Only who wanted it gets it, and only if they are still asking.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.notes import clear_note_timer, post_note, set_note_timer
from bot.delivery.owed import Lane, Note, Skip
from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.calling import service as calling
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Request
from bot.reach.mornings import messages
from bot.reach.mornings.rules import is_night
from bot.reach.mornings.store import MORNING, name_morning
from bot.reach.telling.service import Outside, show_state
from bot.servers import service as servers
from bot.storage.database import Tx


async def arm(tx: Tx, request: Request) -> None:
    """Nobody is left to ask: ask the member in the morning, on their own clock, if they want it."""
    if not request.asker.choice.morning:
        return
    own = (await privacy.member_of(tx, request.asker_id)).zone
    server = await servers.server_of(tx, request.server_id)
    here = tx.now.astimezone(ZoneInfo(own or server.zone or "UTC"))
    await set_note_timer(tx, name_morning(request), rules.next_morning(here))


async def disarm(tx: Tx, request: Request) -> None:
    """It is over: nothing comes in the morning."""
    if request.asker_id:
        await clear_note_timer(tx, name_morning(request))


async def plan(tx: Tx, dues: Sequence[tuple[Note, Due]]) -> None:
    """It is morning: owe the note."""
    for note, _due in dues:
        zone = (await privacy.member_of(tx, note.member_id)).zone
        if zone and is_night(here := tx.now.astimezone(ZoneInfo(zone))):
            await set_note_timer(tx, note, rules.next_morning(here))  # they set it meanwhile
            continue
        ends = tx.now + rules.NOTES_LAST
        await post_note(tx, note, lane=Lane.ESCALATION, due=tx.now, not_after=ends)


async def render(tx: Tx, note: Note) -> Message | Skip:
    """Word the note, if still nobody came."""
    request = await store.find_request(tx, note.ref)
    if request is None or request.state != "nobody":
        return Skip("over")
    member = await privacy.member_of(tx, note.member_id)
    return messages.note(choose_language(member.language, request.lang), request.id)


async def _require_mine(tx: Tx, who: Who) -> Request:
    request = await store.find_request_of(tx, who.member_id)
    if request is None or request.state == "taken":
        raise Refused(messages.over(await privacy.language_for(tx, who)))
    return request


async def press_wish(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want to be asked in the morning, or not any more; the page says so from then on."""
    request = await _require_mine(tx, who)
    choice = replace(request.asker.choice, morning=press.action == "morning_on")
    asker = replace(request.asker, choice=choice)
    await store.put_asker(tx, request.id, asker)
    wished = replace(request, asker=asker)
    await disarm(tx, wished)
    await arm(tx, wished)
    return Edit(await show_state(tx, wished, outside=outside, who=who))


async def press_open(tx: Tx, who: Who, press: Press) -> Answer:
    """They opened the note."""
    del press
    request = await _require_mine(tx, who)
    return Edit(messages.question(await privacy.language_for(tx, who), request.id))


async def press_yes(tx: Tx, who: Who, press: Press) -> Answer:
    """Yes, somebody should write to them today: the moderators are called once more."""
    del press
    request = await _require_mine(tx, who)
    server = await servers.server_of(tx, request.server_id)
    asked = request.climbs_to(rules.MODERATORS) and server.moderators_channel_id is not None
    if asked:
        await calling.call(tx, request, server, tx.now)
    return Edit(messages.called(await privacy.language_for(tx, who), asked=asked))


def make_journey(outside: Outside) -> Journey:
    """List what the morning after adds to the feature."""
    press_it = partial(press_wish, outside=outside)
    return Journey(
        presses={
            "morning_on": press_it,
            "morning_off": press_it,
            "morning_open": press_open,
            "morning_yes": press_yes,
        },
        plan_notes={MORNING: plan},
        render_notes={MORNING: render},
    )
