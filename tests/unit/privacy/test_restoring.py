"""A backup from before an erasure is put back: nobody who left comes back with it."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.app import App
from bot.delivery.pacer import Pacer
from bot.privacy import service as privacy
from bot.storage.backup import BACKED_UP_AT, back_up, restore
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.tables import groups, memberships, vault_entries
from tests.conftest import OPERATOR_KEY
from tests.support.everything import fill_everything
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, BEN
from tests.unit.privacy.test_erasing import PLANTED, count_about, find_in_files

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])
ANA_SOMEWHERE = (str(ANA).encode(), ANA.to_bytes(8, "big"), PLANTED.encode())


def files_of(db):
    return Path(db.url.database), Path(db.keys.url.database)


async def fill(db, member_id, planted=PLANTED):
    async with db.begin() as tx:
        await fill_everything(tx, member_id, planted)


async def erase(db, member_id=ANA):
    async with db.begin() as tx:
        await privacy.store.ask_erasure(tx, member_id)
    async with db.begin() as tx:
        await privacy.finish_erasures(tx)


async def start_again(db, clock):
    """Start the whole program on the files, as after a restore."""
    keys = KeyStore(str(db.keys.url), OPERATOR_KEY, clock)
    again = Database(db.url.render_as_string(), clock, keys)
    app = App(again, clock, RecordingTransport(clock), Pacer(), alarm=False)
    try:
        return await app.start()
    except BaseException:
        await app.stop()
        raise


@pytest.fixture
async def backed_up(db, clock, tmp_path):
    """Ana and ben are everywhere, a backup was made, and an hour later ana is erased."""
    await fill(db, ANA)
    await fill(db, BEN, "amber-otter-77")
    made = back_up(*files_of(db), tmp_path / "backups", clock.now())
    clock.advance(hours=1)
    await erase(db)
    await db.close()
    return made


async def test_nobody_comes_back(db, clock, backed_up, tmp_path):
    restore(backed_up.data, backed_up.keys, *files_of(db))
    assert find_in_files(tmp_path / "store", *ANA_SOMEWHERE), "the old rows are there"
    app = await start_again(db, clock)
    counts = await count_about(app.db, ANA)
    others = await count_about(app.db, BEN)
    async with app.db.read() as tx:
        entries = await tx.rows(select(vault_entries))
        made_by = await tx.rows(select(groups.c.created_by).order_by(groups.c.id))
    await app.stop()
    assert not any(counts.values())
    assert others["memberships.member_id"] == 1
    assert len(entries) == 2, "ben's"
    assert [row["created_by"] for row in made_by] == [None, BEN]
    assert find_in_files(tmp_path / "store", *ANA_SOMEWHERE) == set()


async def test_a_copy_that_was_put_back_by_hand_is_noticed_too(db, clock, backed_up, tmp_path):
    data, _keys = files_of(db)
    data.write_bytes(backed_up.data.read_bytes())
    app = await start_again(db, clock)
    assert not any((await count_about(app.db, ANA)).values())
    await app.stop()
    assert find_in_files(tmp_path / "store", *ANA_SOMEWHERE) == set()


async def test_it_is_done_once_and_whoever_comes_back_later_stays(db, clock, backed_up):
    restore(backed_up.data, None, *files_of(db))
    app = await start_again(db, clock)
    await fill(app.db, ANA)
    await app.stop()
    app = await start_again(db, clock)
    assert (await count_about(app.db, ANA))["memberships.member_id"] == 1
    async with app.db.read() as tx:
        assert (
            await tx.scalar(
                text("SELECT value FROM installation WHERE name = :name").bindparams(
                    name=BACKED_UP_AT
                )
            )
            is None
        )
    await app.stop()


async def test_whoever_was_back_before_the_backup_stays(db, clock, tmp_path):
    await fill(db, ANA)
    await erase(db)
    clock.advance(hours=1)
    await fill(db, ANA)
    made = back_up(*files_of(db), tmp_path / "backups", clock.now())
    await db.close()
    restore(made.data, made.keys, *files_of(db))
    app = await start_again(db, clock)
    assert (await count_about(app.db, ANA))["memberships.member_id"] == 1
    await app.stop()


async def test_a_copy_that_does_not_say_when_it_was_made_brings_back_nobody(
    db, clock, backed_up, tmp_path
):
    with closing(sqlite3.connect(backed_up.data)) as copy:
        copy.execute("DELETE FROM installation")
        copy.commit()
    restore(backed_up.data, backed_up.keys, *files_of(db))
    app = await start_again(db, clock)
    assert not any((await count_about(app.db, ANA)).values())
    assert any((await count_about(app.db, BEN)).values())
    await app.stop()


async def test_a_crash_in_the_middle_only_delays_it(db, clock, backed_up, monkeypatch):
    restore(backed_up.data, backed_up.keys, *files_of(db))

    async def die(*_: object):
        raise KeyError("the program dies here")

    with monkeypatch.context() as dying, suppress(KeyError):
        dying.setattr("bot.app.privacy.finish_erasures", die)
        await start_again(db, clock)
    app = await start_again(db, clock)
    assert not any((await count_about(app.db, ANA)).values())
    await app.stop()


async def test_the_first_key_stores_learn_to_remember(db, clock, tmp_path):
    """A store made before members were marked gets the table when it is opened."""
    await db.keys.ensure([ANA])
    await db.close()
    _data, keys = files_of(db)
    with closing(sqlite3.connect(keys)) as store:
        store.execute("DROP TABLE erased_members")
    old = tmp_path / "old-keys.db"
    old.write_bytes(keys.read_bytes())
    await db.keys.open()
    await db.keys.delete(ANA)
    assert await db.keys.erased_among([ANA, BEN], clock.now()) == [ANA]
    await db.keys.close()
    made = back_up(*files_of(db), tmp_path / "backups", clock.now())
    restore(made.data, old, *files_of(db))
    await db.keys.open()
    assert await db.keys.erased_among([ANA, BEN], clock.now()) == [ANA]
    assert await db.keys.find([ANA]) == {}


async def test_marks_tell_nothing_without_the_operators_key(db, clock, tmp_path):
    await fill(db, ANA)
    await erase(db)
    stranger = KeyStore(f"sqlite+aiosqlite:///{tmp_path}/stranger.db", bytes(32), clock)
    assert stranger._operator.mark(ANA) != db.keys._operator.mark(ANA)
    async with db.read() as tx:
        assert await tx.rows(select(memberships)) == []
    assert find_in_files(tmp_path / "store", str(ANA).encode(), ANA.to_bytes(8, "big")) == set()
