"""What several features' tests read once: the content that is packaged, and help from memory."""

import pytest

from bot.coping.library import Library, load_library
from bot.reach.directory import Directory, HelpSnapshot, load_directory


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def directory() -> Directory:
    return load_directory()


@pytest.fixture
def snapshot(directory, clock) -> HelpSnapshot:
    return HelpSnapshot(directory, clock)
