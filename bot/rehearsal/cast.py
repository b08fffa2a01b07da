"""The bot under rehearsal: the very app, client and doors that run on Discord."""

import asyncio
from datetime import datetime
from pathlib import Path

import discord

from bot.app import App, open_database
from bot.delivery.delivery import next_due
from bot.delivery.outbox import OUTBOX
from bot.delivery.pacer import Pacer
from bot.delivery.timers import TIMERS
from bot.gateway.client import AftercareClient
from bot.gateway.transport import DiscordTransport
from bot.rehearsal.clock import StageClock
from bot.settings import load_rehearsal_settings
from bot.storage.database import BATCH


class RealBot:
    """Aftercare with a database of its own in `folder`, on the stage's clock."""

    def __init__(self, clock: StageClock, folder: Path) -> None:
        settings = load_rehearsal_settings(folder)
        db = open_database(settings, clock)
        self._clock, self._news = clock, asyncio.Event()
        db.listen(TIMERS, self._news)
        db.listen(OUTBOX, self._news)
        transport, content = DiscordTransport(), settings.content
        self._app = App(db, clock, transport, Pacer(), alarm=False, content=content)
        self.client: discord.Client = AftercareClient(self._app)
        self.due: datetime | None = None

    async def start(self) -> None:
        await self._app.start()
        self._news.set()

    async def work(self) -> None:
        """Plan and send what is due; the database is only asked when there is a reason to."""
        if not self._news.is_set() and (self.due is None or self.due > self._clock.now()):
            return
        self._news.clear()
        await self._app.delivery.step()
        async with self._app.db.read(BATCH) as tx:
            self.due = await next_due(tx)

    async def stop(self) -> None:
        await self._app.stop()
