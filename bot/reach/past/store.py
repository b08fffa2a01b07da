"""Where a call that is over is kept for a day: sealed, each side with that person's own key."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from bot.delivery.timers import set_timers
from bot.privacy.rules import MEANS
from bot.reach.ladder.rules import Person, Request
from bot.reach.past.rules import KEPT, Asked, Past
from bot.storage.database import Tx
from bot.storage.tables import timers

TIMER = "reach.past"
ASKED_FOR, WAS_ASKED = "past:", "was_asked:"
OF_ASKER: dict[str, str | int] = {
    "feature": "reach",
    "what": "past",
    MEANS: "a call of yours that is over, for a day",
}
OF_ASKED: dict[str, str | int] = {
    "feature": "reach",
    "what": "was_asked",
    MEANS: "a call of the last day in which you were asked",
}


async def keep_past(tx: Tx, request: Request, people: Sequence[Person]) -> None:
    """Keep for a day who asked, and who had the question; nothing of what was written."""
    asked = [one for one in people if one.member_id and (one.asked_at or one.answered_at)]
    if not asked or not request.asker_id or request.drill:
        return
    of_asker = OF_ASKER | {"ref": str(request.server_id)}
    of_asker["people"] = ",".join(one.id for one in asked)
    mine = (ASKED_FOR + request.id, request.asker_id, of_asker)
    theirs = [
        (WAS_ASKED + one.id, one.member_id, _of_asked(request.id, unreal=one.unreal))
        for one in asked
    ]
    await tx.vault.put_entries([mine, *theirs])
    until = tx.now + KEPT
    await set_timers(tx, TIMER, [(subject, until) for subject, *_ in (mine, *theirs)])


def _of_asked(call_id: str, *, unreal: bool) -> dict[str, str | int]:
    return OF_ASKED | {"ref": call_id, "unreal": int(unreal)}


async def forget_past(tx: Tx, subjects: Collection[str]) -> None:
    """Forget these sides of calls."""
    await tx.vault.drop_entries(list(subjects))


async def find_asked(tx: Tx, person_id: str) -> Asked | None:
    """Find who was asked, by the random id on their buttons; None after a day."""
    return next(iter(await list_asked(tx, [person_id])), None)


async def list_asked(tx: Tx, person_ids: Sequence[str]) -> list[Asked]:
    """Find many of them; whoever was erased is left out."""
    found = await tx.vault.open_entries([WAS_ASKED + one for one in person_ids])
    return [_asked(subject.removeprefix(WAS_ASKED), one) for subject, one in found.items()]


def _asked(person_id: str, packed: dict[str, Any]) -> Asked:
    member_id, call_id = int(packed["member_id"]), str(packed["ref"])
    return Asked(person_id, member_id, call_id, bool(packed["unreal"]))


async def find_past(tx: Tx, call_id: str, *, lock: bool = False) -> Past | None:
    """Find a call that is over, if whoever asked is still known; `lock`: for who changes it."""
    subject = ASKED_FOR + call_id
    if lock:
        mine = select(timers.c.id).where(timers.c.kind == TIMER, timers.c.subject_id == subject)
        await tx.row(mine.with_for_update())
    found = (await tx.vault.open_entries([subject])).get(subject)
    return _past(call_id, found) if found else None


async def past_of(tx: Tx, member_id: int) -> list[Past]:
    """List the calls of the last day that somebody asked in."""
    entries = await tx.vault.entries_of(member_id)
    return [
        _past(subject.removeprefix(ASKED_FOR), one | {"member_id": member_id})
        for subject, one in entries.items()
        if subject.startswith(ASKED_FOR)
    ]


async def calls_that_asked(tx: Tx, member_id: int) -> list[str]:
    """List the calls of the last day in which somebody was asked."""
    entries = await tx.vault.entries_of(member_id)
    return [str(one["ref"]) for key, one in entries.items() if key.startswith(WAS_ASKED)]


def _past(call_id: str, packed: dict[str, Any]) -> Past:
    people = tuple(str(packed["people"]).split(","))
    return Past(call_id, int(packed["ref"]), int(packed["member_id"]), people)


async def note_unreal(tx: Tx, asked: Asked) -> None:
    """Remember that they said that it was not a real one."""
    sealed = _of_asked(asked.call_id, unreal=True)
    await tx.vault.put_entry(WAS_ASKED + asked.person_id, asked.member_id, sealed)
