import base64
import os
import sqlite3
from contextlib import closing

import pytest

from bot.cli import main
from bot.ops.doctor import examine
from bot.settings import Settings, variable


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, without any setting of the person who runs the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(folder):
    """Make a database as the program does."""
    assert main(["migrate"]) == 0
    return folder / "data"


async def problems(settings=None):
    return [finding.said for finding in await examine(settings or Settings()) if not finding.well]


async def test_nothing_is_made_before_the_first_start(folder):
    said = [finding.said for finding in await examine(Settings())]
    assert "Database: data/aftercare.db will be made at the first start." in said
    assert list(folder.iterdir()) == []


async def test_all_is_well_after_a_start(data):
    assert await problems() == []


async def test_a_missing_key_file_is_not_replaced(data):
    (data / "aftercare.key").unlink()
    (said,) = await problems()
    assert "aftercare.key is missing" in said
    assert not (data / "aftercare.key").exists()


async def test_missing_member_keys_are_not_replaced(data):
    (data / "keys.db").unlink()
    (said,) = await problems()
    assert "--keys" in said
    assert not (data / "keys.db").exists()


async def test_another_key_does_not_fit(data):
    other = base64.b64encode(bytes(32)).decode()
    (said,) = await problems(Settings(key=other))
    assert said.startswith("Database: ")
    assert other not in said


async def test_a_key_that_is_none_says_what_a_key_is(data):
    (said,) = await problems(Settings(key="hunter2"))
    assert "32 random bytes" in said
    assert "hunter2" not in said


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permission bits")
@pytest.mark.parametrize("name", ["aftercare.db", "keys.db", "aftercare.key"])
async def test_a_file_that_others_can_read_is_named(data, name):
    (data / name).chmod(0o644)
    (said,) = await problems()
    assert name in said
    assert "chmod 600" in said


async def test_a_damaged_database_is_named(data):
    (data / "aftercare.db").write_bytes(b"no database" * 1000)
    (said,) = await problems()
    assert "damaged" in said


async def test_an_old_database_is_to_be_migrated(folder):
    (folder / "data").mkdir()
    (folder / "data" / "aftercare.db").touch(mode=0o600)
    (folder / "data" / "keys.db").touch(mode=0o600)
    key = base64.b64encode(bytes(range(32))).decode()
    (said,) = await problems(Settings(key=key))
    assert "aftercare migrate" in said


async def test_a_database_of_a_newer_version_wants_a_newer_program(data):
    with closing(sqlite3.connect(data / "aftercare.db")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    (said,) = await problems()
    assert "newer version" in said
    assert "migrate" not in said


async def test_postgresql_that_is_away_is_one_line(folder):
    settings = Settings(
        database_url="postgresql+asyncpg://me:hunter2@127.0.0.1:1/data",
        keys_url="postgresql+asyncpg://me:hunter2@127.0.0.1:1/keys",
        key=base64.b64encode(bytes(32)).decode(),
    )
    (said,) = await problems(settings)
    assert said.startswith("Database: ")
    assert "hunter2" not in said
