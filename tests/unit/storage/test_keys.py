"""The key store on both databases, and where the operator's key comes from."""

import asyncio
import base64
import stat
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.core.errors import SetupProblem, Unavailable
from bot.storage.cipher import Unsealable
from bot.storage.keys import KeyStore
from bot.storage.operator_key import load_operator_key
from bot.storage.tables import erased_keys, key_metadata
from tests.conftest import OPERATOR_KEY, sqlite_url


@pytest.fixture
def keys_url(request, db_kind, tmp_path) -> str:
    if db_kind == "sqlite":
        return sqlite_url(tmp_path / "deeper" / "keys.db")
    server = request.getfixturevalue("postgres_server")
    return request.getfixturevalue("fresh_database")(server)


@pytest.fixture
def fresh_database(request):
    """Make an empty PostgreSQL database that is removed after the test."""

    def make(server) -> str:
        made = server.clone("keys_of_one_test", template="template0")
        request.addfinalizer(lambda: made.__exit__(None, None, None))
        return made.__enter__()

    return make


@pytest.fixture
async def keys(keys_url, clock) -> AsyncIterator[KeyStore]:
    store = KeyStore(keys_url, OPERATOR_KEY, clock, patience=1.0)
    await store.open()
    yield store
    in_use = store.connections_in_use
    await store.close()
    assert in_use == 0


async def test_a_key_is_made_once_and_kept(keys, keys_url, clock):
    first = (await keys.ensure([7]))[7]
    assert len(first.secret) == 32
    other = KeyStore(keys_url, OPERATOR_KEY, clock)  # another process
    await other.open()
    assert await other.find([7]) == {7: first}
    assert (await other.ensure([7]))[7] == first
    assert await other.find_ids([first.key_id, "unknown"]) == {first.key_id: first}
    await other.close()


async def test_many_at_once(keys):
    made = await keys.ensure(range(1, 1202))
    assert len({key.secret for key in made.values()}) == 1201
    assert await keys.find_ids(key.key_id for key in made.values()) == {
        key.key_id: key for key in made.values()
    }


async def test_two_processes_at_once_agree(keys, keys_url, clock):
    other = KeyStore(keys_url, OPERATOR_KEY, clock)
    await other.open()
    rounds = [store.ensure([member]) for member in range(1, 6) for store in (keys, other)]
    made = await asyncio.gather(*rounds)
    for ours, theirs in zip(made[::2], made[1::2], strict=True):
        assert ours == theirs
    await other.close()


async def test_a_deleted_key_is_gone_and_remembered_as_erased(keys, keys_url, clock):
    key = (await keys.ensure([7]))[7]
    await keys.delete(7)
    await keys.delete(7)
    await keys.delete(8)
    assert await keys.find([7]) == {}
    assert await keys.find_ids([key.key_id]) == {}
    assert (await keys.ensure([7]))[7].key_id != key.key_id
    async with keys._opened.connect() as connection:
        rows = (await connection.execute(select(erased_keys))).all()
    assert [(row.key_id, row.erased_at) for row in rows] == [(key.key_id, clock.now())]


async def test_another_operator_key_is_noticed_at_the_start(keys, keys_url, clock):
    wrong = KeyStore(keys_url, bytes(32), clock)
    with pytest.raises(SetupProblem, match="AFTERCARE_KEY"):
        await wrong.open()
    assert wrong.connections_in_use == 0


async def test_a_wrapped_key_fits_only_its_own_row(keys):
    made = await keys.ensure([1, 2])
    with pytest.raises(Unsealable):
        keys._operator.unwrap(1, made[1].key_id, keys._operator.wrap(made[2]))


async def test_keys_never_show_in_a_repr(keys):
    key = (await keys.ensure([1]))[1]
    assert repr(key.secret) not in repr(key)


async def test_a_store_that_is_not_a_database(tmp_path, clock):
    path = tmp_path / "keys.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(SetupProblem, match="key store"):
        await KeyStore(sqlite_url(path), OPERATOR_KEY, clock).open()


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_a_store_that_went_away(keys, tmp_path):
    await keys.ensure([1])
    (tmp_path / "deeper" / "keys.db").write_bytes(b"gone" * 2000)
    with pytest.raises(Unavailable):
        await keys.ensure([2])


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_the_files_belong_to_their_owner_alone(keys, tmp_path):
    mode = (tmp_path / "deeper" / "keys.db").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_every_key_table_is_in_its_own_metadata():
    assert set(key_metadata.tables) == {"member_keys", "erased_keys", "erased_members", "key_facts"}


def test_the_operator_key_comes_from_the_setting_first(tmp_path):
    text = base64.b64encode(OPERATOR_KEY).decode()
    path = tmp_path / "key"
    assert load_operator_key(text, path) == OPERATOR_KEY
    assert not path.exists()


def test_a_key_file_is_made_at_the_first_start_and_read_after_it(tmp_path):
    path = tmp_path / "data" / "key"
    key = load_operator_key(None, path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_operator_key("", path) == key


@pytest.mark.parametrize("value", ["short", "x" * 44, base64.b64encode(bytes(31)).decode(), "ключ"])
def test_a_key_that_is_none(value, tmp_path):
    with pytest.raises(SetupProblem, match="32 random bytes") as problem:
        load_operator_key(value, None)
    assert value not in str(problem.value)
    path = tmp_path / "key"
    path.write_text(value, encoding="utf-8")
    with pytest.raises(SetupProblem, match="key"):
        load_operator_key(None, path)


def test_an_unreadable_key_file(tmp_path):
    with pytest.raises(SetupProblem, match="cannot be read"):
        load_operator_key(None, tmp_path)


def test_no_setting_and_no_place_for_a_file():
    with pytest.raises(SetupProblem, match="PostgreSQL"):
        load_operator_key(None, None)
