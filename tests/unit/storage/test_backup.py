"""Backups of a running SQLite installation, and that an old one opens nothing that was erased."""

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select

from bot.core.errors import SetupProblem
from bot.storage.backup import Backup, back_up, check, restore
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.lock import hold_lock
from bot.storage.tables import drafts, members, servers, vault_entries
from tests.conftest import OPERATOR_KEY, sqlite_url

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])

MEMBER, OTHER = 123456789123456789, 987654321987654321
PLANTED = "my sister Margarete drives me"


def data_file(db: Database) -> Path:
    return Path(db.url.database)


def keys_file(db: Database) -> Path:
    return Path(db.keys.url.database)


def make_backup(db: Database, folder: Path) -> Backup:
    return back_up(data_file(db), keys_file(db), folder, db._clock.now())


async def keep_secrets(db: Database, member_id: int = MEMBER) -> None:
    async with db.begin() as tx:
        sealed = await tx.vault.seal(member_id, PLANTED.encode(), context="drafts:1")
        await tx.execute(
            insert(drafts).values(
                id=str(member_id)[:16],
                member_id=member_id,
                feature="f",
                sealed=sealed,
                expires=tx.now,
            )
        )
        await tx.vault.put_entry(f"s{member_id}", member_id, {"what": PLANTED})
        await tx.execute(insert(members).values(member_id=member_id, zone="Europe/Berlin"))


async def erase(db: Database, member_id: int = MEMBER) -> None:
    """What privacy does: the key first, then the rows, and no traces in the log."""
    await db.keys.delete(member_id)
    async with db.begin() as tx:
        await tx.execute(delete(drafts).where(drafts.c.member_id == member_id))
        await tx.execute(delete(members).where(members.c.member_id == member_id))
        await tx.vault.drop_entries([f"s{member_id}"])
        tx.scrub()


def raw_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def packed(member_id: int) -> bytes:
    return member_id.to_bytes(8, "big")  # as SQLite writes it


async def test_after_an_erasure_the_raw_files_say_nothing(db, tmp_path):
    """Searched: data, write-ahead log, keys, an older data backup, the newest key backup."""
    store, backups = tmp_path / "store", tmp_path / "backups"
    await keep_secrets(db)
    await keep_secrets(db, OTHER)
    wrapped_before = wrapped_key(keys_file(db))
    make_backup(db, backups)
    await erase(db)
    db._clock.advance(hours=1)
    make_backup(db, backups)
    for folder in (store, backups):
        assert PLANTED.encode() not in raw_bytes(folder)
        assert wrapped_before not in raw_bytes(folder)
    assert packed(MEMBER) not in raw_bytes(store)
    assert packed(OTHER) in raw_bytes(store)


def wrapped_key(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT wrapped FROM member_keys WHERE member_id = ?"
        return connection.execute(query, (MEMBER,)).fetchone()[0]


async def test_an_old_backup_opens_nothing_of_a_member_who_left(db, clock, tmp_path):
    await keep_secrets(db)
    await keep_secrets(db, OTHER)
    old = make_backup(db, tmp_path / "old")  # an attacker kept this copy of the keys, too
    await erase(db)
    await db.close()
    restore(old.data, old.keys, data_file(db), keys_file(db))
    again = Database(
        db.url.render_as_string(), clock, KeyStore(str(db.keys.url), OPERATOR_KEY, clock)
    )
    await again.start()
    async with again.read() as tx:
        rows = {row["member_id"]: row["sealed"] for row in await tx.rows(select(drafts))}
        assert await tx.vault.open(MEMBER, rows[MEMBER], context="drafts:1") is None
        assert await tx.vault.open(OTHER, rows[OTHER], context="drafts:1") == PLANTED.encode()
        opened = await tx.vault.open_entries([f"s{MEMBER}", f"s{OTHER}"])
        assert set(opened) == {f"s{OTHER}"}
        assert await tx.scalar(select(func.count()).select_from(vault_entries)) == 2
    await again.close()


async def test_a_copy_is_made_while_somebody_writes(db, tmp_path):
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=1))
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=2))
        made = make_backup(db, tmp_path / "backups")
    with closing(sqlite3.connect(made.data)) as connection:
        assert connection.execute("SELECT server_id FROM servers").fetchall() == [(1,)]
    assert stat.S_IMODE(made.data.stat().st_mode) == 0o600


async def test_data_copies_pile_up_and_only_the_newest_keys_stay(db, clock, tmp_path):
    await db.keys.ensure([MEMBER])
    first = make_backup(db, tmp_path / "backups")
    await db.keys.delete(MEMBER)
    clock.advance(days=1)
    second = make_backup(db, tmp_path / "backups")
    assert first.keys == second.keys
    files = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert files == sorted([first.data.name, second.data.name, second.keys.name])
    with closing(sqlite3.connect(second.keys)) as connection:
        assert connection.execute("SELECT count(*) FROM member_keys").fetchone() == (0,)


