"""The SQL of who is trusted to be asked for help."""

from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from bot.servers.vouching.rules import Standing, What
from bot.storage.database import Tx
from bot.storage.tables import vouchings

_KEY = ("server_id", "member_id", "what")


def _read(row: Any) -> Standing:
    return Standing(**{name: row[name] for name in Standing.__dataclass_fields__})


async def find_standing(tx: Tx, server_id: int, member_id: int, what: What) -> Standing:
    """Find how far somebody is; a stranger has nothing but ids."""
    row = await tx.row(
        select(vouchings).where(
            vouchings.c.server_id == server_id,
            vouchings.c.member_id == member_id,
            vouchings.c.what == what,
        )
    )
    return Standing(server_id, member_id, what) if row is None else _read(row)


async def find_by_id(tx: Tx, vouching_id: int) -> Standing | None:
    row = await tx.row(select(vouchings).where(vouchings.c.id == vouching_id))
    return None if row is None else _read(row)


async def change_standing(tx: Tx, standing: Standing, **values: Any) -> Standing:
    """Change some of it, making the row first when there is none, and return what stands now."""
    ids = {name: getattr(standing, name) for name in _KEY}
    await tx.insert_missing(vouchings, ids, index_elements=list(_KEY))
    mine = and_(*(vouchings.c[name] == value for name, value in ids.items()))
    await tx.execute(update(vouchings).where(mine).values(**values))
    return await find_standing(tx, standing.server_id, standing.member_id, standing.what)


async def drop_standing(tx: Tx, standing: Standing) -> None:
    await tx.execute(delete(vouchings).where(vouchings.c.id == standing.id))


async def trusted_ids(tx: Tx, server_id: int, what: What) -> set[int]:
    """List who may be asked now in a server."""
    paused = and_(
        vouchings.c.suspended_at.is_not(None),
        or_(vouchings.c.suspended_until.is_(None), vouchings.c.suspended_until > tx.now),
    )
    chosen = select(vouchings.c.member_id).where(
        vouchings.c.server_id == server_id,
        vouchings.c.what == what,
        vouchings.c.adult_at.is_not(None),
        vouchings.c.approved_at.is_not(None),
        ~paused,
    )
    return {int(row["member_id"]) for row in await tx.rows(chosen)}


async def all_standings(tx: Tx, server_id: int) -> list[Standing]:
    """List everybody who offered something in a server, longest first."""
    chosen = select(vouchings).where(vouchings.c.server_id == server_id).order_by(vouchings.c.id)
    return [_read(row) for row in await tx.rows(chosen)]
