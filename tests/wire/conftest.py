"""A Discord on loopback, a community that is owed much, and bot processes to begin and to kill."""

import base64
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import Server
from tests.support.wire.client import Remote
from tests.support.wire.owing import Ledger
from tests.support.wire.process import NurseryDoor, Process, begin_plainly
from tests.support.wire.server import Discord

PATIENT = 150  # seconds for a test
PATIENCE = 15.0  # seconds for an answer: the machine that tests does other things too

Begin = Callable[..., Awaitable[Process]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and give it more time than a test without sockets."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.wire)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(PATIENT))


@pytest.fixture(scope="session")
def nursery() -> Iterator[NurseryDoor]:
    """Where bot processes begin quickly."""
    if not hasattr(os, "fork"):
        pytest.skip("this machine cannot fork processes")
    with NurseryDoor() as door:
        yield door


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    """A Discord of this test alone. At the end both sides must have kept to the contract."""
    async with Discord(answer_within=PATIENCE) as running:
        yield running
    assert running.rest.contract.asked == []
    assert running.rest.contract.answered == []
    assert running.rest.broken == []


@pytest.fixture
async def remote(discord: Discord) -> AsyncIterator[Remote]:
    """The control API of that Discord."""
    async with Remote(discord.address) as door:
        yield door


@pytest.fixture
def database() -> dict[str, Any]:
    """Settings for another database than an SQLite file."""
    return {}


@pytest.fixture
def ledger(discord: Discord, tmp_path: Path, database: dict[str, Any]) -> Ledger:
    """What a community in this Discord is owed."""
    return Ledger(discord, tmp_path, database)


@pytest.fixture
def on_postgres(
    request: pytest.FixtureRequest, postgres_server: Server
) -> Iterator[dict[str, Any]]:
    """Two databases of this test alone: for the data, migrated, and for the keys."""
    name = f"wire_{abs(hash(request.node.nodeid)):x}"
    data = postgres_server.clone(name)
    keys = postgres_server.clone(f"{name}_keys", template="template0")
    with data as database_url, keys as keys_url:
        key = base64.b64encode(bytes(range(32))).decode()
        yield {"database_url": database_url, "keys_url": keys_url, "key": key}


@pytest.fixture
async def begin(ledger: Ledger, nursery: NurseryDoor) -> AsyncIterator[Begin]:
    """Begin a bot process on the ledger's database; `plainly` without the launcher."""
    begun: list[Process] = []

    async def one(*, plainly: bool = False, **more: Any) -> Process:
        environment = ledger.environment | more
        if plainly:
            process = begin_plainly(ledger.folder, environment)
        else:
            process = await nursery.begin(ledger.folder, environment)
        begun.append(process)
        return process

    yield one
    for process in begun:
        if process.code is None:
            os.kill(process.pid, 9)
            await process.wait()