async def test_a_whole_installation_comes_back_on_a_new_machine(db, clock, tmp_path):
    await keep_secrets(db)
    made = make_backup(db, tmp_path / "backups")
    data, keys = tmp_path / "new" / "aftercare.db", tmp_path / "new" / "keys.db"
    with pytest.raises(SetupProblem, match="keys"):
        restore(made.data, None, data, keys)
    restore(made.data, made.keys, data, keys)
    again = Database(sqlite_url(data), clock, KeyStore(sqlite_url(keys), OPERATOR_KEY, clock))
    await again.start()
    async with again.read() as tx:
        assert (await tx.vault.open_entries([f"s{MEMBER}"]))[f"s{MEMBER}"]["what"] == PLANTED
    await again.close()


async def test_present_keys_win_over_those_of_the_backup(db, tmp_path):
    old = (await db.keys.ensure([MEMBER]))[MEMBER]
    made = make_backup(db, tmp_path / "backups")
    await db.keys.delete(MEMBER)
    new = (await db.keys.ensure([MEMBER, OTHER]))[MEMBER]
    await db.close()
    restore(made.data, made.keys, data_file(db), keys_file(db))
    await db.keys.open()
    assert await db.keys.find_ids([old.key_id]) == {}
    assert set(await db.keys.find([MEMBER, OTHER])) == {MEMBER, OTHER}
    assert (await db.keys.find([MEMBER]))[MEMBER] == new


async def test_no_restore_while_a_bot_runs(db, tmp_path):
    made = make_backup(db, tmp_path / "backups")
    before = data_file(db).read_bytes()
    with hold_lock(data_file(db)), pytest.raises(SetupProblem, match="stop it first"):
        restore(made.data, made.keys, data_file(db), keys_file(db))
    assert data_file(db).read_bytes() == before


async def test_what_was_written_after_the_backup_is_not_mixed_in(db, clock, tmp_path):
    """A write-ahead log left by a crash belongs to the old file and must not be played back."""
    made = make_backup(db, tmp_path / "backups")
    async with db.begin() as tx:
        await tx.execute(insert(servers).values(server_id=1))
    log = data_file(db).with_name("aftercare.db-wal")
    assert log.stat().st_size > 0
    restore(made.data, made.keys, data_file(db), keys_file(db))
    with closing(sqlite3.connect(data_file(db))) as connection:
        assert connection.execute("SELECT count(*) FROM servers").fetchone() == (0,)


@pytest.mark.parametrize("harm", [b"", b"not a database at all" * 500])
async def test_a_damaged_copy_changes_nothing(db, tmp_path, harm):
    made = make_backup(db, tmp_path / "backups")
    before = data_file(db).read_bytes(), keys_file(db).read_bytes()
    (tmp_path / "bad.db").write_bytes(harm)
    for data, keys in [(tmp_path / "bad.db", made.keys), (made.data, tmp_path / "bad.db")]:
        with pytest.raises(SetupProblem):
            restore(data, keys, data_file(db), keys_file(db))
    with pytest.raises(SetupProblem):
        restore(tmp_path / "absent.db", None, data_file(db), keys_file(db))
    assert (data_file(db).read_bytes(), keys_file(db).read_bytes()) == before
    check(data_file(db))


async def test_a_torn_page_is_found(db, tmp_path):
    async with db.begin() as tx:
        await tx.insert_missing(
            servers,
            [{"server_id": n, "zone": "z" * 60} for n in range(500)],
            index_elements=["server_id"],
        )
    made = make_backup(db, tmp_path / "backups")
    with made.data.open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\xff" * 4096)
    with pytest.raises(SetupProblem):
        check(made.data)


async def test_keys_of_another_operator_are_not_mixed_in(db, clock, tmp_path):
    made = make_backup(db, tmp_path / "backups")
    other = KeyStore(sqlite_url(tmp_path / "other.db"), bytes(32), clock)
    await other.open()
    await other.close()
    with pytest.raises(SetupProblem, match="another operator"):
        restore(made.data, tmp_path / "other.db", data_file(db), keys_file(db))


def test_a_backup_to_nowhere_is_one_line(db, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SetupProblem, match="failed"):
        make_backup(db, tmp_path / "file")
    with pytest.raises(SetupProblem):
        back_up(
            tmp_path / "absent.db", keys_file(db), tmp_path / "b", db._clock.now() + timedelta(1)
        )
