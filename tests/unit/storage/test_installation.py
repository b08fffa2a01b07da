"""Facts about the installation are kept by name."""

from bot.storage.installation import keep_fact, read_fact


async def test_a_fact_is_kept_until_it_is_replaced(db):
    async with db.begin() as tx:
        assert await read_fact(tx, "commands") is None
        await keep_fact(tx, "commands", "one")
    async with db.begin() as tx:
        await keep_fact(tx, "commands", "two")
        await keep_fact(tx, "other", "three")
    async with db.read() as tx:
        assert await read_fact(tx, "commands") == "two"
