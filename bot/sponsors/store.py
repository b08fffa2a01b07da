"""Where pairs stand: a row that names nobody, and one sealed entry under the key of each side."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.sponsors.rules import FEATURE, Side, State, expiry, is_entry, pack, unpack
from bot.storage.database import Tx
from bot.storage.tables import sponsor_pairs, sponsor_sides, vault_entries

ASK_AT_ONCE = 500


async def entries(tx: Tx, member_id: int, what: str) -> list[Mapping[str, Any]]:
    """Open a member's entries of one kind; somebody who has none gets no key by this."""
    found = (await tx.vault.entries_of(member_id)).values()
    return [packed for packed in found if is_entry(packed, what)]


async def states_of(tx: Tx, pair_ids: Sequence[str]) -> dict[str, State]:
    query = select(sponsor_pairs).where(sponsor_pairs.c.pair_id.in_(pair_ids))
    return {row["pair_id"]: row["state"] for row in await tx.rows(query)}


async def sides_of(tx: Tx, member_id: int) -> list[Side]:
    """Open every pair that somebody is in, as they see it; declined requests are left out."""
    found = await entries(tx, member_id, "pair")
    states = await states_of(tx, [packed["pair"] for packed in found])
    sides = [unpack(packed, states[packed["pair"]]) for packed in found if packed["pair"] in states]
    return sorted((s for s in sides if s.state != "declined"), key=lambda s: s.pair_id)


async def declined_by(tx: Tx, member_id: int) -> set[int]:
    """Tell whose requests somebody declined lately."""
    found = await entries(tx, member_id, "pair")
    states = await states_of(tx, [packed["pair"] for packed in found])
    return {p["other"] for p in found if states.get(p["pair"]) == "declined"}


async def open_pair(tx: Tx, pair_id: str) -> dict[int, Side]:
    """Open both sides of a pair, by member; empty when there is no such pair any more.

    A veiled pair has one side: the other has left it.
    """
    query = (
        select(sponsor_sides.c.side_key, sponsor_pairs.c.state)
        .join(sponsor_pairs, sponsor_pairs.c.pair_id == sponsor_sides.c.pair_id)
        .where(sponsor_sides.c.pair_id == pair_id)
    )
    states = {row["side_key"]: row["state"] for row in await tx.rows(query)}
    opened = await tx.vault.open_entries(list(states))
    if not len(opened) == len(states) == 2:
        return {}
    sides = [unpack(one, states[key]) for key, one in opened.items() if is_entry(one, "pair")]
    return {side.member_id: side for side in sides}


async def lock_pair(tx: Tx, pair_id: str) -> dict[int, Side]:
    """Open a pair to change it: nobody else changes it until this is committed."""
    query = select(sponsor_pairs.c.pair_id).where(sponsor_pairs.c.pair_id == pair_id)
    await tx.rows(query.with_for_update())
    return await open_pair(tx, pair_id)


async def add_pair(tx: Tx, supporter: Side, member: Side) -> str | None:
    """Write down a new pair and return its id; None when that member's place is taken already."""
    pair_id = secrets.token_hex(8)
    row = {"pair_id": pair_id, "server_id": member.server_id, "state": member.state}
    await tx.execute(insert(sponsor_pairs).values(**row, expires=expiry(member.state, tx.now)))
    slot = await tx.vault.name(member.member_id, f"slot:{member.role}:{member.server_id}")
    taken = {"pair_id": pair_id, "side_key": await _name(tx, member.member_id, pair_id)}
    added = await tx.insert_missing(sponsor_sides, taken | {"slot": slot}, index_elements=["slot"])
    if not added:
        await tx.execute(delete(sponsor_pairs).where(sponsor_pairs.c.pair_id == pair_id))
        return None
    other = {"pair_id": pair_id, "side_key": await _name(tx, supporter.member_id, pair_id)}
    await tx.execute(insert(sponsor_sides).values(**other))
    for side in (supporter, member):
        await put_side(tx, replace(side, pair_id=pair_id))
    return pair_id


