"""An erasure, while another process is planning for the same member (PostgreSQL)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery.notes import keep_notes, post_note
from bot.delivery.owed import Lane, Note
from bot.privacy import store
from bot.privacy.service import finish_erasures
from bot.storage.database import BATCH
from bot.storage.tables import outbox, vault_entries

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])
MEMBER = 9001
HOUR = timedelta(hours=1)


def note(ref):
    return Note(MEMBER, "talk", "whisper", ref)


async def owe(tx, ref):
    return await post_note(tx, note(ref), lane=Lane.TIP, due=tx.now, not_after=tx.now + HOUR)


@pytest.fixture
async def key(db):
    """A member who is owed a note and wants to be erased."""
    async with db.begin() as tx:
        posted = await owe(tx, "1")
        await store.ask_erasure(tx, MEMBER)
    return posted


async def erase(db):
    async with db.begin(BATCH) as tx:
        await finish_erasures(tx)


async def count(db):
    async with db.read() as tx:
        rows = [
            await tx.scalar(select(func.count()).select_from(t)) for t in (outbox, vault_entries)
        ]
    return (*rows, len(await db.keys.find([MEMBER])))


async def test_it_waits_for_who_writes_and_then_leaves_nothing(db, key):
    kept = asyncio.Event()

    async def erase_meanwhile():
        await kept.wait()
        await erase(db)

    async with asyncio.TaskGroup() as group:
        erasing = group.create_task(erase_meanwhile())
        async with db.begin(BATCH) as tx:
            assert list(await keep_notes(tx, [key])) == [key]
            kept.set()
            await asyncio.sleep(0.2)
            assert not erasing.done()
            await owe(tx, "2")
    assert await count(db) == (0, 0, 0)


async def test_whoever_comes_meanwhile_finds_nobody(db, key):
    begun, go = asyncio.Event(), asyncio.Event()

    async def erase_slowly():
        async with db.begin(BATCH) as tx:
            await finish_erasures(tx)
            begun.set()
            await go.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(erase_slowly())
        await begun.wait()
        async with db.begin(BATCH) as tx:
            assert await keep_notes(tx, [key]) == {}
        go.set()
    assert await count(db) == (0, 0, 0)
