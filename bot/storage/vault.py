"""Seals what members typed, and everything about their health, each with the member's own key."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Executable, RowMapping, Table, delete, select

from bot.storage.cipher import MemberKey
from bot.storage.keys import KeyStore
from bot.storage.tables import vault_entries

ASK_AT_ONCE = 500  # ids in one statement


class Statements(Protocol):
    """The part of a transaction that the vault needs."""

    async def execute(self, statement: Executable) -> Any: ...
    async def rows(self, statement: Executable) -> Sequence[RowMapping]: ...
    async def upsert(
        self, table: Table, values: Any, *, index_elements: Sequence[str], update: Sequence[str]
    ) -> None: ...


class Vault:
    """Seals and opens within one transaction; keys are forgotten at its end."""

    def __init__(self, tx: Statements, keys: KeyStore) -> None:
        self._tx, self._store = tx, keys
        self._keys: dict[int, MemberKey] = {}

    async def seal(self, member_id: int, data: bytes, *, context: str) -> bytes:
        """Encrypt for this member; `context` names the row and must be the same when opening."""
        return (await self._key(member_id)).seal(data, context)

    async def open(self, member_id: int, sealed: bytes, *, context: str) -> bytes | None:
        """Decrypt; None when the key it was sealed with is erased. Raises `Unsealable`."""
        await self.learn([member_id], create=False)
        key = self._keys.get(member_id)
        return None if key is None else key.open(sealed, context)

    async def name(self, member_id: int, what: str) -> str:
        """Return 32 characters that are always the same for this, and link to nobody."""
        return (await self._key(member_id)).name(what)

    def mark(self, member_id: int, what: str) -> str:
        """Return 64 characters that stand for a member in this respect, also once they are erased.

        Needs no key of theirs. Only with the operator's key can a mark be compared with an id.
        """
        return self._store.mark(member_id, what)

    async def learn(self, member_ids: Iterable[int], *, create: bool = True) -> None:
        """Read many members' keys at once, ahead of work on a set."""
        unknown = {m for m in member_ids if m not in self._keys}
        if unknown:
            read = self._store.ensure if create else self._store.find
            self._keys |= await read(unknown)

    async def put_entry(
        self, subject_id: str, member_id: int, payload: dict[str, str | int]
    ) -> None:
        """Keep what a private timer or outbox row is about, and whose it is."""
        await self.put_entries([(subject_id, member_id, payload)])

    async def put_entries(self, entries: Sequence[tuple[str, int, dict[str, str | int]]]) -> None:
        """Keep a set of entries: (subject_id, member_id, payload)."""
        await self.learn(member_id for _, member_id, _ in entries)
        rows = [
            self._row(subject, self._keys[member], payload) for subject, member, payload in entries
        ]
        if rows:
            await self._tx.upsert(
                vault_entries, rows, index_elements=["subject_id"], update=["key_id", "sealed"]
            )

    async def open_entries(self, subject_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the payloads with their member_id. What is missing or erased is left out.

        Raises `Unsealable` when an entry is damaged.
        """
        rows: list[RowMapping] = []
        for part in _parts(subject_ids):
            query = select(vault_entries).where(vault_entries.c.subject_id.in_(part))
            rows += await self._tx.rows(query)
        keys = await self._store.find_ids(row["key_id"] for row in rows)
        return {
            row["subject_id"]: _read(keys[row["key_id"]], row["subject_id"], row["sealed"])
            for row in rows
            if row["key_id"] in keys
        }

    async def drop_entries(self, subject_ids: Sequence[str]) -> None:
        for part in _parts(subject_ids):
            await self._tx.execute(
                delete(vault_entries).where(vault_entries.c.subject_id.in_(part))
            )

    async def entries_of(self, member_id: int) -> dict[str, dict[str, Any]]:
        """Return the payloads of all private rows and timers of one member, by subject id."""
        await self.learn([member_id], create=False)
        key = self._keys.get(member_id)
        # Asked also for nobody, so that the time this takes does not tell who has a key.
        query = select(vault_entries).where(vault_entries.c.key_id == (key.key_id if key else ""))
        rows = await self._tx.rows(query)
        if key is None:
            return {}
        return {r["subject_id"]: _read(key, r["subject_id"], r["sealed"]) for r in rows}

    async def erase_key(self, member_id: int) -> None:
        """Destroy a member's key at once, whatever becomes of this transaction; again is fine."""
        self._keys.pop(member_id, None)
        await self._store.delete(member_id)

    async def erased_key_ids(self, since: datetime) -> list[str]:
        """List the ids of the keys that were destroyed at this moment or later."""
        return await self._store.erased_ids(since)

    async def erased_among(self, member_ids: Iterable[int], since: datetime) -> list[int]:
        """Tell who of these was erased at this moment or later."""
        return await self._store.erased_among(member_ids, since)

    async def _key(self, member_id: int) -> MemberKey:
        await self.learn([member_id])
        return self._keys[member_id]

    def _row(
        self, subject_id: str, key: MemberKey, payload: dict[str, str | int]
    ) -> dict[str, Any]:
        text = json.dumps(payload | {"member_id": key.member_id})
        return {
            "subject_id": subject_id,
            "key_id": key.key_id,
            "sealed": key.seal_entry(text.encode(), subject_id),
        }


def _read(key: MemberKey, subject_id: str, sealed: bytes) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(key.open_entry(sealed, subject_id))
    return payload


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + ASK_AT_ONCE] for first in range(0, len(ids), ASK_AT_ONCE))
