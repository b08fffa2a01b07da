import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.core.errors import SetupProblem
from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.tables import metadata
from bot.storage.upgrade import read_config
from tests.conftest import OPERATOR_KEY, sqlite_url


def find_differences(connection: Connection) -> list[object]:
    defaults = connection.dialect.name == "postgresql"  # Alembic misreads '' of SQLite
    options = {"compare_type": True, "compare_server_default": defaults}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def newest() -> str | None:
    return ScriptDirectory.from_config(read_config()).get_current_head()


def test_each_file_is_named_after_its_revision_and_they_stand_in_order():
    scripts = ScriptDirectory.from_config(read_config()).walk_revisions()
    assert [one.revision for one in scripts] == migrating._list_revisions()[::-1]


async def test_the_revisions_lead_to_what_tables_py_says(db):
    async with db._reader.connect() as connection:
        assert await connection.run_sync(find_differences) == []


async def test_migrating_twice_changes_nothing(db):
    await migrate(db)
    await migrate(db)
    async with db.read() as tx:
        assert await tx.scalar(text("SELECT version_num FROM alembic_version")) == newest()


@pytest.fixture
def empty_url(request, db_kind, tmp_path):
    if db_kind == "sqlite":
        yield sqlite_url(tmp_path / "empty.db")
        return
    with request.getfixturevalue("postgres_server").clone("empty", template="template0") as url:
        yield url


async def test_two_first_starts_at_once(empty_url, clock, tmp_path):
    dbs = [
        Database(empty_url, clock, KeyStore(sqlite_url(tmp_path / "keys.db"), OPERATOR_KEY, clock))
        for _ in range(2)
    ]
    for db in dbs:
        await db.start()
    await asyncio.gather(*(migrate(db) for db in dbs))
    for db in dbs:
        async with db.read() as tx:
            assert await tx.rows(text("SELECT * FROM servers")) == []
        await db.close()


async def test_a_database_of_a_newer_version_is_left_alone(db):
    async with db.begin() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(SetupProblem, match="newer version"):
            await migrate(db)
    finally:
        async with db.begin() as tx:
            await tx.execute(text(f"UPDATE alembic_version SET version_num = '{newest()}'"))
