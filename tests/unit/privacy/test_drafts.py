"""Unfinished forms: sealed, one's own, gone after 15 minutes."""

from bot.privacy import service as privacy
from bot.storage.tables import drafts
from tests.support.who import ANA, BEN

TYPED = {"title": "Sunday Circle 🌊", "days": [6], "note": "קפה"}


async def keep(db, data=None, member_id=ANA, draft_id=None):
    async with db.begin() as tx:
        return await privacy.keep_draft(tx, member_id, "meetings", data or TYPED, draft_id)


async def read(db, draft_id, member_id=ANA, feature="meetings"):
    async with db.read() as tx:
        return await privacy.open_draft(tx, member_id, feature, draft_id)


async def test_a_draft_comes_back_as_it_was(db):
    draft_id = await keep(db)
    assert len(draft_id) == 16
    assert await read(db, draft_id) == TYPED


async def test_a_draft_is_sealed(db):
    await keep(db)
    async with db.read() as tx:
        row = await tx.row(drafts.select())
    assert b"Sunday" not in row["sealed"]


async def test_a_draft_is_replaced_and_prolonged(db, clock):
    draft_id = await keep(db)
    clock.advance(minutes=14)
    assert await keep(db, {"title": "Monday"}, draft_id=draft_id) == draft_id
    clock.advance(minutes=14)
    assert await read(db, draft_id) == {"title": "Monday"}


async def test_a_draft_is_gone_after_fifteen_minutes(db, clock):
    draft_id = await keep(db)
    clock.advance(minutes=15)
    assert await read(db, draft_id) is None
    async with db.begin() as tx:
        await privacy.housekeep(tx)
        assert await tx.rows(drafts.select()) == []


async def test_an_expired_draft_kept_again_gets_a_new_place(db, clock):
    draft_id = await keep(db)
    clock.advance(minutes=20)
    async with db.begin() as tx:
        await privacy.housekeep(tx)
    again = await keep(db, draft_id=draft_id)
    assert again != draft_id
    assert await read(db, again) == TYPED


async def test_nobody_reads_or_replaces_somebody_elses_draft(db):
    draft_id = await keep(db)
    assert await read(db, draft_id, BEN) is None
    assert await read(db, draft_id, feature="groups") is None
    other = await keep(db, {"title": "mine"}, BEN, draft_id)
    assert other != draft_id
    assert await read(db, draft_id) == TYPED
    async with db.begin() as tx:
        await privacy.drop_draft(tx, BEN, draft_id)
    assert await read(db, draft_id) == TYPED


async def test_a_draft_that_was_sent_in_is_forgotten(db):
    draft_id = await keep(db)
    async with db.begin() as tx:
        await privacy.drop_draft(tx, ANA, draft_id)
    assert await read(db, draft_id) is None
