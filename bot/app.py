"""Composition: settings, database, features and the delivery engine, put together once.

The program on Discord, the rehearsal and the tests all run this very App; they differ in the
transport and the clock that they hand in.
"""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from bot.coping.library import load_library
from bot.core.clock import Clock
from bot.core.parts import EVERYTHING, Part
from bot.delivery.company import Company, Work
from bot.delivery.delivery import Delivery
from bot.delivery.pacer import Pacer
from bot.delivery.transport import Transport
from bot.features import FORGETS, build_features, collect_handlers
from bot.journeys import Feature
from bot.privacy import service as privacy
from bot.privacy.erasing.service import erase_again
from bot.reach.directory import HelpSnapshot, load_directory
from bot.settings import Settings
from bot.storage.database import BATCH, Database
from bot.storage.keeping import wait_alone
from bot.storage.keys import KeyStore
from bot.storage.migrate import migrate
from bot.storage.operator_key import load_operator_key

START_LOCK = 0x416674657273  # an advisory lock of PostgreSQL, any number of our own


def open_database(settings: Settings, clock: Clock) -> Database:
    """Make the database and its key store from the settings; nothing is opened yet.

    Raises `SetupProblem` when the operator's key cannot be had.
    """
    given = settings.key.get_secret_value() if settings.key else None
    key = load_operator_key(given, settings.key_path)
    return Database(settings.database_url, clock, KeyStore(settings.keys_address, key, clock))


class App:
    """The whole bot, whatever it talks through.

    `alarm` is off where the clock is moved by hand; there, time itself wakes the loops. `content`
    is a community's own content folder, `contact` how to reach whoever runs the bot. `part` is
    given where other processes may run too.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        transport: Transport,
        pacer: Pacer,
        *,
        alarm: bool = True,
        content: Path | None = None,
        contact: str = "",
        part: Part | None = None,
    ) -> None:
        self.part = part or EVERYTHING
        shared = part is not None and db.dialect == "postgresql"
        self.company = Company(db, pacer) if shared else None
        self.db, self.clock, self.transport, self.pacer = db, clock, transport, pacer
        directory = load_directory(own=content) if content else None
        self.help: HelpSnapshot = HelpSnapshot(directory, clock=clock)
        self.library = load_library(content)
        features = build_features(self.help, self.library, contact=contact)
        self.features: dict[str, Feature] = {feature.name: feature for feature in features}
        self.delivery = Delivery(
            db,
            clock,
            transport,
            collect_handlers(features),
            pacer,
            alarm=alarm,
            leadership=self.company.leadership if self.company else None,
            delivers=self.part.delivers,
        )
        self.started = False
        self._stack = AsyncExitStack()

    async def start(self) -> Self:
        """Open the database, bring it up to date, load the help snapshot, begin each feature."""
        await self.db.start()
        self._stack.push_async_callback(self.db.close)
        await migrate(self.db)
        self.db.subscribe("help", self.help.apply)
        async with self.db.begin(BATCH) as tx:
            await wait_alone(tx, START_LOCK)
            await erase_again(tx, FORGETS)
            await self.help.load_countries(tx)
            await privacy.finish_erasures(tx, FORGETS)
            for feature in self.features.values():
                if feature.at_start is not None:
                    await feature.at_start(tx)
        self.started = True
        return self

    def works(self) -> list[Work]:
        """List what must run from before the first request to Discord to after the last one."""
        return self.company.works(self._read_again) if self.company else []

    async def _read_again(self) -> None:
        """Read what other processes may have changed in the help snapshot."""
        async with self.db.read(BATCH) as tx:
            await self.help.load_countries(tx)

    async def stop(self) -> None:
        """Close the database; the engine and Discord are stopped before."""
        self.started = False
        await self._stack.aclose()
