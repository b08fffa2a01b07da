"""The health server over a real socket, and what it says in good and bad times."""

import asyncio
import socket
from types import SimpleNamespace

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.errors import SetupProblem
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.owed import Lane
from bot.delivery.pacer import Pacer
from bot.gateway import run
from bot.ops import metrics as measuring
from bot.ops.beside import run_beside
from bot.ops.health import serving_health
from bot.ops.memory import settle_memory
from bot.ops.metrics import Metrics
from bot.settings import Settings
from tests.support.transport import refuse
from tests.unit.delivery.stage import Stage, make_owed

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


class Connected(SimpleNamespace):
    """As much of the client as is looked at."""

    def is_ready(self):
        return True

    def is_closed(self):
        return False


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


@pytest.fixture
def metrics(stage):
    app = SimpleNamespace(db=stage.db, delivery=stage.engine, pacer=stage.pacer, started=True)
    return Metrics(app, Connected(online=True, guilds=[1, 2]))


@pytest.fixture
async def ask(metrics):
    """Ask the server for a page; gives its status and text."""
    async with serving_health(metrics, 0) as port, aiohttp.ClientSession() as session:

        async def get(path):
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status, await answer.text()

        yield get


def read_figures(text):
    """Read Prometheus' text: each sample by name and its labels' values."""
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, *one.labels.values()): one.value for one in samples}


async def test_all_is_well(ask):
    assert await ask("/healthz") == (200, "alive\n")
    assert await ask("/readyz") == (200, "ready\n")
    status, text = await ask("/metrics")
    figures = read_figures(text)
    assert status == 200
    assert figures["aftercare_gateway_connected",] == 1
    assert figures["aftercare_leader",] == 1
    assert figures["aftercare_servers",] == 2
    assert figures["aftercare_outbox_rows", "help", "waiting"] == 0
    assert figures["process_resident_memory_bytes",] > 0


async def test_what_waits_and_how_it_ended(ask, stage, metrics, monkeypatch):
    monkeypatch.setattr(measuring, "FRESH", 3600.0)
    stage.transport.plan("send", refuse(50001))
    await stage.owe(make_owed("talk.1"), make_owed("talk.2", channel_id=501))
    await stage.step()
    await stage.owe(make_owed("talk.3", lane=Lane.HELP))
    stage.clock.advance(minutes=3)
    stage.pacer.limited = 4
    figures = read_figures((await ask("/metrics"))[1])
    assert figures["aftercare_outbox_rows", "help", "waiting"] == 1
    assert figures["aftercare_outbox_oldest_unsent_seconds", "help"] == 180
    assert figures["aftercare_rows_ended_total", "sent"] == 1
    assert figures["aftercare_rows_ended_total", "refused"] == 1
    assert figures["aftercare_rows_ended_total", "expired"] == 0
    assert figures["aftercare_refusals_total", "50001"] == 1
    assert figures["aftercare_rate_limited_total",] == 4
    await stage.owe(make_owed("talk.4", lane=Lane.HELP))
    again = read_figures((await ask("/metrics"))[1])
    assert again["aftercare_outbox_rows", "help", "waiting"] == 1, "counted once in a while"
    monkeypatch.setattr(measuring, "FRESH", 0.0)
    again = read_figures((await ask("/metrics"))[1])
    assert again["aftercare_outbox_rows", "help", "waiting"] == 2


async def test_a_database_that_is_gone_is_said_and_the_rest_goes_on(ask, metrics, monkeypatch):
    monkeypatch.setattr(measuring, "PATIENCE", 0.05)
    async with asyncio.TaskGroup() as group:
        all_read = asyncio.Barrier(5)
        readers = [group.create_task(hold_reader(metrics, all_read)) for _ in range(4)]
        await all_read.wait()
        assert await ask("/readyz") == (503, "waiting for: database\n")
        figures = read_figures((await ask("/metrics"))[1])
        assert await ask("/healthz") == (200, "alive\n")
        for reader in readers:
            reader.cancel()
    assert figures["aftercare_database_reachable",] == 0
    assert figures["aftercare_gateway_connected",] == 1
    assert ("aftercare_outbox_rows", "help", "waiting") not in figures


async def hold_reader(metrics, all_read):
    async with metrics._app.db.read():
        await all_read.wait()
        await asyncio.Event().wait()


async def test_a_lost_connection_is_said(ask, metrics):
    metrics._client.online = False
    assert await ask("/readyz") == (503, "waiting for: discord\n")
    assert read_figures((await ask("/metrics"))[1])["aftercare_gateway_connected",] == 0


async def test_before_the_start_nothing_is_asked_of_the_database(ask, metrics):
    metrics._app.started, metrics._client.online = False, False
    assert await ask("/readyz") == (503, "waiting for: database discord\n")


async def test_a_stalled_event_loop_shows(metrics):
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(metrics.watch_loop())
        await asyncio.sleep(0.05)
        blocked_until = asyncio.get_running_loop().time() + 0.6
        while asyncio.get_running_loop().time() < blocked_until:
            pass
        await asyncio.sleep(0.3)
        watching.cancel()
    figures = read_figures((await metrics.write()).decode())
    assert figures["aftercare_event_loop_delay_seconds_sum",] > 0.2


async def test_it_listens_to_this_machine_alone(metrics):
    async with serving_health(metrics, 0) as port:
        with socket.socket() as outside:
            outside.settimeout(1)
            assert outside.connect_ex((own_address(), port)) != 0


def own_address():
    """An address of this machine that is not loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return probe.getsockname()[0]


async def test_a_port_in_use_is_one_line_and_nothing_is_made(metrics, tmp_path):
    async with serving_health(metrics, 0) as port:
        settings = Settings(
            token="abc",
            health_port=port,
            database_url=f"sqlite+aiosqlite:///{tmp_path}/new/aftercare.db",
            key_file=tmp_path / "key",
        )
        with pytest.raises(SetupProblem, match=f"The port {port} cannot be used") as problem:
            await run.run_client(settings, run_beside(settings))
    assert "\n" not in str(problem.value)
    assert "AFTERCARE_HEALTH_PORT" in str(problem.value)
    assert not (tmp_path / "new").exists()


async def test_without_a_port_nothing_is_served(metrics, stage):
    app = SimpleNamespace(
        db=stage.db, delivery=Delivery(stage.db, stage.clock, None, Handlers(), Pacer())
    )
    async with run_beside(Settings())(app, metrics._client) as works:
        assert [work.func for work in works] == [settle_memory]
