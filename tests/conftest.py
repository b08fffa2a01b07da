"""What every test may ask for: a clock moved by hand, and a database of either kind."""

import asyncio
import gc
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

from bot.core.clock import SystemClock
from bot.storage import database
from bot.storage import keys as key_store
from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from tests.support.clock import HandClock
from tests.support.postgres import Emptier, Server, running_server
from tests.support.statements import kept_statements

OPERATOR_KEY = bytes(range(32))
LIBRARIES = ("discord", "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio")
TESTS = Path(__file__).parent
UNITS = TESTS / "unit"
SELDOM = (20_000, 20, 20)  # a run makes millions of objects, and has memory for their rings
WAITING_FIRST = ("wire", "page")  # they wait most; a long one at the end would wait alone
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
def statements() -> Iterator[None]:
    """Compile each statement once in this process."""
    with kept_statements():
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


@pytest.fixture(scope="session")
def emptier(postgres_server: Server) -> Iterator[Emptier]:
    """The migrated PostgreSQL database that this run's tests use one after another."""
    with postgres_server.clone("tests") as url, Emptier(url) as emptier:
        yield emptier


@pytest.fixture
def postgres_url(emptier: Emptier) -> str:
    """The address of a migrated and empty PostgreSQL database."""
    emptier.empty()
    return emptier.url


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
    yield db
    in_use = db.connections_in_use
    await db.close()
    assert in_use == 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a database, and the journeys of features that are played a second time."""
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
        if _is_a_journey(item) and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.more)
    items.sort(key=_is_quick)


def pytest_collection_finish() -> None:
    """Let Python's collector pass over what was imported, and look seldom at what tests leave."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def _is_quick(item: pytest.Item) -> bool:
    return item.path.relative_to(TESTS).parts[0] not in WAITING_FIRST


def _is_a_journey(item: pytest.Item) -> bool:
    """Tell a test of a feature from those of what all features stand on."""
    folder = item.path.relative_to(UNITS).parts[0] if item.path.is_relative_to(UNITS) else ""
    return folder in JOURNEYS
