"""An installation that moves from SQLite to PostgreSQL."""

import base64

import pytest
from sqlalchemy import delete, insert, select, text

from bot.cli import main
from bot.core.errors import SetupProblem
from bot.storage import copying
from bot.storage.copying import check_target, copy_database
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.tables import groups, metadata, servers, timers
from tests.conftest import OPERATOR_KEY
from tests.support.everything import fill_everything
from tests.support.postgres import ask_postgres

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])
MEMBERS, PLANTED = (42, 43), "Margarete said so"


@pytest.fixture
def urls(postgres_server):
    """Two empty databases."""
    data, keys = (
        postgres_server.clone(f"copy_{n}", template="template0") for n in ("data", "keys")
    )
    with data as data_url, keys as keys_url:
        yield data_url, keys_url


@pytest.fixture
async def target(urls, clock):
    made = Database(urls[0], clock, KeyStore(urls[1], OPERATOR_KEY, clock))
    yield made
    await made.close()


@pytest.fixture
async def full(db):
    """A database with rows of two members in every table that can have one, and many timers."""
    for member_id in MEMBERS:
        async with db.begin() as tx:
            await fill_everything(tx, member_id, PLANTED)
    async with db.begin() as tx:
        row = {"kind": "talk", "due": tx.now}
        await tx.execute(insert(timers), [row | {"subject_id": str(n)} for n in range(2500)])
    return db


async def rows_of(db, table):
    async with db.read() as tx:
        return [tuple(row.values()) for row in await tx.rows(select(table))]


async def test_every_row_and_key_arrives(full, target, urls):
    await check_target(*urls)
    await target.start()
    copied = await copy_database(full, target)
    for table in metadata.sorted_tables:
        there, here = await rows_of(target, table), await rows_of(full, table)
        assert sorted(map(repr, there)) == sorted(map(repr, here)), table.name
        assert copied[table.name] == len(here)
    assert copied["timers"] > 2500
    assert copied["member_keys"] == len(MEMBERS)
    async with target.read() as tx:
        assert [len(await tx.vault.entries_of(one)) for one in MEMBERS] == [2, 2]


async def test_new_rows_are_numbered_after_the_old_ones(full, target, clock):
    await target.start()
    await copy_database(full, target)
    known = {row[0] for row in await rows_of(target, groups)}
    async with target.begin() as tx:
        await tx.insert_missing(servers, {"server_id": 7}, index_elements=["server_id"])
        given = {"server_id": 7, "name": "New", "channel_id": 1, "created_at": clock.now()}
        made = insert(groups).values(given | {"admission": "open", "medicine": "unsaid"})
        assert await tx.scalar(made.returning(groups.c.id)) > max(known)


async def test_what_arrives_changed_is_not_kept(full, target, monkeypatch):
    await target.start()
    monkeypatch.setattr(copying, "_comparable", lambda row: object())
    with pytest.raises(SetupProblem, match="nothing was kept"):
        await copy_database(full, target)
    monkeypatch.undo()
    for table in metadata.sorted_tables:
        assert await rows_of(target, table) == []
    assert await target.keys.find(MEMBERS) == {}
    await copy_database(full, target)


async def test_a_target_with_rows_is_refused(db, target, urls):
    await target.start()
    await migrate(target)
    await check_target(*urls)
    async with target.begin() as tx:
        await tx.insert_missing(servers, {"server_id": 7}, index_elements=["server_id"])
    with pytest.raises(SetupProblem, match="--to holds rows already"):
        await check_target(*urls)
    await target.keys.ensure([1])
    async with target.begin() as tx:
        await tx.execute(delete(servers))
    with pytest.raises(SetupProblem, match="--keys-to holds rows already"):
        await check_target(*urls)


async def test_a_newer_target_and_one_of_another_program_are_refused(db, target, urls):
    await target.start()
    await migrate(target)
    async with target.begin() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SetupProblem, match="made by a newer version"):
        await check_target(*urls)
    async with target.begin() as tx:
        await tx.execute(text("CREATE TABLE shop (id int)"))
    with pytest.raises(SetupProblem, match="holds other tables"):
        await check_target(*urls)


async def test_an_old_source_is_refused(db, target):
    async with db.begin() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    await target.start()
    with pytest.raises(SetupProblem, match="aftercare migrate"):
        await copy_database(db, target)


@pytest.mark.parametrize(
    ("data", "keys", "said"),
    [
        ("sqlite+aiosqlite:///a.db", "postgresql+asyncpg://x/b", "--to must begin"),
        ("postgresql://x/a", "postgresql+asyncpg://x/b", "must begin with"),
        ("postgresql+asyncpg://x/a", "postgresql+asyncpg://x/a", "another database"),
        (
            "postgresql+asyncpg://127.0.0.1:1/a",
            "postgresql+asyncpg://x/b",
            "--to cannot be reached",
        ),
    ],
)
async def test_addresses_that_will_not_do(db, data, keys, said):
    with pytest.raises(SetupProblem, match=said):
        await check_target(data, keys)


def test_by_the_command_line(urls, tmp_path, monkeypatch, capsys, db_kind):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFTERCARE_KEY", base64.b64encode(OPERATOR_KEY).decode())
    command = ["copy-database", "--to", urls[0], "--keys-to", urls[1]]
    assert main(command) == 2
    assert "There is no database" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    assert main(command) == 0
    assert "rows were copied and read again" in capsys.readouterr().out
    assert ask_postgres(urls[0], "SELECT count(*) FROM alembic_version") == [(1,)]
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", urls[0])
    monkeypatch.setenv("AFTERCARE_KEYS_URL", urls[1])
    assert main(command) == 2
    assert "PostgreSQL already" in capsys.readouterr().err
    assert db_kind == "sqlite"
