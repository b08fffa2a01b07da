"""The side of somebody who is asked: a neutral line, then who it is, and what they can say.

Whether they may be asked at all is looked at when the message is sent, not when it was queued.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Form, Message, Row, Values
from bot.core.press import Press, Submission, Who
from bot.core.wall_time import read_time
from bot.delivery.owed import End, LookFirst, Note, Outcome, Skip
from bot.delivery.sightings import sighting
from bot.privacy import service as privacy
from bot.reach.answering import messages
from bot.reach.calling import service as calling
from bot.reach.clearing.messages import cleared
from bot.reach.duty import service as duty
from bot.reach.ladder import rules, store
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Person, Request
from bot.reach.past.store import find_asked
from bot.reach.rooms import service as rooms
from bot.reach.telling.service import Outside, tell
from bot.reach.willing.service import is_allowed
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.servers.vouching.service import What, where_to_look
from bot.sponsors import service as sponsors
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. the message goes out


async def render_question(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Ask, if they may be asked at this moment; who asks stands behind the button."""
    person, request = await _about(tx, note.ref)
    if person is None or request is None or person.member_id != note.member_id:
        return Skip("over")
    what: What = "helper" if person.role == "helper" else "sponsor"
    place = await where_to_look(tx, request.server_id, note.member_id, what)
    seen = await sighting(tx, place, note.member_id)
    if seen is None:
        return LookFirst(place)
    return await word_for(tx, person.id) if seen else Skip("gone")


async def word_for(tx: Tx, person_id: str) -> Message | Skip:
    """Word the question for somebody, if they may be asked at this moment."""
    person, request = await _about(tx, person_id)
    if person is None or request is None or not person.open:
        return Skip("over")
    if request.state not in ("asking", "nobody"):
        return Skip("over")
    if not await is_allowed(tx, request, person):
        return Skip("away")
    member = await privacy.member_of(tx, person.member_id)
    lang = choose_language(member.language, request.lang)
    return messages.question(lang, person.id, drill=request.drill)


async def _about(tx: Tx, ref: str) -> tuple[Person | None, Request | None]:
    person = await store.find_person(tx, ref.partition(".")[0])
    return person, await store.find_request(tx, person.request_id) if person else None


async def render_over(tx: Tx, note: Note) -> Message:
    """Say in a message from before that they are not needed now, or no more."""
    member = await privacy.member_of(tx, note.member_id)
    lang = choose_language(member.language, "")
    doubt = await _doubt(tx, lang, note.ref.partition(".")[0])
    if note.what == "asked_over":
        return replace(cleared(lang), rows=doubt)
    return replace(messages.not_needed(lang, taken=note.what == "asked_taken"), rows=doubt)


async def _doubt(tx: Tx, lang: str, person_id: str) -> tuple[Row, ...]:
    """Let them say for a day after the end that it was not a real one, unless they did."""
    asked = await find_asked(tx, person_id)
    return (messages.doubt_row(lang, person_id),) if asked and not asked.unreal else ()


async def word_now(tx: Tx, person_id: str) -> Message | Skip:
    """Word what stands in the thread of somebody who is asked there: the question, or its end."""
    person, request = await _about(tx, person_id)
    if person is not None and request is not None and person.open and request.state != "taken":
        return await word_for(tx, person_id)
    member = await privacy.member_of(tx, person.member_id) if person else None
    lang = choose_language(member.language if member else None, request.lang if request else "")
    if person is not None and request is not None and not person.open:
        return Skip("theirs") if request.taker == person.id else cleared(lang)
    doubt = await _doubt(tx, lang, person_id)
    return replace(messages.not_needed(lang, taken=request is not None), rows=doubt)


async def settle_question(tx: Tx, outcome: Outcome) -> None:
    """It arrived, or it did not: then the next are asked without waiting."""
    person, request = await _about(tx, outcome.ref)
    if person is None or request is None or person.note != outcome.ref or not person.open:
        return
    if outcome.end is End.SENT:
        await note_asked(tx, request, person)
    elif outcome.end is End.REFUSED and person.role == "helper":
        server = await servers.server_of(tx, request.server_id)
        if await rooms.open_room(tx, server, person.id, person.member_id):
            await rooms.reword(tx, person.id)
            await note_asked(tx, request, person)
        else:
            await ladder.skip(tx, person.id, "closed")
    elif outcome.code != "over":
        await ladder.skip(tx, person.id, "closed" if outcome.end is End.REFUSED else outcome.code)


async def note_asked(tx: Tx, request: Request, person: Person) -> None:
    """They have the message now, in private or in a thread of their own."""
    await store.change_person(tx, person.id, state="asked", asked_at=tx.now)
    if request.drill:
        return
    if person.role == "helper":
        await duty.note_asked(tx, request.server_id, [person.member_id])
    elif person.role != "moderator":
        await sponsors.record_telling(tx, request.asker_id, person.member_id, "help")


# ---------------------------------------------------------------- 2. they look who it is


