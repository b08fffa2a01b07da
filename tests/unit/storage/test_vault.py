from contextlib import suppress

import pytest
from sqlalchemy import func, select, update

from bot.storage.cipher import Unsealable
from bot.storage.tables import vault_entries

MEMBER, OTHER = 111111111111111111, 222222222222222222


async def seal(db, data: bytes = b"a plan", *, context: str = "drafts:1") -> bytes:
    async with db.begin() as tx:
        return await tx.vault.seal(MEMBER, data, context=context)


async def test_what_is_sealed_can_be_opened(db):
    for data in (b"a plan", b"", "Grüße 🌱".encode(), bytes(100_000)):
        sealed = await seal(db, data)
        async with db.read() as tx:
            assert await tx.vault.open(MEMBER, sealed, context="drafts:1") == data


async def test_the_same_words_never_look_the_same(db):
    assert await seal(db) != await seal(db)


async def test_another_context_fails(db):
    sealed = await seal(db)
    async with db.read() as tx:
        with pytest.raises(Unsealable):
            await tx.vault.open(MEMBER, sealed, context="drafts:2")


@pytest.mark.parametrize("position", [0, 25, -1])
async def test_altered_bytes_fail(db, position):
    sealed = bytearray(await seal(db))
    sealed[position] ^= 1
    async with db.read() as tx:
        with pytest.raises(Unsealable):
            await tx.vault.open(MEMBER, bytes(sealed), context="drafts:1")
        with pytest.raises(Unsealable):
            await tx.vault.open(MEMBER, bytes(sealed[:10]), context="drafts:1")


async def test_another_member_cannot_open_it(db):
    sealed = await seal(db)
    async with db.begin() as tx:
        await tx.vault.seal(OTHER, b"", context="x")
        assert await tx.vault.open(OTHER, sealed, context="drafts:1") is None


async def test_an_erased_key_opens_nothing_even_after_the_member_came_back(db):
    sealed = await seal(db)
    await db.keys.delete(MEMBER)
    async with db.begin() as tx:
        assert await tx.vault.open(MEMBER, sealed, context="drafts:1") is None
    await seal(db)
    async with db.begin() as tx:
        assert await tx.vault.open(MEMBER, sealed, context="drafts:1") is None


async def test_names_are_always_the_same_and_link_to_nobody(db):
    async with db.begin() as tx:
        name = await tx.vault.name(MEMBER, "reminder:5")
    async with db.read() as tx:
        assert await tx.vault.name(MEMBER, "reminder:5") == name
        others = {
            await tx.vault.name(MEMBER, "reminder:6"),
            await tx.vault.name(OTHER, "reminder:5"),
        }
    assert name not in others
    assert len(others) == 2
    assert len(name) <= 40
    assert name.isascii()
    assert name.isalnum()
    await db.keys.delete(MEMBER)
    async with db.begin() as tx:
        assert await tx.vault.name(MEMBER, "reminder:5") != name


async def test_entries_say_whose_they_are(db):
    async with db.begin() as tx:
        await tx.vault.put_entry("s1", MEMBER, {"feature": "meetings", "ref": 5})
        await tx.vault.put_entry("s2", OTHER, {"feature": "meetings", "ref": 6})
        await tx.vault.put_entry("s1", MEMBER, {"feature": "meetings", "ref": 7})
    async with db.read() as tx:
        assert await tx.vault.open_entries(["s1", "s2", "s3"]) == {
            "s1": {"feature": "meetings", "ref": 7, "member_id": MEMBER},
            "s2": {"feature": "meetings", "ref": 6, "member_id": OTHER},
        }
        assert await tx.vault.open_entries([]) == {}


async def test_entries_of_an_erased_member_are_left_out(db):
    async with db.begin() as tx:
        await tx.vault.put_entries([("s1", MEMBER, {}), ("s2", OTHER, {})])
    await db.keys.delete(MEMBER)
    async with db.begin() as tx:
        assert set(await tx.vault.open_entries(["s1", "s2"])) == {"s2"}
        await tx.vault.drop_entries(["s1", "s2", "s3"])
        assert await tx.scalar(select(func.count()).select_from(vault_entries)) == 0


async def test_an_entry_moved_to_another_subject_fails(db):
    async with db.begin() as tx:
        await tx.vault.put_entries([("s1", MEMBER, {})])
        await tx.execute(update(vault_entries).values(subject_id="s2"))
        with pytest.raises(Unsealable):
            await tx.vault.open_entries(["s2"])


async def test_a_big_set(db):
    async with db.begin() as tx:
        await tx.vault.put_entries([(f"s{n}", n % 50, {"ref": n}) for n in range(1200)])
        opened = await tx.vault.open_entries([f"s{n}" for n in range(1200)])
    assert [opened[f"s{n}"]["ref"] for n in range(1200)] == list(range(1200))


async def test_a_key_outlives_the_rollback_of_the_row(db):
    """The key was committed first; a key without rows harms nobody."""
    with suppress(KeyError):
        async with db.begin() as tx:
            await tx.vault.seal(MEMBER, b"", context="x")
            raise KeyError
    assert MEMBER in await db.keys.find([MEMBER])
