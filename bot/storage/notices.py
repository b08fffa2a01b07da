"""What processes on one PostgreSQL tell each other: wake up, there is something new.

It is sent inside the transaction it is about (NOTIFY), so that nobody hears of what was rolled
back. Whoever is not connected hears nothing, and looks every two seconds instead.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from sqlalchemy import URL, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Unavailable
from bot.storage.engines import explained, open_postgres

CHANNEL: Final = "aftercare"
LONGEST: Final = 7000  # characters in one notice; PostgreSQL takes 8000 bytes
EVERYTHING: Final = "*"  # the channel of a notice that says: read it all again
PAUSE: Final = 2.0  # seconds between two looks, and two tries to connect, while nothing is heard
ALIVE: Final = 5.0  # seconds between two checks of the connection

Marked = tuple[str, str | None]

log = structlog.get_logger()


async def tell_others(connection: AsyncConnection, process: str, marked: Sequence[Marked]) -> None:
    """Tell the other processes what this transaction marked and announced, when it is committed."""
    notices = (_write(process, channel, payload) for channel, payload in marked)
    told = [func.pg_notify(CHANNEL, notice) for notice in dict.fromkeys(notices)]
    await connection.execute(select(*told))


def _write(process: str, channel: str, payload: str | None) -> str:
    whole = f"{process} {channel}" if payload is None else f"{process} {channel} {payload}"
    return whole if len(whole.encode()) <= LONGEST else f"{process} {EVERYTHING}"


class Notices:
    """Hears what other processes tell. `missed` is set when something may have gone unheard."""

    def __init__(
        self,
        url: URL,
        process: str,
        tell: Callable[[str, str | None], None],
        wake_everybody: Callable[[], None],
    ) -> None:
        self.missed = asyncio.Event()
        self.connected = False
        self._url, self._process = url, process
        self._tell, self._wake_everybody = tell, wake_everybody
        self._cut = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled; while that is not possible, wake everybody now and then."""
        engine = open_postgres(self._url, connections=1, patience=PAUSE, answer_within=ALIVE)
        try:
            while True:
                try:
                    async with engine.connect() as connection:
                        await self._listen(connection)
                except (Unavailable, SQLAlchemyError, OSError):
                    log.warning("notices_cut")
                self.connected = False
                self._catch_up()
                await asyncio.sleep(PAUSE)
        finally:
            await engine.dispose()

    async def _listen(self, connection: AsyncConnection) -> None:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        self._cut.clear()
        driver.add_termination_listener(lambda _connection: self._cut.set())
        with explained():
            await driver.add_listener(CHANNEL, self._hear)
        self.connected = True
        self._catch_up()
        while not self._cut.is_set():
            try:
                async with asyncio.timeout(ALIVE):
                    await self._cut.wait()
            except TimeoutError:
                with explained():
                    await driver.execute("SELECT 1", timeout=ALIVE)
        raise Unavailable("the connection that listens was cut")

    def _catch_up(self) -> None:
        """Look at everything: nobody knows what was said while nothing was heard."""
        self.missed.set()
        self._wake_everybody()

    def _hear(self, _connection: object, _pid: int, _channel: str, notice: str) -> None:
        process, _, said = notice.partition(" ")
        channel, _, payload = said.partition(" ")
        if process == self._process:
            return
        if channel == EVERYTHING:
            self._catch_up()
        else:
            self._tell(channel, payload or None)
