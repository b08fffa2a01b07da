"""The figures of a running bot, in Prometheus' form. None of them names a member or a server."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.app import App
from bot.core.errors import Busy, Unavailable
from bot.delivery.backlog import Backlog, count_backlog
from bot.delivery.owed import End, Lane
from bot.storage.database import BATCH

FRESH = 5.0  # seconds for which one count of the database serves every scrape
PATIENCE = 2.0  # seconds to wait for that count
BEAT = 0.25  # seconds between two looks at how late the event loop is
STATES = ("waiting", "unknown", "sending")
DELAYS = (0.001, 0.005, 0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look at the database brought; None: it did not answer."""

    at: float
    backlog: Backlog | None


class Gateway(Protocol):
    """As much of the client as is looked at."""

    @property
    def online(self) -> bool:
        """Whether the socket is open."""
        ...

    @property
    def guilds(self) -> Sequence[Any]:
        """The servers the bot is in."""
        ...

    def is_ready(self) -> bool: ...
    def is_closed(self) -> bool: ...


class Metrics(Collector):
    """Gathers figures at the moment somebody asks: from the engine's counts and cheap queries."""

    def __init__(self, app: App, client: Gateway) -> None:
        self._app, self._client = app, client
        self._looked: Looked | None = None
        self._turn = asyncio.Lock()
        self.last_backup: float | None = None  # seconds since 1970 of the newest that succeeded
        self.registry = CollectorRegistry()
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        self._delay = Histogram(
            "aftercare_event_loop_delay_seconds",
            "How late the event loop comes back to a task that slept",
            buckets=DELAYS,
            registry=self.registry,
        )

    async def write(self) -> bytes:
        """Count what waits and write everything down as text."""
        await self.look()
        return generate_latest(self.registry)

    async def look(self) -> bool:
        """Tell whether the database answers; asked at most once in five seconds."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if self._looked is None or now - self._looked.at >= FRESH:
                self._looked = Looked(now, await self._count())
        return self._looked.backlog is not None

    async def watch_loop(self) -> None:
        """Measure the event loop's delay until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(BEAT)
            self._delay.observe(max(0.0, loop.time() - before - BEAT))

    @property
    def connected(self) -> bool:
        """Whether Discord's events reach us."""
        return self._client.online and self._client.is_ready() and not self._client.is_closed()

    @property
    def _leads(self) -> bool:
        return self._app.started and self._app.delivery.leads

    async def _count(self) -> Backlog | None:
        if not self._app.started:
            return None
        try:
            async with asyncio.timeout(PATIENCE), self._app.db.read(BATCH) as tx:
                return await count_backlog(tx)
        except (Busy, Unavailable, TimeoutError):
            log.warning("metrics_without_the_database")
            return None

    # ------------------------------------------------------------ for prometheus_client

    def describe(self) -> Iterable[Metric]:
        """Name nothing ahead; otherwise the registry would gather once when this is registered."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Give every figure, for the registry."""
        backlog = self._looked.backlog if self._looked else None
        yield _gauge("database_reachable", "1 when the database answers", backlog is not None)
        yield from _tell_backlog(backlog) if backlog else ()
        yield from self._tell_delivery()
        yield from self._tell_gateway()
        if self.last_backup is not None:
            yield _gauge(
                "backup_timestamp_seconds", "When the last backup was made", self.last_backup
            )

    def _tell_delivery(self) -> Iterable[Metric]:
        recorder = self._app.delivery.dispatcher.recorder
        ends = {end.value: 0 for end in End} | recorder.counts
        yield _count("rows_ended", "How owed messages ended", "end", ends)
        yield _count("refusals", "Final refusals by Discord's code", "code", recorder.refusals)
        limited = CounterMetricFamily("aftercare_rate_limited", "How often Discord said 429")
        limited.add_metric([], self._app.pacer.limited)
        yield limited

    def _tell_gateway(self) -> Iterable[Metric]:
        yield _gauge("gateway_connected", "1 while Discord's events reach us", self.connected)
        yield _gauge("servers", "Servers the bot is in", len(self._client.guilds))
        yield _gauge("leader", "1 for the process that sends", self._leads)


def _tell_backlog(backlog: Backlog) -> Iterable[Metric]:
    rows = GaugeMetricFamily(
        "aftercare_outbox_rows", "What is owed and not over yet", labels=["lane", "state"]
    )
    oldest = GaugeMetricFamily(
        "aftercare_outbox_oldest_unsent_seconds",
        "For how long the oldest unsent message has been due",
        labels=["lane"],
    )
    for lane in Lane:
        oldest.add_metric([lane.name.lower()], backlog.oldest[lane])
        for state in STATES:
            rows.add_metric([lane.name.lower(), state], backlog.rows.get((lane, state), 0))
    yield from (rows, oldest)
    yield _gauge("timers_late_seconds", "For how long the oldest timer has been due", backlog.late)


def _gauge(name: str, means: str, value: float) -> Metric:
    return GaugeMetricFamily(f"aftercare_{name}", means, value=float(value))


def _count(name: str, means: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"aftercare_{name}", means, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
