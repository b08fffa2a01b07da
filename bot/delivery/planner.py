"""Turns due timers into what is owed, a set at a time.

A set is taken, handed to the features and put back in one transaction, so a crash at any moment
either repeats all of it or finds all of it done.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from bot.delivery.attempt import Failure, attempt
from bot.delivery.backoff import wait_after_failure
from bot.delivery.handlers import Handlers
from bot.delivery.incidents import describe_incident, record_incidents
from bot.delivery.notes import keep_notes
from bot.delivery.owed import Note
from bot.delivery.timers import NOTE, Due
from bot.storage.database import BATCH, Database, Tx
from bot.storage.tables import timers
from bot.storage.types import EPOCH, Moment

AT_ONCE: Final = 500  # timers in one transaction
BESIDE_PEOPLE: Final = 50  # while people press, because each of them waits for a transaction
ALONE_AFTER: Final = timedelta(seconds=1)

log = structlog.get_logger()


def _build_taking(*where: ColumnElement[bool]) -> ReturningUpdate[Any]:
    come = timers.c.due <= bindparam("now", type_=Moment)
    chosen = select(timers.c.id).where(come, *where).order_by(timers.c.due, timers.c.id)
    # A plain subquery may run more than once on PostgreSQL, and then takes more than its limit.
    once = chosen.limit(bindparam("most")).with_for_update(skip_locked=True).cte("chosen")
    taking = update(timers).where(timers.c.id.in_(select(once.c.id)))
    return taking.values(attempts=-1 - timers.c.attempts).returning(
        timers.c.id, timers.c.due, timers.c.kind, timers.c.subject_id, timers.c.attempts
    )


def _build_removal(subjects: Any) -> ReturningDelete[Any]:
    mine = (timers.c.kind == bindparam("kind"), timers.c.subject_id.in_(subjects))
    come = timers.c.due <= bindparam("now", type_=Moment)
    return delete(timers).where(*mine, come).returning(timers.c.attempts)


# Built once: putting these together anew took longer than running them.
TAKE: Final = _build_taking()
TAKE_ONLY: Final = _build_taking(timers.c.id.in_(bindparam("only", expanding=True)))
EACH: Final = func.json_each(bindparam("subjects")).table_valued("value")
REMOVE: Final = {
    "sqlite": _build_removal(select(EACH.c.value)),
    "postgresql": _build_removal(bindparam("subjects", expanding=True)),
}


class Planner:
    """Asks the features what the timers that have come are about."""

    def __init__(self, db: Database, handlers: Handlers) -> None:
        self._db, self._handlers = db, handlers
        self._people, self._alone_from = db.people, EPOCH

    async def plan_some(self) -> bool:
        """Plan up to 500 due timers, few while people press; False when none was due."""
        taken: dict[int, Due] = {}
        result = await attempt(self._plan_set(taken))
        if isinstance(result, Failure):
            await self._narrow_down(taken, result)
        return bool(taken)

    async def _plan_set(self, taken: dict[int, Due], only: Sequence[int] | None = None) -> None:
        async with self._db.begin(BATCH) as tx:
            taken |= await _take(tx, only, self._choose_size(tx.now))
            for kind, dues in _by_kind(taken.values()).items():
                await self._hand_over(tx, kind, dues)
                await _remove_done(tx, kind, dues)

    def _choose_size(self, now: datetime) -> int:
        """Choose how many timers to take: few for a while whenever somebody came in between."""
        if self._db.people != self._people:
            self._people, self._alone_from = self._db.people, now + ALONE_AFTER
        return AT_ONCE if now >= self._alone_from else BESIDE_PEOPLE

    async def _narrow_down(self, failed: Mapping[int, Due], why: Failure) -> None:
        """Find the timers that fail by halving the set, so that the others are planned."""
        if not failed:
            raise why.problem  # nothing was taken yet: the planner itself is to blame
        if len(failed) == 1:
            for timer_id, due in failed.items():
                await self._put_off(timer_id, due, why)
            return
        for part in _split(failed):
            again: dict[int, Due] = {}
            result = await attempt(self._plan_set(again, part))
            if isinstance(result, Failure):
                await self._narrow_down(again, result)

    async def _hand_over(self, tx: Tx, kind: str, dues: Sequence[Due]) -> None:
        if kind == NOTE:
            await self._hand_over_notes(tx, dues)
        else:
            await self._handlers.plans[kind](tx, dues)

    async def _hand_over_notes(self, tx: Tx, dues: Sequence[Due]) -> None:
        """Open the sealed notes and group them by feature; whose key is gone are dropped."""
        notes = await keep_notes(tx, [due.subject_id for due in dues])
        sets: dict[str, list[tuple[Note, Due]]] = defaultdict(list)
        for due in dues:
            if (note := notes.get(due.subject_id)) is not None:
                sets[note.feature].append((note, due))
        for feature, some in sets.items():
            await self._handlers.plan_notes[feature](tx, some)
        armed = await _still_armed(tx, NOTE, dues)
        done = [due.subject_id for due in dues if due.subject_id not in armed]
        await tx.vault.drop_entries(done)

    async def _put_off(self, timer_id: int, due: Due, why: Failure) -> None:
        attempts = due.attempts + 1
        server_id = await self._find_server(due)
        async with self._db.begin(BATCH) as tx:
            until = tx.now + wait_after_failure(attempts)
            same = (timers.c.id == timer_id) & (timers.c.due == due.due)
            putting_off = update(timers).where(same).values(due=until, attempts=attempts)
            ours = (await tx.execute(putting_off)).rowcount  # or another process was quicker
            incident = describe_incident(due.kind, "failed", server_id=server_id)
            await record_incidents(tx, [incident] if ours else [])
        log.error(
            "timer_failed",
            reference=incident["reference"],
            kind=due.kind,
            attempts=attempts,
            exc_info=why.problem,
        )

    async def _find_server(self, due: Due) -> int | None:
        """Ask the feature whose moderators should see it; None when nobody knows."""
        find = self._handlers.find_servers.get(due.kind)
        if find is None:
            return None
        async with self._db.read(BATCH) as tx:
            found = await attempt(find(tx, due.subject_id))
        return None if isinstance(found, Failure) else found


async def _take(tx: Tx, only: Sequence[int] | None, most: int) -> dict[int, Due]:
    """Mark due timers as taken and return them by id: what its feature does not set again goes.

    Marked by a count of attempts below zero, which touches no index; setting one again clears it.
    """
    given: dict[str, Any] = {"now": tx.now, "most": most}
    chosen = (TAKE, given) if only is None else (TAKE_ONLY, given | {"only": only})
    found: list[Any] = sorted((await tx.execute(*chosen)).all(), key=itemgetter(1, 0))
    return {one: Due(kind, subject, due, -1 - mark) for one, due, kind, subject, mark in found}


def _by_kind(dues: Iterable[Due]) -> dict[str, list[Due]]:
    kinds: dict[str, list[Due]] = defaultdict(list)
    for due in dues:
        kinds[due.kind].append(due)
    return kinds


def _split(failed: Mapping[int, Due]) -> list[list[int]]:
    """Split a set by kind, or into halves when there is only one."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for timer_id, due in failed.items():
        kinds[due.kind].append(timer_id)
    if len(kinds) > 1:
        return list(kinds.values())
    ids, middle = list(failed), len(failed) // 2
    return [ids[:middle], ids[middle:]]


async def _still_armed(tx: Tx, kind: str, dues: Sequence[Due]) -> set[str]:
    ours = timers.c.subject_id.in_([due.subject_id for due in dues])
    again = (timers.c.kind == kind, timers.c.attempts >= 0, ours)
    found = await tx.rows(select(timers.c.subject_id).where(*again))
    return {row["subject_id"] for row in found}


async def _remove_done(tx: Tx, kind: str, dues: Sequence[Due]) -> None:
    """Remove what was not set again. Raise for what was, to a moment that has come: it would spin.

    By subject and not by id: a feature may have cleared a timer and made a new one.
    """
    subjects = [due.subject_id for due in dues]
    among = json.dumps(subjects) if tx.dialect == "sqlite" else subjects
    given = {"kind": kind, "now": tx.now, "subjects": among}
    left = (await tx.execute(REMOVE[tx.dialect], given)).all()
    if any(attempts >= 0 for (attempts,) in left):
        raise RuntimeError(f"a timer of kind {kind} was set again to the past")
