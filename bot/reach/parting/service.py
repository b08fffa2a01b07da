"""Somebody leaves in the middle of a call for help: paused, reported, kept apart, or erased."""

from collections.abc import Sequence

from bot.reach.clearing.service import take_out
from bot.reach.ladder import service as ladder
from bot.reach.ladder import store
from bot.reach.ladder.rules import Person
from bot.reach.minding import service as minding
from bot.reach.past import service as past
from bot.storage.database import Tx


async def let_go(tx: Tx, server_id: int, member_id: int) -> None:
    """Ask on wherever this person is asked or is with somebody: they are suspended or reported.

    They leave all private threads, so that it does not tell who reported.
    """
    for call_id in await past.calls_of(tx, member_id):
        await take_out(tx, call_id, member_id)
    for person in await store.asked_in_server(tx, server_id, member_id):
        await take_out(tx, person.request_id, member_id)
        await _leave(tx, person, "suspended")


async def part(tx: Tx, member_id: int, other_id: int) -> None:
    """These two are kept apart now: where one asked and the other was asked, ask on at once.

    Whom it is about leaves the private threads of the two, also of calls that ended within a day.
    It holds in every server.
    """
    for call_id in await past.shared_calls(tx, member_id, other_id):
        await take_out(tx, call_id, other_id, of=member_id)
    for asker_id, asked_id in ((member_id, other_id), (other_id, member_id)):
        request = await store.find_request_of(tx, asker_id)
        if request is None:
            continue
        await take_out(tx, request.id, other_id, of=member_id)
        for person in await store.people_of(tx, request.id):
            if person.member_id == asked_id:
                await _leave(tx, person, "blocked")
            if person.member_id == other_id and person.state == "taken":
                await minding.part_silently(tx, request, other_id)


async def _leave(tx: Tx, person: Person, why: str) -> None:
    if person.state == "taken":
        await ladder.climb(tx, person.request_id, why)
    else:
        await ladder.skip(tx, person.id, why)


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """Somebody was erased: what they asked is over, and where they were asked, the next are."""
    of_requests, of_people = await store.erased_sides(tx, key_ids)
    for request_id in of_requests:
        await ladder.close(tx, request_id, "erased")
    for person_id in of_people:
        person = await store.find_person(tx, person_id)
        if person is not None and person.state == "taken":
            await ladder.climb(tx, person.request_id, "erased")
        else:
            await ladder.skip(tx, person_id, "erased")