async def open_question(tx: Tx, who: Who, press: Press) -> Answer:
    """They pressed Open: now they read who it is, and what was written for them."""
    person, request = await asked_for(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    return Edit(messages.opened(lang, request, person.id))


async def asked_for(tx: Tx, who: Who, ref: str) -> tuple[Person, Request]:
    """Find what they are asked for. Raises `Refused` when it is over or somebody is with them."""
    person, request = await _about(tx, ref)
    lang = await privacy.language_for(tx, who)
    if person is None or request is None or person.member_id != who.member_id:
        raise Refused(messages.is_over(lang))
    if request.state == "taken" and request.taker != person.id:
        raise Refused(messages.somebody_is(lang))
    if person.state in ("skipped", "left"):
        raise Refused(messages.is_over(lang))
    return person, request


# ---------------------------------------------------------------- 3. they are with them


async def acknowledge(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They said "I'm with them": the first one is, and everybody else reads it."""
    person, request = await asked_for(tx, who, press.ref)
    if not await sponsors.may_reach(tx, request.asker_id, who.member_id, request.server_id):
        raise Refused(messages.is_over(await privacy.language_for(tx, who)))
    return Edit(await _come(tx, who, request, person, outside=outside))


async def _come(tx: Tx, who: Who, request: Request, person: Person, *, outside: Outside) -> Message:
    """Bring this person together with whoever asked, unless somebody was faster."""
    taken = replace(request, state="taken", taker=person.id)
    if request.taker != person.id:
        if not await ladder.take(tx, request, person):
            return messages.not_needed(await privacy.language_for(tx, who), taken=True)
        if request.drill:
            return await outside.end_drill(tx, taken)
        await outside.connect(tx, taken, person.member_id)
    return await outside.word_helper(tx, taken, person.member_id)


async def take_call(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """A moderator takes a call out of their channel; only now they learn who it is."""
    await servers.require_moderator(tx, who)
    lang = await privacy.language_for(tx, who)
    request = await store.find_request(tx, press.ref, lock=True)
    if request is None or request.server_id != who.server_id:
        raise Refused(messages.is_over(lang))
    if request.asker_id == who.member_id:
        raise Refused(messages.is_you(lang))
    if not await sponsors.may_reach(tx, request.asker_id, who.member_id, request.server_id):
        return await _seem_late(tx, request, lang)
    person = await _as_person(tx, who, request)
    return await _come(tx, who, request, person, outside=outside)


async def _seem_late(tx: Tx, request: Request, lang: str) -> Answer:
    """Answer a moderator who is kept apart from whoever asked: as if somebody had been faster.

    Then that one would have given it back at once: a fresh note takes the place of this one, and
    the others can come as before. So nobody learns from it who asked.
    """
    if request.state != "taken":
        await calling.renew(tx, request, await servers.server_of(tx, request.server_id))
    return Edit(messages.not_needed(lang, taken=True))


async def _as_person(tx: Tx, who: Who, request: Request) -> Person:
    people = await store.people_of(tx, request.id)
    for one in people:
        if one.member_id == who.member_id and (one.open or one.id == request.taker):
            return one
    person = Person(
        store.make_id(),
        request.id,
        rules.MODERATORS,
        len(people),
        "moderator",
        "asked",
        tx.now,
        member_id=who.member_id,
    )
    await store.add_people(tx, [person])
    return person


# ---------------------------------------------------------------- 4. they cannot


async def refuse(tx: Tx, who: Who, press: Press) -> Answer:
    """They can't right now: the next are asked, and they may say when they are free."""
    person, _request = await asked_for(tx, who, press.ref)
    lang = await privacy.language_for(tx, who)
    if person.open:
        await store.change_person(tx, person.id, state="no", answered_at=tx.now)
        await ladder.move_on(tx, replace(person, state="no"))
    others = await _is_asked_on(tx, person)
    return Edit(messages.thanks_anyway(lang, person.id, others=others))


async def _is_asked_on(tx: Tx, person: Person) -> bool:
    """Tell whether anybody else is asked at this moment."""
    request = await store.find_request(tx, person.request_id)
    people = await store.people_of(tx, person.request_id)
    others = [one for one in people if one.open and one.id != person.id]
    return request is not None and (
        request.calls > 0 or any(one.step <= request.step for one in others)
    )


async def press_free(tx: Tx, who: Who, press: Press) -> Answer:
    """They pressed "Free at …"."""
    return await free_form(tx, who, press.ref, {})


async def free_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask when they are free."""
    return messages.free_form(await privacy.language_for(tx, who), ref, str(typed.get("time", "")))


async def submit_free(tx: Tx, who: Who, sent: Submission) -> Answer:
    """They said when they are free; whoever asked reads it."""
    person, request = await asked_for(tx, who, sent.ref)
    lang = await privacy.language_for(tx, who)
    server = await servers.server_of(tx, request.server_id)
    free = await _read_moment(tx, who, server, str(sent.values.get("time", "")))
    if free is None:
        raise Refused(messages.not_a_time(lang))
    await store.change_person(tx, person.id, free_at=free)
    if person.state == "no":
        await tell(tx, request.id)
    return Edit(messages.free_noted(lang, person.id, free))


async def _read_moment(tx: Tx, who: Who, server: Server, typed: str) -> datetime | None:
    """Read a time of day as the next such moment on their clock, else the server's."""
    time = read_time(typed.strip())
    if time is None:
        return None
    zone = (await privacy.member_of(tx, who.member_id)).zone or server.zone or "UTC"
    here = tx.now.astimezone(ZoneInfo(zone))
    moment = datetime.combine(here.date(), time, ZoneInfo(zone))
    if moment <= here:
        moment = datetime.combine(here.date() + timedelta(days=1), time, ZoneInfo(zone))
    return moment
