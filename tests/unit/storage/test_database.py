from sqlalchemy import insert, select

from bot.storage.tables import servers


async def test_commit(db):
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=1, zone="Europe/Berlin"))
    async with db.read() as tx:
        assert (await tx.row(select(servers)))["zone"] == "Europe/Berlin"


async def test_again(db):
    async with db.read() as tx:
        assert await tx.row(select(servers)) is None
