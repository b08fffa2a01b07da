"""The library, read once, and the stage on which what needs a database is tested."""

import pytest

from bot.coping.library import Library, load_library
from bot.reach.directory import Directory, HelpSnapshot, load_directory
from tests.unit.coping.stage import Stage


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def directory() -> Directory:
    return load_directory()


@pytest.fixture
def stage(db, clock, directory, library) -> Stage:
    return Stage(db, clock, HelpSnapshot(directory, clock), library)
