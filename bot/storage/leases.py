"""What processes on one PostgreSQL hold for a while, each thing by one of them at a time.

Only the database's own clock counts, so that machines may disagree about the time. SQLite has one
process and needs none of this.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import TextClause, text

from bot.storage.transaction import Tx


def _by_its_clock(statement: str) -> TextClause:
    """Read a statement in which $now is the database's time in milliseconds."""
    now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    return text(statement.replace("$now", now))


TAKE: Final = _by_its_clock("""
    INSERT INTO leases (name, holder, until)
    SELECT name, :holder, $now + :length FROM unnest(CAST(:names AS text[])) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE leases.holder = excluded.holder OR leases.until <= $now
    RETURNING name
""")
TAKE_ONE: Final = _by_its_clock("""
    UPDATE leases SET holder = :holder, until = $now + :length
    WHERE name = (
        SELECT name FROM leases
        WHERE name = ANY(CAST(:names AS text[])) AND until <= $now
        ORDER BY until LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING name
""")
KEEP: Final = _by_its_clock("""
    UPDATE leases SET until = $now + :length
    WHERE holder = :holder AND name = ANY(CAST(:names AS text[]))
""")
QUEUE: Final = _by_its_clock("""
    INSERT INTO leases (name, holder, until) VALUES (:name, :holder, $now + :length)
    ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, until = greatest(leases.until, $now) + :length
    RETURNING until - :length - $now
""")
FIRST_FREE: Final = _by_its_clock("""
    SELECT min(until) - $now FROM leases WHERE name = ANY(CAST(:names AS text[]))
""")
OTHERS: Final = _by_its_clock("""
    SELECT name FROM leases WHERE name LIKE :pattern AND until > $now AND holder <> :holder
""")
MAKE: Final = _by_its_clock("""
    INSERT INTO leases (name, holder, until)
    SELECT name, '', 0 FROM unnest(CAST(:names AS text[])) AS name
    ON CONFLICT (name) DO NOTHING
""")


async def take_leases(tx: Tx, holder: str, names: Sequence[str], seconds: float) -> set[str]:
    """Take or prolong what is free or ours already; tell which of these are ours now."""
    given = {"holder": holder, "names": list(names), "length": _milliseconds(seconds)}
    return set((await tx.execute(TAKE, given)).scalars())


async def take_one(tx: Tx, holder: str, names: Sequence[str], seconds: float) -> str | None:
    """Take one of these that is free; None when none is. They must have been made."""
    given = {"holder": holder, "names": list(names), "length": _milliseconds(seconds)}
    taken: str | None = (await tx.execute(TAKE_ONE, given)).scalar()
    return taken


async def keep_leases(tx: Tx, holder: str, names: Sequence[str], seconds: float) -> None:
    """Let what is ours end in so many seconds; 0 gives it back."""
    given = {"holder": holder, "names": list(names), "length": _milliseconds(seconds)}
    await tx.execute(KEEP, given)


async def make_leases(tx: Tx, names: Sequence[str]) -> None:
    """Make leases that nobody holds; those that exist stay as they are."""
    await tx.execute(MAKE, {"names": list(names)})


async def queue_up(tx: Tx, holder: str, name: str, seconds: float) -> float:
    """Take the next turn at what is done once in so many seconds; tell how long to wait for it."""
    given = {"holder": holder, "name": name, "length": _milliseconds(seconds)}
    wait = int((await tx.execute(QUEUE, given)).scalar_one())
    return max(0.0, wait / 1000)


async def next_free(tx: Tx, names: Sequence[str]) -> float:
    """Tell in how many seconds the first of these is free."""
    wait = (await tx.execute(FIRST_FREE, {"names": list(names)})).scalar()
    return max(0.0, (wait or 0) / 1000)


async def held_by_others(tx: Tx, holder: str, pattern: str) -> list[str]:
    """List what others hold now, of names LIKE this pattern."""
    return list((await tx.execute(OTHERS, {"holder": holder, "pattern": pattern})).scalars())


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