async def put_side(tx: Tx, side: Side) -> None:
    """Seal a changed side in place of what stood there."""
    await tx.vault.put_entry(
        await _name(tx, side.member_id, side.pair_id), side.member_id, pack(side)
    )


async def set_state(tx: Tx, pair_id: str, before: Sequence[State], after: State) -> bool:
    """Move a pair on; False when it stands elsewhere by now. A declined one frees its place."""
    changed = await tx.execute(
        update(sponsor_pairs)
        .where(sponsor_pairs.c.pair_id == pair_id, sponsor_pairs.c.state.in_(before))
        .values(state=after, expires=expiry(after, tx.now))
    )
    if changed.rowcount and after == "declined":
        ours = sponsor_sides.c.pair_id == pair_id
        await tx.execute(update(sponsor_sides).where(ours).values(slot=None))
    return changed.rowcount == 1


async def set_expiry(tx: Tx, pair_id: str, moment: datetime) -> None:
    """Say when the next night looks at a pair."""
    ours = sponsor_pairs.c.pair_id == pair_id
    await tx.execute(update(sponsor_pairs).where(ours).values(expires=moment))


async def leave_pair(tx: Tx, mine: Side) -> None:
    """End a pair for one side only, whose place is free again; the other still has theirs."""
    await set_state(tx, mine.pair_id, ["active"], "veiled")
    key = await _name(tx, mine.member_id, mine.pair_id)
    entry: dict[str, str | int] = {"feature": FEATURE, "what": "left", "means": "a pair you left"}
    await tx.vault.put_entry(key, mine.member_id, entry)
    ours = sponsor_sides.c.side_key == key
    await tx.execute(update(sponsor_sides).where(ours).values(slot=None))


async def drop_pairs(tx: Tx, pair_ids: Sequence[str]) -> None:
    """Forget pairs, and what both sides had sealed about them, at once."""
    for first in range(0, len(pair_ids), ASK_AT_ONCE):
        some = pair_ids[first : first + ASK_AT_ONCE]
        keys = select(sponsor_sides.c.side_key).where(sponsor_sides.c.pair_id.in_(some))
        await tx.execute(delete(vault_entries).where(vault_entries.c.subject_id.in_(keys)))
        await tx.execute(delete(sponsor_sides).where(sponsor_sides.c.pair_id.in_(some)))
        await tx.execute(delete(sponsor_pairs).where(sponsor_pairs.c.pair_id.in_(some)))


async def expired_pairs(tx: Tx) -> list[str]:
    query = select(sponsor_pairs.c.pair_id).where(sponsor_pairs.c.expires <= tx.now)
    return [row["pair_id"] for row in await tx.rows(query)]


async def pairs_under(tx: Tx, key_ids: Sequence[str]) -> list[str]:
    """List the pairs of which a side was sealed with one of these keys."""
    found: list[str] = []
    for first in range(0, len(key_ids), ASK_AT_ONCE):
        some = vault_entries.c.key_id.in_(key_ids[first : first + ASK_AT_ONCE])
        mine = select(vault_entries.c.subject_id).where(some)
        query = select(sponsor_sides.c.pair_id).where(sponsor_sides.c.side_key.in_(mine))
        found += [row["pair_id"] for row in await tx.rows(query.distinct())]
    return found


async def sides_left(tx: Tx, pair_id: str) -> list[Side]:
    """Open what can still be opened of a pair of which one key is gone."""
    query = select(sponsor_sides.c.side_key).where(sponsor_sides.c.pair_id == pair_id)
    keys = [row["side_key"] for row in await tx.rows(query)]
    state = (await states_of(tx, [pair_id])).get(pair_id)
    if state is None:
        return []
    opened = (await tx.vault.open_entries(keys)).values()
    return [unpack(packed, state) for packed in opened if is_entry(packed, "pair")]


async def _name(tx: Tx, member_id: int, pair_id: str) -> str:
    return await tx.vault.name(member_id, f"pair:{pair_id}")
