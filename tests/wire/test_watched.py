"""The health server of an unmodified bot process, and a port that is in use."""

import asyncio
import socket

import aiohttp
import pytest

from tests.support.wire.process import begin_plainly
from tests.support.wire.server import Discord

BUSY_AT_START = 15.0  # seconds


@pytest.fixture
def port():
    """A port of this machine that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def ask(port, path):
    """Ask for a page; None while nobody listens."""
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()
    except aiohttp.ClientConnectionError:
        return None


async def wait_for(port, path, status):
    async with asyncio.timeout(BUSY_AT_START):
        while True:
            said = await ask(port, path)
            if said is not None and said[0] == status:
                return said[1]
            await asyncio.sleep(0.1)


async def test_a_real_process_says_how_it_is(tmp_path, port):
    async with Discord() as discord:
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder in folders:
            folder.mkdir()
        nightly = {"AFTERCARE_BACKUP_FOLDER": str(tmp_path / "nightly")}
        environment = discord.environment | nightly | {"AFTERCARE_HEALTH_PORT": str(port)}
        process = begin_plainly(folders[0], environment)
        await wait_for(port, "/readyz", 200)
        figures = (await ask(port, "/metrics"))[1]
        assert "aftercare_gateway_connected 1.0" in figures
        assert "aftercare_database_reachable 1.0" in figures
        assert 'aftercare_outbox_rows{lane="help",state="waiting"} 0.0' in figures
        assert "process_resident_memory_bytes" in figures

        second = begin_plainly(folders[1], environment)
        assert await second.wait() == 2
        (said,) = [line for line in second.lines if line.startswith("aftercare: ")]
        assert f"The port {port} cannot be used" in said
        assert not list(folders[1].rglob("*.db")), "nothing was made"

        await discord.gateway.drop(abort=True)  # it is told to stop while it connects again
        assert await process.stop() == 0, process.last_words
        assert await ask(port, "/healthz") is None
