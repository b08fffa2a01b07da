"""Who could be asked to be with somebody now, and what keeps the others."""

from dataclasses import replace

from bot.delivery.private import dm_of
from bot.reach.duty import service as duty
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Candidate, Choice, Person, Request
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.sponsors import service as sponsors
from bot.storage.database import Tx


async def candidates_for(
    tx: Tx,
    member_id: int,
    server_id: int,
    choice: Choice,
    *,
    drill: bool = False,
    own_blocks: bool = True,
) -> list[Candidate]:
    """List who could be asked: the sponsor, the stand-in, then helpers in turn.

    A sponsor who is on duty too is on it twice. Whom the member blocked, or who is under review, is
    not even on the list. In a drill, only helpers who agreed to drills are. Without `own_blocks`
    whom the member blocked is on it, to be counted and never asked.
    """
    supporters = [] if drill else await sponsors.supporters_of(tx, member_id, server_id)
    helpers = await duty.helpers_on_duty(tx, server_id, without={member_id}, drill=drill)
    found = [Candidate(one.member_id, one.role) for one in supporters]
    found += [Candidate(one.member_id, "helper") for one in helpers]
    server, taken = await servers.server_of(tx, server_id), await store.takers(tx, server_id)
    looked = [
        await _look_at(tx, one, server, taken)
        for one in found
        if await sponsors.may_reach(tx, member_id, one.member_id, server_id, own_blocks=own_blocks)
    ]
    return rules.leave_out(looked, choice.left)


async def _look_at(tx: Tx, one: Candidate, server: Server, taken: set[int]) -> Candidate:
    """Say what keeps somebody from answering now, if anything does."""
    if one.member_id in taken:
        return replace(one, why="busy")
    closed = (await dm_of(tx, one.member_id)).closed_at is not None
    if closed and not (one.role == "helper" and server.helpers_channel_id):
        return replace(one, why="closed")
    if one.role == "helper":
        return one
    until = await sponsors.is_free_now(tx, one.member_id, for_help=True)
    return replace(one, why="quiet", until=until) if until else one


async def is_allowed(tx: Tx, request: Request, person: Person) -> bool:
    """Tell whether somebody may be asked for this request at this moment."""
    found = await candidates_for(
        tx, request.asker_id, request.server_id, request.asker.choice, drill=request.drill
    )
    return any(
        one.member_id == person.member_id and one.role == person.role and not one.why
        for one in found
    )
