"""What is remembered of how somebody asks for help, and whether they may: all of it sealed."""

from sqlalchemy import select

from bot.groups.service import joined_groups
from bot.privacy.rules import MEANS
from bot.reach.ladder.rules import Choice, pack_choice, read_choice
from bot.reach.ladder.store import find_person, find_request
from bot.reach.past import service as past
from bot.sponsors import service as sponsors
from bot.storage.database import Tx
from bot.storage.tables import sightings

CHOICE = {"feature": "reach", "what": "choice", MEANS: "how you want help asked for"}


async def find_choice(tx: Tx, member_id: int) -> Choice:
    """Read how somebody asked the last time."""
    for packed in (await tx.vault.entries_of(member_id)).values():
        if packed.get("what") == CHOICE["what"] and packed.get("feature") == CHOICE["feature"]:
            return read_choice(packed)
    return Choice()


async def keep_choice(tx: Tx, member_id: int, choice: Choice, server_id: int) -> None:
    """Remember how somebody asks, and where."""
    subject = await tx.vault.name(member_id, "reach:choice")
    await tx.vault.put_entry(
        subject, member_id, CHOICE | pack_choice(choice) | {"server": server_id}
    )


async def servers_of(tx: Tx, member_id: int) -> dict[int, str]:
    """List the servers we know somebody from, with a group's name where they joined one."""
    known = {group.server_id: group.name for group in await joined_groups(tx, member_id)}
    seen = select(sightings.c.server_id).where(
        sightings.c.member_id == member_id, sightings.c.sees.is_(True)
    )
    for row in await tx.rows(seen.distinct()):
        known.setdefault(int(row["server_id"]), "")
    for server_id in await sponsors.servers_of(tx, member_id):
        known.setdefault(server_id, "")
    for packed in (await tx.vault.entries_of(member_id)).values():
        if packed.get("what") == CHOICE["what"] and packed.get("server"):
            known.setdefault(int(packed["server"]), "")
    return known


async def find_other(tx: Tx, member_id: int, person_id: str) -> tuple[int, int] | None:
    """Tell who the other side of a request is, and in which server; None for everybody else."""
    person = await find_person(tx, person_id)
    request = await find_request(tx, person.request_id) if person else None
    if person is None or request is None or not person.member_id:
        return await past.find_other(tx, member_id, person_id)
    others = {person.member_id: request.asker_id, request.asker_id: person.member_id}
    other = others.get(member_id)
    return (other, request.server_id) if other else None
