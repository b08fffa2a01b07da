"""A call that was not a real one: two people have to say so, and moderators may then pause it.

A pause is of asking people alone, never of /help or its numbers. It has a reason, a first and a
last day, and the member reads all of it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip
from bot.delivery.timers import Due, set_timer
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.answering.messages import is_over
from bot.reach.answering.service import asked_for
from bot.reach.doubting import messages, rules, store
from bot.reach.duty import service as duty
from bot.reach.ladder import service as ladder
from bot.reach.ladder import store as calls
from bot.reach.ladder.rules import Person, Request
from bot.reach.past import store as past_calls
from bot.reach.past.rules import Asked
from bot.servers import service as servers
from bot.storage.database import Tx

DOUBT: Final = "reach.doubt"  # a note to moderators, and the timer that forgets what it is about
KEPT: Final = timedelta(days=7)


# ---------------------------------------------------------------- 1. two people say so


async def press_unreal(tx: Tx, who: Who, press: Press) -> Answer:
    """Somebody who was asked says that it was not a real one; the second ends it."""
    asked = await past_calls.find_asked(tx, press.ref)
    if asked is not None:
        return await _doubt_past(tx, who, asked)
    person, request = await asked_for(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    await calls.change_person(tx, person.id, unreal=True)
    people = await calls.people_of(tx, request.id)
    doubting = {one.member_id for one in people if one.unreal}
    if len(doubting) >= rules.ENOUGH:
        await _let_know(tx, request.id, request.asker_id, request.server_id)
        await ladder.close(tx, request.id, "unreal")
    else:
        await _step_back(tx, request, person)
    return Edit(messages.marked(lang, ended=len(doubting) >= rules.ENOUGH))


async def _doubt_past(tx: Tx, who: Who, asked: Asked) -> Answer:
    """They say so within a day after the end: the second brings it to the moderators."""
    lang = await privacy.language_for(tx, who)
    past = await past_calls.find_past(tx, asked.call_id, lock=True)
    if past is None or asked.member_id != who.member_id:
        raise Refused(is_over(lang))
    await past_calls.note_unreal(tx, asked)
    said = await past_calls.list_asked(tx, past.people)
    enough = len({one.member_id for one in said if one.unreal}) >= rules.ENOUGH
    if enough:
        await _let_know(tx, past.call_id, past.asker_id, past.server_id)
    return Edit(messages.marked_late(lang, enough=enough))


async def _step_back(tx: Tx, request: Request, person: Person) -> None:
    if request.taker == person.id:
        await ladder.climb(tx, request.id, "unreal")
    elif person.open:
        await calls.change_person(tx, person.id, state="no")
        await ladder.move_on(tx, person)


async def _let_know(tx: Tx, call_id: str, asker_id: int, server_id: int) -> None:
    """Count it against nobody's rest, and let moderators know."""
    await duty.discount(tx, call_id)
    await store.keep_doubt(tx, call_id, asker_id, server_id)
    await set_timer(tx, DOUBT, call_id, tx.now + KEPT)
    server = await servers.server_of(tx, server_id)
    if server.moderators_channel_id:
        owed = Owed(
            key=f"{DOUBT}:{call_id}",
            kind=DOUBT,
            ref=f"{server_id}.{call_id}",
            channel_id=server.moderators_channel_id,
            server_id=server_id,
            lane=Lane.ESCALATION,
            due=tx.now,
            not_after=tx.now + KEPT,
        )
        await post(tx, owed)


async def forget_doubts(tx: Tx, dues: Sequence[Due]) -> None:
    """A week is over: who it was is forgotten."""
    await store.drop_doubts(tx, [due.subject_id for due in dues])


# ---------------------------------------------------------------- 2. moderators look


async def render(tx: Tx, ref: str) -> Message | Skip:
    """Tell moderators, without a name, while it is known whom it is about."""
    server_id, _, doubt_id = ref.partition(".")
    if await store.find_doubt(tx, doubt_id) is None:
        return Skip("over")
    server = await servers.server_of(tx, int(server_id))
    return messages.to_moderators(choose_language(server.language, ""), doubt_id)


async def press_look(tx: Tx, who: Who, press: Press) -> Answer:
    """A moderator looks who it was."""
    member_id = await _require_doubt(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    pause = await store.find_pause(tx, who.server_id or 0, member_id)
    return messages.doubt(lang, press.ref, member_id, pause)


async def _require_doubt(tx: Tx, who: Who, doubt_id: str) -> int:
    await servers.require_moderator(tx, who)
    found = await store.find_doubt(tx, doubt_id)
    if found is None or found[1] != who.server_id:
        raise Refused(messages.doubt_over(await privacy.language_for(tx, who)))
    return found[0]


# ---------------------------------------------------------------- 3. and may pause it


async def press_pause(tx: Tx, who: Who, press: Press) -> Answer:
    """They want to pause asking people for this member."""
    await _require_doubt(tx, who, press.ref)
    return await pause_form(tx, who, press.ref, {})


async def pause_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask why and for how long."""
    lang = await privacy.language_for(tx, who)
    return messages.pause_form(
        lang, ref, str(typed.get("reason", "")), str(typed.get("days", rules.DAYS))
    )


async def submit_pause(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Pause asking people for this member."""
    member_id = await _require_doubt(tx, who, sent.ref)
    reason, days = (str(sent.values.get(name, "")).strip() for name in ("reason", "days"))
    return await pause_asking(tx, who, member_id, reason, days)


async def pause_asking(tx: Tx, who: Who, member_id: int, reason: str, days: str) -> Message:
    """Pause asking people for a member, for 1 to 30 days and a reason; 0 days ends a pause."""
    await servers.require_moderator(tx, who)
    lang = await privacy.language_for(tx, who)
    number = int(days) if days.isdecimal() and len(days) < 3 else rules.MOST_DAYS + 1
    if number > rules.MOST_DAYS or (number and not reason):
        raise Refused(messages.say_why_and_how_long(lang, rules.MOST_DAYS))
    assert who.server_id is not None
    await servers.ensure_server(tx, who.server_id)
    if not number:
        await store.drop_pause(tx, who.server_id, member_id)
        return messages.pause_ended(lang, member_id)
    pause = rules.Pause(tx.now, tx.now + timedelta(days=number), reason)
    await store.keep_pause(tx, who.server_id, member_id, pause)
    return messages.pause_begun(lang, member_id, pause)


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """Somebody was erased: their pause goes with them."""
    await store.drop_pauses_under(tx, key_ids)


JOURNEY = Journey(
    presses={"unreal": press_unreal, "doubt": press_look, "doubt_pause": press_pause},
    submits={"doubt_pause": submit_pause},
    forms={"doubt_pause": pause_form},
    opens_form=frozenset({"doubt_pause"}),
    plans={DOUBT: forget_doubts},
    renders={DOUBT: render},
    housekeep=(store.drop_old_pauses,),
)
