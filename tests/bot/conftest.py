"""The world of the bot tests: a simulated Discord around the real program."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.coping.library import Library, load_library
from bot.core.clock import Clock
from bot.delivery.pacer import Pacer
from bot.gateway import replies
from bot.gateway.transport import DiscordTransport
from bot.ops.logs import start_logging
from bot.reach.directory import Directory, HelpSnapshot, load_directory
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from tests.bot.checking_in import make_group
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.support.broken import Gone, Silent, Untouchable
from tests.support.discord_world import World, WorldClock
from tests.support.simcord_seams import Seams

# The pacer has tests of its own; here time stands still, and it would wait for ever.
RATE = 1_000_000
PATIENCE = 20.0  # seconds; a busy machine must not look like a busy database


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """Let a machine that stands still for two seconds change no answer; tests may hurry again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replies, "DEFER_AFTER", PATIENCE)
        patch.setattr(replies, "AFTERWARDS_LIMIT", PATIENCE)
        yield


@pytest.fixture
def features() -> tuple[Any, ...] | None:
    """Override this to test with features of your own; None takes the program's list."""
    return None


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The help directory; reading it takes longer than most tests."""
    return load_directory()


@pytest.fixture(scope="session")
def library() -> Library:
    """Tips, exercises and what check-ins are answered with; read once too."""
    return load_library()


@pytest.fixture
def _prepared(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_template: Path,
    directory: Directory,
    library: Library,
    features: tuple[Any, ...] | None,
) -> None:
    """What every App would do again at its start: the content is read, the tables are there."""

    async def migrated(_db: Database) -> None:
        return

    def snapshot(own: Directory | None = None, clock: Clock | None = None) -> HelpSnapshot:
        return HelpSnapshot(own or directory, clock)

    shutil.copytree(sqlite_template, tmp_path / "store")
    monkeypatch.setattr("bot.app.migrate", migrated)
    monkeypatch.setattr("bot.app.HelpSnapshot", snapshot)
    monkeypatch.setattr("bot.app.load_library", lambda own=None: library)
    if features is not None:
        monkeypatch.setattr("bot.app.build_features", lambda *_, **__: features)


@pytest.fixture
async def world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _prepared: None
) -> AsyncIterator[World]:
    """A running bot in a server with a moderator, three members, a sponsor and a bystander."""
    seams = Seams()
    seams.install(monkeypatch)
    clock = WorldClock()
    keys = KeyStore(sqlite_url(tmp_path / "store" / "keys.db"), OPERATOR_KEY, clock)
    url = sqlite_url(tmp_path / "store" / "aftercare.db")
    db = Database(url, clock, keys, patience=PATIENCE)
    world = World(
        App(db, clock, DiscordTransport(), Pacer(RATE, dm_opens=RATE), alarm=False), clock, seams
    )
    await world.start()
    yield world
    await world.stop()
    assert seams.contract.problems == []


@pytest.fixture
def logged() -> Callable[[], str]:
    """Log as the program does, and read what was logged so far."""
    stream = StringIO()
    start_logging("json", "info", stream)
    return stream.getvalue


@pytest.fixture
async def circle(world):
    """A group in #mornings, which everybody sees, run by ben."""
    await world.moderator.command(world.announcements, "setup", zone="Europe/Berlin")
    await make_group(world, "Morning Circle", world.mornings)
    return "Morning Circle"


@pytest.fixture(params=[Untouchable, Gone, Silent])
def broken(request, world, monkeypatch):
    """The world with a database that raises, or never returns; help adds nothing afterwards."""
    alone = replace(world.app.features["reach"], afterwards=None)
    monkeypatch.setitem(world.app.features, "reach", alone)
    monkeypatch.setattr(world.app, "db", request.param())
    return world
