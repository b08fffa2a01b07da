"""The ladder of a call for help: whom it asks, when, and what moves it on.

Every deadline is a row. The whole ladder is queued in one commit when it is sent; whatever happens
later brings a step forward or takes it back. Who may be asked is looked at again at the moment of
sending (`bot.reach.answering`).
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.delivery.notes import OwedNote, name_note, post_note, post_notes
from bot.delivery.outbox import cancel_keys, hasten, state_of
from bot.delivery.owed import Lane, Note, Outcome, Verb
from bot.delivery.timers import Due, clear_timer, set_timer
from bot.reach.calling import service as calling
from bot.reach.clearing.service import clear_question, clear_talk
from bot.reach.duty import service as duty
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Asker, Person, Request, Step
from bot.reach.mornings import service as mornings
from bot.reach.past.store import keep_past
from bot.reach.rooms import service as rooms
from bot.reach.telling.service import tell
from bot.reach.willing.service import candidates_for, is_allowed
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.storage.database import Tx

FEATURE = "reach"


# ---------------------------------------------------------------- 1. it is sent


async def begin(
    tx: Tx, server: Server, asker: Asker, steps: Sequence[Step], *, drill: bool = False
) -> str:
    """Queue a whole ladder in one commit and return the request's id.

    Whoever has an open request keeps that one. With nobody to ask, the request says so at once.
    """
    await servers.ensure_server(tx, server.server_id)
    able = [step for step in steps if step.at is not None]
    first = rules.STEPS.index(able[0].role) if able else 0
    ends = tx.now + rules.minutes_of(server, first) if able else None
    fresh = store.make_id()
    request = Request(fresh, server.server_id, "asking", first, ends, 0, None, drill, asker)
    if not await store.add_request(tx, request):
        known = await store.find_request_of(tx, asker.member_id)
        return known.id if known else fresh
    for step in able:
        await _queue(tx, request, server, step)
    if ends is None:
        await _come_to_nobody(tx, request, server)
    else:
        await set_timer(tx, rules.STEP_TIMER, request.id, ends)
    return request.id


async def _queue(tx: Tx, request: Request, server: Server, step: Step) -> None:
    assert step.at is not None
    if step.role == "moderator":
        await calling.call(tx, request, server, step.at)
        return
    number = rules.STEPS.index(step.role)
    asked = enumerate(rules.first_asked(step))
    blank = Person("", request.id, number, 0, step.role, "waiting", step.at)
    people = [replace(blank, turn=turn, member_id=one.member_id) for turn, one in asked]
    await add_people(tx, people)


async def add_people(tx: Tx, people: Sequence[Person]) -> None:
    """Have these people asked, each when it is their turn."""
    ids = [store.make_id() for _ in people]
    named = [replace(one, id=fresh, note=fresh) for one, fresh in zip(people, ids, strict=True)]
    await store.add_people(tx, named)
    for one in named:
        await _post_question(tx, one)


async def _post_question(tx: Tx, person: Person) -> None:
    lane = Lane.HELP if person.due <= tx.now else Lane.ESCALATION
    ends = person.due + rules.NOTES_LAST
    await post_note(tx, question_for(person), lane=lane, due=person.due, not_after=ends)


def question_for(person: Person) -> Note:
    """Name the newest message that asks somebody."""
    return Note(person.member_id, FEATURE, "asked", person.note)


# ---------------------------------------------------------------- 2. a deadline passes


async def plan_steps(tx: Tx, dues: Sequence[Due]) -> None:
    """Ask the next, wherever nobody answered in time."""
    for due in dues:
        await climb(tx, due.subject_id, "time")


async def climb(tx: Tx, request_id: str, why: str) -> None:
    """Ask on: nobody answered in time, or whoever was with them is no longer ("helper_no", …)."""
    request = await store.find_request(tx, request_id, lock=True)
    if request is None:
        return
    if request.state == "taken":
        await _let_go(tx, request, why)
        await store.change_request(tx, request.id, state="asking", taker=None)
        again = replace(request, state="asking", taker=None)
        await ask_from(tx, again, again.step, anew=True)
    elif request.state == "asking":
        await ask_from(tx, request, request.step + 1)
    elif why == "time":
        await close(tx, request.id, "expired")


async def _let_go(tx: Tx, request: Request, why: str) -> None:
    person = await store.find_person(tx, request.taker or "")
    if person is not None:
        await store.change_person(tx, person.id, state="left", why=why[:12])
        await clear_question(tx, person)
        await clear_talk(tx, request)


async def ask_from(tx: Tx, request: Request, step: int, *, anew: bool = False) -> None:
    """Ask at the first step from here on that somebody can answer; `anew`: those before too."""
    server = await servers.server_of(tx, request.server_id)
    while step < len(rules.STEPS):
        if request.climbs_to(step) and await _ask_step(tx, request, server, step, anew=anew):
            ends = tx.now + rules.minutes_of(server, step)
            await store.change_request(tx, request.id, step=step, step_ends=ends)
            await set_timer(tx, rules.STEP_TIMER, request.id, ends)
            await tell(tx, request.id)
            return
        step, anew = step + 1, False
    await _come_to_nobody(tx, request, server)


async def _ask_step(tx: Tx, request: Request, server: Server, step: int, *, anew: bool) -> bool:
    """Ask a step now; False when nobody there can answer."""
    if step == rules.MODERATORS:
        return await calling.call_now(tx, request, server)
    people = await store.people_of(tx, request.id)
    concerned = [one for one in people if one.open and (one.step == step or anew)]
    able = [one for one in concerned if await is_allowed(tx, request, one)]
    for one in concerned:
        if one in able:
            await _bring_forward(tx, one, anew=anew)
        elif one.state == "waiting":
            await drop_person(tx, one, "away")
    return bool(await _fill_up(tx, request, step, room=len(able)) or able)


async def _bring_forward(tx: Tx, person: Person, *, anew: bool) -> None:
    """Ask somebody now who waits to be asked, or who was told that somebody else is there."""
    key = await name_note(tx, question_for(person))
    state = await state_of(tx, key)
    await store.change_person(tx, person.id, due=min(person.due, tx.now))
    if state == "waiting":
        await hasten(tx, [key])
    elif anew or state in (None, "cancelled", "skipped"):
        fresh = await store.name_note(tx, person, f"{person.id}.{int(tx.now.timestamp() * 1000)}")
        await _post_question(tx, replace(fresh, due=tx.now))


async def _fill_up(tx: Tx, request: Request, step: int, *, room: int) -> bool:
    """Ask helpers who are on duty and were not on the list, as far as not too many are asked."""
    if step != rules.HELPERS or room >= rules.HELPERS_AT_ONCE:
        return False
    choice = request.asker.choice
    found = await candidates_for(
        tx, request.asker_id, request.server_id, choice, drill=request.drill
    )
    known = await store.people_of(tx, request.id)
    asked = {one.member_id for one in known}
    fresh = [c for c in found if c.role == "helper" and not c.why and c.member_id not in asked]
    blank = Person("", request.id, step, len(known), "helper", "waiting", tx.now)
    chosen = fresh[: rules.HELPERS_AT_ONCE - room]
    await add_people(tx, [replace(blank, member_id=one.member_id) for one in chosen])
    return bool(chosen)


async def _come_to_nobody(tx: Tx, request: Request, server: Server) -> None:
    """Nobody is left to ask: say so plainly, and let moderators know again and again."""
    await set_timer(tx, rules.STEP_TIMER, request.id, tx.now + rules.OPEN_FOR)
    await store.change_request(tx, request.id, state="nobody", step_ends=None)
    if not request.calls and request.climbs_to(rules.MODERATORS):
        await calling.call(tx, request, server, tx.now)
    await mornings.arm(tx, request)
    await tell(tx, request.id)


# ---------------------------------------------------------------- 3. somebody cannot


async def skip(tx: Tx, person_id: str, why: str) -> None:
    """Go past somebody who cannot be asked; the next are asked at once if nobody else is."""
    person = await store.find_person(tx, person_id)
    if person is not None and person.open:
        await drop_person(tx, person, why)
        await move_on(tx, person)


async def settle_call(tx: Tx, outcome: Outcome) -> None:
    """Go on at once where the moderators cannot be called."""
    request = await calling.settle(tx, outcome)
    if request and request.state == "asking" and request.step == rules.MODERATORS:
        await climb(tx, request.id, "closed")


async def drop_person(tx: Tx, person: Person, why: str) -> None:
    """Take somebody off the list of a request."""
    await store.change_person(tx, person.id, state="skipped", why=why[:12])
    if person.member_id:
        await cancel_keys(tx, [await name_note(tx, question_for(person))])
        await clear_question(tx, person)


async def move_on(tx: Tx, person: Person) -> None:
    """This person is out: ask another helper, or the next step if nobody is left in theirs."""
    request = await store.find_request(tx, person.request_id, lock=True)
    if request is None or request.state != "asking" or request.step != person.step:
        return
    people = await store.people_of(tx, request.id)
    left = [one for one in people if one.step == person.step and one.open and one.member_id]
    if not await _fill_up(tx, request, person.step, room=len(left)) and not left:
        await ask_from(tx, request, person.step + 1)


# ---------------------------------------------------------------- 4. somebody is with them


async def take(tx: Tx, request: Request, person: Person) -> bool:
    """Hand the request to this person; False when somebody was faster. The others are told."""
    if not await store.take(tx, request.id, person.id):
        return False
    await store.change_person(tx, person.id, state="taken", answered_at=tx.now)
    await _stop_asking(tx, request, "taken", but=person.id)
    await clear_timer(tx, rules.STEP_TIMER, request.id)
    if person.role != "moderator" and not request.drill:
        await duty.count_taken(tx, request.server_id, person.member_id, request.id, hard=False)
    return True


async def _stop_asking(tx: Tx, request: Request, why: str, *, but: str = "") -> None:
    """Take back what waits, and tell everybody who was asked that they are not needed now."""
    for person in await store.people_of(tx, request.id):
        told = person.open or person.state == "taken"
        if told and person.member_id and person.id != but:
            await _take_back(tx, person, why)
            await rooms.reword(tx, person.id)
    await calling.end_calls(tx, request, why)


async def _take_back(tx: Tx, person: Person, why: str) -> None:
    key = await name_note(tx, question_for(person))
    await cancel_keys(tx, [key])
    hears = why == "closed" and (person.state, person.role) == ("taken", "helper")  # afterwards
    over = Note(person.member_id, FEATURE, f"asked_{'over' if hears else why}", person.note)
    edit = OwedNote(
        note=over,
        lane=Lane.ESCALATION,
        due=tx.now,
        not_after=tx.now + rules.NOTES_LAST,
        verb=Verb.EDIT,
        target=key,
    )
    await post_notes(tx, [edit])


# ---------------------------------------------------------------- 5. it is over


async def close(tx: Tx, request_id: str, why: str) -> None:
    """End a request: what was sealed about it is gone, and only a count remains."""
    request = await store.find_request(tx, request_id, lock=True, erased=True)
    if request is None:
        return
    await keep_past(tx, request, await store.people_of(tx, request.id))
    await _stop_asking(tx, request, "closed")
    await clear_talk(tx, request)
    await mornings.disarm(tx, request)
    await clear_timer(tx, rules.STEP_TIMER, request.id)
    if not request.drill:
        await store.count_end(tx, request.server_id, tx.now.strftime("%Y-%m"), why[:10])
        await _ask_after(tx, request)
    await store.drop_request(tx, request.id)
    tx.scrub()


async def _ask_after(tx: Tx, request: Request) -> None:
    """Ask the helper who was with them how it was for them."""
    taker = await store.find_person(tx, request.taker) if request.taker else None
    if taker is not None and taker.role == "helper" and taker.member_id:
        await duty.ask_after(tx, request.server_id, taker.member_id, request.id)
