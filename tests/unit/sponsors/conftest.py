"""The stage on which sponsors are tested, on both databases; content is read once."""

import pytest

from bot.coping.library import Library, load_library
from bot.reach.directory import Directory, HelpSnapshot, load_directory
from tests.unit.sponsors.stage import Stage


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def directory() -> Directory:
    return load_directory()


@pytest.fixture
def snapshot(directory, clock) -> HelpSnapshot:
    return HelpSnapshot(directory, clock)


@pytest.fixture
def stage(db, clock, snapshot, library) -> Stage:
    return Stage(db, clock, snapshot, library)
