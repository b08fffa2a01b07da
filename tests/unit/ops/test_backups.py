"""Backups while the bot works, nightly ones, and what a restore refuses."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from structlog.testing import capture_logs

from bot.core.errors import SetupProblem
from bot.ops.backups import make_backup, prepare_folder, put_back
from bot.ops.nightly import back_up_nightly, next_backup
from bot.settings import Settings
from bot.storage.backup import back_up, forget_old, restore
from bot.storage.database import BATCH, Database
from bot.storage.keys import KeyStore
from bot.storage.tables import drafts, metadata, servers
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.unit.delivery.running import until

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])
MEMBERS = range(1, 31)


@pytest.fixture
def settings(db, tmp_path):
    return Settings(database_url=sqlite_url(db.url.database), backup_folder=tmp_path / "nightly")


def files_of(db):
    return Path(db.url.database), Path(db.keys.url.database)


# ---------------------------------------------------------------- under load


async def write_until(db, over, written):
    """Write pairs that only make sense together, and sealed rows of ever new members."""
    number = 0
    while not over.is_set():
        number += 1
        async with db.begin(BATCH) as tx:
            await tx.execute(insert(servers).values(server_id=number, zone="a" * 60))
            sealed = await tx.vault.seal(number, b"words", context=f"drafts:{number}")
            row = {"id": str(number), "member_id": number, "feature": "f", "sealed": sealed}
            await tx.execute(insert(drafts).values(**row, expires=tx.now))
            await tx.execute(update(servers).values(country=f"{number % 90 + 10}"))
        written.append(number)
        await asyncio.sleep(0)


async def test_a_backup_under_load_is_whole_and_comes_back_as_it_was(db, clock, tmp_path):
    over, written, made = asyncio.Event(), [], []
    async with asyncio.TaskGroup() as group:
        group.create_task(write_until(db, over, written))
        for number in range(1, 5):
            await until(lambda n=number: len(written) >= 20 * n)
            clock.advance(seconds=1)
            make = partial(back_up, *files_of(db), tmp_path / "backups", clock.now())
            made.append(await asyncio.to_thread(make))
        over.set()
    sizes = []
    for number, one in enumerate(made):
        data, keys = tmp_path / f"new{number}" / "a.db", tmp_path / f"new{number}" / "keys.db"
        data.parent.mkdir()
        restore(one.data, one.keys, data, keys)
        assert rows_in(data) == rows_in(one.data)
        sizes.append(await check_whole(data, keys, clock))
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0] >= 20


async def check_whole(data, keys, clock):
    """Every transaction is there or not, and every sealed row can be opened."""
    again = Database(sqlite_url(data), clock, KeyStore(sqlite_url(keys), OPERATOR_KEY, clock))
    await again.start()
    async with again.read() as tx:
        count = await tx.scalar(select(func.count()).select_from(servers))
        rows = await tx.rows(select(drafts))
        assert len(rows) == count
        assert {row["country"] for row in await tx.rows(select(servers))} == {f"{count % 90 + 10}"}
        for row in rows:
            opened = await tx.vault.open(
                row["member_id"], row["sealed"], context=f"drafts:{row['id']}"
            )
            assert opened == b"words"
    await again.close()
    return count


def rows_in(path):
    """Everything in a file, by table."""
    with closing(sqlite3.connect(path)) as file:
        return {
            table.name: sorted(file.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in metadata.sorted_tables
        }


# ---------------------------------------------------------------- every night


async def test_every_night_one_and_only_the_newest_stay(settings, clock, db):
    told, made = [], asyncio.Event()

    def tell(moment):
        told.append(moment)
        made.set()

    make = partial(make_backup, settings, settings.backup_folder)
    async with asyncio.TaskGroup() as group:
        work = group.create_task(back_up_nightly(clock, make, 3, tell))
        for night in range(5):
            await until(lambda: clock._waiting)
            clock.move_to(datetime(2026, 11, 21 + night, 4, 30, tzinfo=UTC))
            await made.wait()
            made.clear()
        work.cancel()
    assert [moment.day for moment in told] == [21, 22, 23, 24, 25]
    names = sorted(path.name for path in settings.backup_folder.iterdir())
    assert names == [f"aftercare-202611{n}T043000Z.db" for n in (23, 24, 25)] + [
        "aftercare-keys.db"
    ]


async def test_a_failure_is_logged_without_a_word_and_tried_again_in_an_hour(clock, tmp_path, db):
    tries = []

    def make(now):
        tries.append(now)
        if len(tries) < 3:
            raise SetupProblem("The disk of Margarete is full.")
        return back_up(*files_of(db), tmp_path / "backups", now)

    told = []
    with capture_logs() as lines:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(back_up_nightly(clock, make, 3, told.append))
            while not told:
                await until(lambda: told or clock._waiting)
                clock.advance(minutes=30)
            work.cancel()
    first = next_backup(clock.now() - timedelta(days=2))
    assert [one - tries[0] for one in tries[1:]] == [timedelta(hours=1), timedelta(hours=2)]
    assert (tries[0].hour, tries[0].minute) == (first.hour, first.minute)
    assert [line["event"] for line in lines] == ["backup_failed"] * 2 + ["backup_made"]


async def test_another_process_makes_it(clock, db):
    made, nights = [], []

    def is_ours():
        nights.append(clock.now().day)
        return len(nights) > 2

    def make(now):
        made.append(now.day)
        raise SetupProblem("seen")

    async with asyncio.TaskGroup() as group:
        work = group.create_task(back_up_nightly(clock, make, 3, print, is_ours))
        while not made:
            await until(lambda: made or clock._waiting)
            clock.advance(days=1)
        work.cancel()
    assert len(nights) == 3
    assert made == nights[-1:]


async def test_other_files_are_left_alone(tmp_path, db):
    for name in ("aftercare-20260101T000000Z.db", "aftercare-20260102T000000Z.db", "mine.db"):
        (tmp_path / name).touch()
    forget_old(tmp_path, 1)
    assert not (tmp_path / "aftercare-20260101T000000Z.db").exists()
    assert (tmp_path / "aftercare-20260102T000000Z.db").exists()
    assert (tmp_path / "mine.db").exists()


def test_a_folder_that_cannot_be_made_is_told_at_the_start(tmp_path, db):
    (tmp_path / "file").touch()
    with pytest.raises(SetupProblem, match="AFTERCARE_BACKUP_FOLDER"):
        prepare_folder(tmp_path / "file" / "backups")


# ---------------------------------------------------------------- what is refused


async def test_a_newer_schema_is_refused_and_nothing_is_altered(settings, clock, db, tmp_path):
    made = make_backup(settings, tmp_path / "b", clock.now())
    with closing(sqlite3.connect(made.data)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
        copy.commit()
    await db.close()
    before = [path.read_bytes() for path in files_of(db)]
    with pytest.raises(SetupProblem, match="newer version") as problem:
        put_back(settings, made.data, made.keys)
    assert "\n" not in str(problem.value)
    assert [path.read_bytes() for path in files_of(db)] == before


async def test_something_else_is_refused(settings, clock, db, tmp_path):
    made = make_backup(settings, tmp_path / "b", clock.now())
    await db.close()
    before = [path.read_bytes() for path in files_of(db)]
    with pytest.raises(SetupProblem, match="not what was expected: choose a copy of the data"):
        put_back(settings, made.keys, None)
    with pytest.raises(SetupProblem, match="not what was expected: choose aftercare-keys"):
        put_back(settings, made.data, made.data)
    with pytest.raises(SetupProblem, match="There is no file"):
        put_back(settings, tmp_path, None)
    assert [path.read_bytes() for path in files_of(db)] == before
