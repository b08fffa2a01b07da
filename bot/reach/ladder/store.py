"""The SQL of calls for help. Who asked and who is asked is opened from the vault, by random ids."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, delete, or_, select, update

from bot.privacy.rules import MEANS
from bot.reach.ladder.rules import Asker, Person, Request, Role, pack_asker, read_asker
from bot.storage.database import Tx
from bot.storage.tables import request_counts, request_people, requests, vault_entries

ASK, ASKED = "ask:", "asked:"  # whose side of a request an entry of the vault is
TALK = "talk:"  # what two people agreed who were brought together (bot.reach.talking)
OF_ASKER = {"feature": "reach", "what": "request", MEANS: "a call for help that is open"}


def make_id() -> str:
    """Make a random id that says nothing."""
    return secrets.token_hex(8)


# ---------------------------------------------------------------- requests


async def add_request(tx: Tx, request: Request) -> bool:
    """Add a request; False when this person has an open one already."""
    row = {
        "id": request.id,
        "asker_key": await tx.vault.name(request.asker_id, "request"),
        "server_id": request.server_id,
        "state": request.state,
        "step": request.step,
        "step_ends": request.step_ends,
        "drill": request.drill,
    }
    if not await tx.insert_missing(requests, row, index_elements=["asker_key"]):
        return False
    await put_asker(tx, request.id, request.asker)
    return True


async def put_asker(tx: Tx, request_id: str, asker: Asker) -> None:
    """Seal what is known of the person who asked."""
    sealed = OF_ASKER | {"ref": request_id} | pack_asker(asker)
    await tx.vault.put_entry(ASK + request_id, asker.member_id, sealed)


async def find_request(
    tx: Tx, request_id: str, *, lock: bool = False, erased: bool = False
) -> Request | None:
    """Find an open request; None when it is over, or (but for `erased`) its asker was erased."""
    query = select(requests).where(requests.c.id == request_id)
    row = await tx.row(query.with_for_update() if lock else query)
    if row is None:
        return None
    sealed = await tx.vault.open_entries([ASK + request_id])
    if sealed:
        return _request(row, read_asker(sealed[ASK + request_id]))
    return _request(row, Asker(0)) if erased else None


async def find_request_of(tx: Tx, member_id: int) -> Request | None:
    """Find the open request of a person."""
    for subject in await tx.vault.entries_of(member_id):
        if subject.startswith(ASK):
            return await find_request(tx, subject.removeprefix(ASK))
    return None


def _request(row: RowMapping, asker: Asker) -> Request:
    return Request(
        id=row["id"],
        server_id=row["server_id"],
        state=row["state"],
        step=row["step"],
        step_ends=row["step_ends"],
        calls=row["calls"],
        taker=row["taker"],
        drill=row["drill"],
        asker=asker,
    )


async def change_request(tx: Tx, request_id: str, **values: Any) -> None:
    """Change columns of a request."""
    await tx.execute(update(requests).where(requests.c.id == request_id).values(**values))


async def take(tx: Tx, request_id: str, person_id: str) -> bool:
    """Hand a request to the first who says that they are with them; False for everybody later."""
    free = requests.c.state.in_(("asking", "nobody"))
    taking = update(requests).where(requests.c.id == request_id, free)
    done = await tx.execute(taking.values(state="taken", taker=person_id, step_ends=None))
    return bool(done.rowcount)


async def drop_request(tx: Tx, request_id: str) -> None:
    """Erase a request with everybody who was asked, and what was sealed about it."""
    mine = request_people.c.request_id == request_id
    ids = [row["id"] for row in await tx.rows(select(request_people.c.id).where(mine))]
    sealed = [ASK + request_id, TALK + request_id, *(ASKED + one for one in ids)]
    await tx.vault.drop_entries(sealed)
    await tx.execute(delete(request_people).where(mine))
    await tx.execute(delete(requests).where(requests.c.id == request_id))


async def count_end(tx: Tx, server_id: int, month: str, ended: str) -> None:
    """Count a request that is over."""
    where = {"server_id": server_id, "month": month, "ended": ended}
    await tx.insert_missing(
        request_counts, where | {"number": 0}, index_elements=["server_id", "month", "ended"]
    )
    same = [request_counts.c[name] == value for name, value in where.items()]
    counted = update(request_counts).where(*same)
    await tx.execute(counted.values(number=request_counts.c.number + 1))


# ---------------------------------------------------------------- who is asked


async def add_people(tx: Tx, people: Sequence[Person]) -> None:
    """Add people to a request, each sealed with their own key."""
    if not people:
        return
    rows = [
        {
            "id": one.id,
            "request_id": one.request_id,
            "step": one.step,
            "turn": one.turn,
            "role": one.role,
            "state": one.state,
            "why": one.why,
            "due": one.due,
        }
        for one in people
    ]
    await tx.insert_missing(request_people, rows, index_elements=["id"])
    await tx.vault.put_entries([_sealed(one) for one in people])


def _sealed(person: Person) -> tuple[str, int, dict[str, str | int]]:
    about: dict[str, str | int] = {"feature": "reach", "what": "asked", "ref": person.request_id}
    return ASKED + person.id, person.member_id, about | {"note": person.note}


async def name_note(tx: Tx, person: Person, note: str) -> Person:
    """Remember which message to somebody is the newest."""
    named = replace(person, note=note)
    await tx.vault.put_entries([_sealed(named)])
    return named


async def people_of(tx: Tx, request_id: str) -> list[Person]:
    """List everybody who is, was or will be asked, in order. Who was erased has no member id."""
    mine = select(request_people).where(request_people.c.request_id == request_id)
    return await _open(tx, await tx.rows(mine.order_by("step", "turn", "id")))


async def find_person(tx: Tx, person_id: str) -> Person | None:
    """Find one of them."""
    query = select(request_people).where(request_people.c.id == person_id)
    found = await _open(tx, await tx.rows(query))
    return found[0] if found else None


async def takers(tx: Tx, server_id: int) -> set[int]:
    """List who is with somebody now; whoever only plays a drill is free."""
    query = (
        select(request_people)
        .join(requests, requests.c.taker == request_people.c.id)
        .where(requests.c.server_id == server_id, requests.c.state == "taken")
        .where(requests.c.drill.is_(False))
    )
    return {one.member_id for one in await _open(tx, await tx.rows(query))}


async def asked_of(tx: Tx, member_id: int) -> list[Person]:
    """List where this person was, is or will be asked, or is with somebody, in any server."""
    entries = await tx.vault.entries_of(member_id)
    ids = [subject.removeprefix(ASKED) for subject in entries if subject.startswith(ASKED)]
    query = select(request_people).where(request_people.c.id.in_(ids))
    return await _open(tx, await tx.rows(query))


async def asked_in_server(tx: Tx, server_id: int, member_id: int) -> list[Person]:
    """List where this person is asked, or is with somebody, in this server."""
    entries = await tx.vault.entries_of(member_id)
    ids = [subject.removeprefix(ASKED) for subject in entries if subject.startswith(ASKED)]
    query = (
        select(request_people)
        .join(requests, requests.c.id == request_people.c.request_id)
        .where(request_people.c.id.in_(ids), requests.c.server_id == server_id)
    )
    return await _open(tx, await tx.rows(query))


async def _open(tx: Tx, rows: Sequence[RowMapping]) -> list[Person]:
    sealed = await tx.vault.open_entries([ASKED + row["id"] for row in rows])
    return [_person(row, sealed.get(ASKED + row["id"], {})) for row in rows]


def _person(row: RowMapping, sealed: dict[str, Any]) -> Person:
    role: Role = row["role"]
    return Person(
        id=row["id"],
        request_id=row["request_id"],
        step=row["step"],
        turn=row["turn"],
        role=role,
        state=row["state"],
        due=row["due"],
        why=row["why"],
        asked_at=row["asked_at"],
        answered_at=row["answered_at"],
        free_at=row["free_at"],
        unreal=row["unreal"],
        member_id=int(sealed.get("member_id", 0)),
        note=str(sealed.get("note", "")),
    )


async def change_person(tx: Tx, person_id: str, **values: Any) -> None:
    """Change columns of somebody who is asked."""
    await tx.execute(
        update(request_people).where(request_people.c.id == person_id).values(**values)
    )


# ---------------------------------------------------------------- erasing


async def erased_sides(tx: Tx, key_ids: Collection[str]) -> tuple[list[str], list[str]]:
    """Find what these destroyed keys had locked: ids of requests, and of people asked."""
    side = or_(*(vault_entries.c.subject_id.like(f"{one}%") for one in (ASK, ASKED)))
    query = select(vault_entries.c.subject_id).where(vault_entries.c.key_id.in_(key_ids), side)
    subjects = [row["subject_id"] for row in await tx.rows(query)]
    return (
        [one.removeprefix(ASK) for one in subjects if one.startswith(ASK)],
        [one.removeprefix(ASKED) for one in subjects if one.startswith(ASKED)],
    )
