"""Who is on duty, in which order to ask them, and how the load is spread."""

from collections.abc import Collection
from datetime import datetime

from bot.core.errors import Refused
from bot.core.press import Place, Who
from bot.delivery.notes import post_note
from bot.delivery.owed import Lane, LookFirst, Note, Skip
from bot.delivery.private import dm_of
from bot.delivery.sightings import sighting
from bot.privacy.service import language_for
from bot.privacy.trying.rules import Result
from bot.reach.duty import messages, rules, store
from bot.reach.duty.rules import Duty, Helper, Page, Said
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.sponsors.service import is_under_review
from bot.storage.database import Tx

__all__ = ["Helper", "count_taken", "discount", "helpers_on_duty", "next_shift", "note_asked"]

HERE = 0  # as a channel: only whether somebody is in the server
AFTER, DEBRIEF = "duty.after", "duty.debrief"  # what the notes after a talk are called


# ---------------------------------------------------------------- asked for by the ladder


async def helpers_on_duty(
    tx: Tx, server_id: int, *, without: Collection[int] = (), drill: bool = False
) -> list[Helper]:
    """List the approved adults on duty now, in the order in which to ask them.

    A rest and a limit lower somebody's turn, but never empty the list. Nobody under review is on
    it; for a drill, only who agreed to drills.
    """
    said = await store.shifts_of(tx, server_id, tx.now)
    on = [
        (duty, helper)
        for duty in await may_be_asked(tx, server_id)
        if duty.member_id not in without
        and (duty.drills_since is not None or not drill)
        and (helper := rules.on_duty(duty, said, tx.now)) is not None
        and not await is_under_review(tx, server_id, duty.member_id)
    ]
    taken = await store.count_takings(tx, server_id, tx.now - rules.WEEK)
    limit = (await servers.server_of(tx, server_id)).helper_limit
    return rules.in_turn(on, taken, limit)


async def is_last_on_duty(tx: Tx, server_id: int, member_id: int) -> bool:
    """Tell whether this person is on duty now, and nobody else is."""
    return [one.member_id for one in await helpers_on_duty(tx, server_id)] == [member_id]


async def may_be_asked(tx: Tx, server_id: int) -> list[Duty]:
    """List the helpers of a server who may be asked when they are on duty."""
    trusted = await vouching.trusted_ids(tx, server_id, "helper")
    return await store.duties_of(tx, server_id, trusted)


async def page_of(tx: Tx, duty: Duty, result: Result = "") -> Page:
    """Gather what somebody's own page shows."""
    said = await store.shifts_of(tx, duty.server_id, tx.now)
    server = await servers.server_of(tx, duty.server_id)
    helper = rules.on_duty(duty, said, tx.now)
    taken = await store.count_takings(tx, duty.server_id, tx.now - rules.WEEK)
    shifts = rules.shifts_of(duty, tx.now)
    closed = (await dm_of(tx, duty.member_id)).closed_at is not None
    return Page(
        duty,
        tx.now,
        spans=rules.duty_spans(duty, said, tx.now),
        shifts=[(span, rules.said_of(duty, span, said)) for span in shifts],
        limit=server.helper_limit if duty.most is None else duty.most,
        taken=taken.get(duty.member_id, 0),
        is_on=helper is not None,
        until=helper.until if helper else None,
        result="closed" if closed and not result else result,
        has_room=server.helpers_channel_id is not None,
    )


async def look_if_here(tx: Tx, duty: Duty) -> Skip | LookFirst | None:
    """Tell what stands in the way of a note: they left the server, or nobody looked lately."""
    place = Place(duty.server_id, HERE)
    seen = await sighting(tx, place, duty.member_id)
    if seen is None:
        return LookFirst(place)
    return None if seen else Skip("gone")


async def find_own(tx: Tx, who: Who, ref: str) -> Duty:
    """Find somebody's own duty in the server they are in, or, in private, the one a button names.

    Refuses whoever is no helper there.
    """
    server_id = who.server_id or rules.read_id(ref)
    duty = await store.find_duty(tx, server_id, who.member_id)
    if duty is None:
        raise Refused(messages.no_helper(await language_for(tx, who)))
    return duty


async def next_shift(tx: Tx, server_id: int) -> datetime | None:
    """Tell when the next time on duty begins; None: not in the coming eight days."""
    said: list[Said] = await store.shifts_of(tx, server_id, tx.now)
    starts = [rules.next_start(d, said, tx.now) for d in await may_be_asked(tx, server_id)]
    return min((start for start in starts if start is not None), default=None)


async def note_asked(tx: Tx, server_id: int, helper_ids: Collection[int]) -> None:
    """Remember that they were asked just now, so that others are asked first next time."""
    await store.note_asked(tx, server_id, helper_ids)


async def count_taken(
    tx: Tx, server_id: int, helper_id: int, request_id: str, *, hard: bool, note: bool = True
) -> None:
    """Count that a helper was with somebody; after a hard talk they rest and get a note.

    Said again for the same request, it counts once. People who are no helpers are not counted.
    """
    duty = await store.find_duty(tx, server_id, helper_id)
    if duty is None or not await store.add_taking(tx, server_id, helper_id, request_id, hard=hard):
        return
    await store.change_duty(tx, server_id, helper_id, rest_until=tx.now + rules.REST)
    if note:
        words = Note(helper_id, "reach", DEBRIEF, f"{server_id}.{int(tx.now.timestamp())}")
        until = tx.now + rules.REST
        await post_note(tx, words, lane=Lane.MEETING, due=tx.now, not_after=until)


async def ask_after(tx: Tx, server_id: int, helper_id: int, request_id: str) -> None:
    """Ask a helper, a little after a talk has ended, how it was for them; only they read it."""
    if await store.find_duty(tx, server_id, helper_id) is None:
        return
    note = Note(helper_id, "reach", AFTER, f"{server_id}.{request_id}")
    due = tx.now + rules.AFTER
    await post_note(tx, note, lane=Lane.MEETING, due=due, not_after=due + rules.REST)


async def discount(tx: Tx, request_id: str) -> None:
    """Take a request that was not a real one out of everybody's count, with the rest it gave."""
    for server_id, member_id, _taken_at, hard in await store.takings_of(tx, request_id):
        if hard:
            await store.change_duty(tx, server_id, member_id, rest_until=None)
    await store.drop_takings(tx, request_id)
