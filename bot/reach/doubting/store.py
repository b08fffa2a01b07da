"""The SQL of pauses: who it is about stands under a random name, and why stands sealed."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from bot.privacy.rules import MEANS
from bot.reach.doubting.rules import Pause
from bot.storage.database import Tx
from bot.storage.tables import asking_pauses, vault_entries

PAUSE: dict[str, str | int] = {
    "feature": "reach",
    "what": "pause",
    MEANS: "that you cannot ask people for a while",
}
DOUBTED: dict[str, str | int] = {
    "feature": "reach",
    "what": "doubt",
    MEANS: "a call of yours that two people doubted",
}
DOUBT = "doubt:"


async def find_pause(tx: Tx, server_id: int, member_id: int) -> Pause | None:
    """Tell whether somebody cannot ask people here now, and why."""
    subjects = {
        subject: packed
        for subject, packed in (await tx.vault.entries_of(member_id)).items()
        if packed.get("what") == PAUSE["what"] and packed.get("feature") == PAUSE["feature"]
    }
    now = asking_pauses.c.until > tx.now
    here = asking_pauses.c.server_id == server_id
    query = select(asking_pauses).where(asking_pauses.c.id.in_(list(subjects)), now, here)
    row = await tx.row(query) if subjects else None
    if row is None:
        return None
    return Pause(row["since"], row["until"], str(subjects[row["id"]]["reason"]))


async def keep_pause(tx: Tx, server_id: int, member_id: int, pause: Pause) -> None:
    """Begin a pause, or change the one there is."""
    name = await tx.vault.name(member_id, f"pause:{server_id}")
    row = {"id": name, "server_id": server_id, "since": pause.since, "until": pause.until}
    await tx.upsert(asking_pauses, row, index_elements=["id"], update=["since", "until"])
    sealed = PAUSE | {"ref": str(server_id), "reason": pause.reason}
    await tx.vault.put_entry(name, member_id, sealed)


async def drop_pause(tx: Tx, server_id: int, member_id: int) -> None:
    """End a pause; none is fine too."""
    await _drop(tx, [await tx.vault.name(member_id, f"pause:{server_id}")])


async def drop_old_pauses(tx: Tx) -> None:
    """Forget the pauses that are over."""
    old = select(asking_pauses.c.id).where(asking_pauses.c.until <= tx.now)
    await _drop(tx, [row["id"] for row in await tx.rows(old)])


async def drop_pauses_under(tx: Tx, key_ids: Collection[str]) -> None:
    """Forget the pauses that these destroyed keys had locked."""
    theirs = select(vault_entries.c.subject_id).where(vault_entries.c.key_id.in_(key_ids))
    await tx.execute(delete(asking_pauses).where(asking_pauses.c.id.in_(theirs)))


async def _drop(tx: Tx, ids: Sequence[str]) -> None:
    await tx.execute(delete(asking_pauses).where(asking_pauses.c.id.in_(ids)))
    await tx.vault.drop_entries(ids)


# ---------------------------------------------------------------- whom two people doubted


async def keep_doubt(tx: Tx, doubt_id: str, member_id: int, server_id: int) -> None:
    """Keep for a few days who it was, sealed with their own key."""
    sealed = DOUBTED | {"ref": str(server_id)}
    await tx.vault.put_entry(DOUBT + doubt_id, member_id, sealed)


async def find_doubt(tx: Tx, doubt_id: str) -> tuple[int, int] | None:
    """Tell who it was, and in which server."""
    found = (await tx.vault.open_entries([DOUBT + doubt_id])).get(DOUBT + doubt_id)
    return (int(found["member_id"]), int(found["ref"])) if found else None


async def drop_doubts(tx: Tx, doubt_ids: Sequence[str]) -> None:
    """Forget who it was."""
    await tx.vault.drop_entries([DOUBT + one for one in doubt_ids])
