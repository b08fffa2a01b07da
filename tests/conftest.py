"""What every test may ask for: a clock moved by hand, and a database of either kind."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog
from sqlalchemy import text

from bot.core.clock import SystemClock
from bot.storage import database
from bot.storage import keys as key_store
from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.tables import metadata
from tests.support.clock import HandClock
from tests.support.postgres import Server, running_server

OPERATOR_KEY = bytes(range(32))
LIBRARIES = ("discord", "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio")
UNITS = Path(__file__).parent / "unit"
JOURNEYS = {"checkins", "coping", "groups", "meetings", "privacy", "reach", "servers", "sponsors"}
PRAGMAS = {
    (module, name): getattr(module, name)
    for module, name in (
        (database, "WRITER_PRAGMAS"),
        (migrating, "PRAGMAS"),
        (key_store, "PRAGMAS"),
    )
}

# The same examples each time and however slow the machine is: a failure comes again when looked at.
hypothesis.settings.register_profile(
    "same",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("same")


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """Spare the disk in this process: no test cuts the power, and a kill needs no fsync."""
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), pragmas in PRAGMAS.items():
            patch.setattr(module, name, pragmas.replace("synchronous=FULL", "synchronous=OFF"))
        yield


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Let a machine that stands still for two seconds not look like a busy database."""
    defaults = Database.__init__.__kwdefaults__
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(defaults, "patience", 30.0)
        yield


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Take back what a test did to the log: it would write into a file that is closed by then."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if root.handlers != handlers or root.level != level:
        root.handlers[:], root.level = handlers, level
        for name in LIBRARIES:
            logging.getLogger(name).setLevel(logging.NOTSET)
        structlog.reset_defaults()


@pytest.fixture
def synced(unsynced: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write as the program does, to the disk itself."""
    for (module, name), pragmas in PRAGMAS.items():
        monkeypatch.setattr(module, name, pragmas)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite folder (data and key store) that tests copy."""
    folder = tmp_path_factory.mktemp("template")

    async def make() -> None:
        keys = KeyStore(sqlite_url(folder / "keys.db"), OPERATOR_KEY, SystemClock())
        db = Database(sqlite_url(folder / "aftercare.db"), SystemClock(), keys)
        await db.start()
        await migrate(db)
        await db.close()

    asyncio.run(make())
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The PostgreSQL of this test run."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def postgres_url(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[str]:
    """A migrated PostgreSQL database of this test module."""
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    with postgres_server.clone(name) as url:
        yield url


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, db_kind: str, tmp_path: Path, sqlite_template: Path
) -> str:
    """The address of a migrated, empty database; a key store file lies beside it."""
    shutil.copytree(sqlite_template, tmp_path / "store")
    if db_kind == "postgresql":
        return request.getfixturevalue("postgres_url")
    return sqlite_url(tmp_path / "store" / "aftercare.db")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db_kind(request: pytest.FixtureRequest) -> str:
    """Every test that uses `db` runs on both; `parametrize("db_kind", ["sqlite"])` narrows it."""
    return request.param


@pytest.fixture
def patience() -> float:
    """How many real seconds a person waits for the database; a test module may shorten it."""
    return 30.0


@pytest.fixture
async def db(
    database_url: str, clock: HandClock, tmp_path: Path, patience: float
) -> AsyncIterator[Database]:
    """A started database. At the end no connection may be checked out."""
    keys = KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, clock)
    db = Database(database_url, clock, keys, patience=patience)
    await db.start()
    if db.dialect == "postgresql":
        await empty_tables(db)
    yield db
    in_use = db.connections_in_use
    await db.close()
    assert in_use == 0


async def empty_tables(db: Database) -> None:
    """Remove all rows and count from 1 again; TRUNCATE would take 80 ms for tables this small."""
    deletes = " ".join(f'DELETE FROM "{t.name}";' for t in reversed(metadata.sorted_tables))
    count_anew = "PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';"
    async with db.begin() as tx:
        await tx.execute(text(f"DO $$ BEGIN {deletes} {count_anew} END $$"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a database, and the journeys of features that are played a second time."""
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
        if _is_a_journey(item) and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.more)


def _is_a_journey(item: pytest.Item) -> bool:
    """Tell a test of a feature from those of what all features stand on."""
    folder = item.path.relative_to(UNITS).parts[0] if item.path.is_relative_to(UNITS) else ""
    return folder in JOURNEYS
