"""A community whose bot owes much at the same moment: what it owes, and whether that was kept.

Everything is written as the features would have written it: meetings with their timers, reminders
that stand in their channels, private reminders. What falls due is then planned, worded and sent by
the program itself.
"""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Executable, insert

from bot.app import open_database
from bot.core.clock import SystemClock
from bot.settings import Settings
from bot.storage.database import BATCH, Database
from bot.storage.migrate import migrate
from bot.storage.tables import servers
from tests.support.postgres import ask_postgres
from tests.support.wire.promises import Kind, Promise, Rows, no_rows, write_promise
from tests.support.wire.seams import Payload
from tests.support.wire.server import Discord

OPEN_STATES = {"waiting", "sending", "unknown"}
FIRST_NUMBER = 1000  # of a server whose shard was chosen
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass
class Ledger:
    """What is owed in all, where the bot keeps it, and how to look at either.

    `database` are settings for another database than an SQLite file in the folder.
    """

    discord: Discord
    folder: Path
    database: dict[str, Any] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    server_ids: list[int] = field(default_factory=list)
    general: int = 0  # a room of the first server
    rooms: list[int] = field(default_factory=list)  # one of each server
    last_due: datetime = LONG_AGO
    written: int = 0  # promises, those apart included

    @property
    def settings(self) -> Settings:
        file = {"database_url": f"sqlite+aiosqlite:///{self.folder / 'aftercare.db'}"}
        return Settings.model_validate(file | self.database)

    @property
    def environment(self) -> dict[str, str]:
        """What a bot process needs to take over from here."""
        given = {"database_url": self.settings.database_url, **self.database}
        database = {f"AFTERCARE_{name.upper()}": str(value) for name, value in given.items()}
        return {**self.discord.environment, **database, "AFTERCARE_NEW_CHATS_PER_HOUR": "1000"}

    # ------------------------------------------------------------ making debts

    async def open_servers(self, count: int, shards: int = 0) -> None:
        """Make servers with a moderator, ana and the bot, on Discord and in the database.

        With `shards`, the servers are on each of so many in turn.
        """
        town = self.discord.town
        for number in range(count):
            chosen = (FIRST_NUMBER * shards + number) << 22 if shards else None
            server_id = town.add_server(f"Harbor {number}", chosen)
            general = town.add_channel(server_id, "general")
            moderators = town.add_role(server_id, "Moderators", ["manage_guild"])
            town.add_person("mona", server_id, [moderators])
            town.add_person("ana", server_id)
            self.general = self.general or general
            self.rooms.append(general)
            self.server_ids.append(server_id)
        now = datetime.now(UTC)
        rows = [{"server_id": one, "zone": "UTC", "set_up_at": now} for one in self.server_ids]
        await self.write({servers: rows})

    async def owe(
        self,
        due: datetime,
        spread: float,
        *,
        strangers: bool = True,
        server_ids: Sequence[int] = (),
        room: int | None = None,
        **counts: int,
    ) -> list[Promise]:
        """Let so many debts of each kind fall due within `spread` seconds from `due`.

        Of every third of `strangers` it is not known yet whether they can see the room. All in one
        `room` are kept apart: what it shows cannot be told by single debts.
        """
        kinds: list[Any] = [kind for kind, count in counts.items() for _ in range(count)]
        Random(len(kinds)).shuffle(kinds)  # every part of the burst has some of each
        rows, made = no_rows(), list[Promise]()
        homes = list(server_ids or self.server_ids)
        for place, kind in enumerate(kinds):
            moment = due + timedelta(seconds=spread * place / len(kinds))
            made.append(self._make(kind, homes[place % len(homes)], moment, room))
            stranger = strangers and self.written % 3 == 0
            write_promise(made[-1], self.discord.town, rows, stranger=stranger)
        self.last_due = max(self.last_due, due + timedelta(seconds=spread))
        self.promises += [] if room else made
        await self.write(rows)
        return made

    def _make(self, kind: Kind, server_id: int, due: datetime, room: int | None) -> Promise:
        self.written += 1
        add = self.discord.town.add_channel
        channel_id = room or add(server_id, f"room-{self.written}")
        return Promise(kind, self.written, server_id, channel_id, due.replace(microsecond=0))

    async def write(self, rows: Rows) -> None:
        """Put rows into the database, which is made if there is none."""
        await self.execute(*((insert(table), some) for table, some in rows.items() if some))

    async def execute(self, *statements: tuple[Executable, Any]) -> None:
        """Change the database from outside, in one transaction."""
        async with _opened(self.settings) as db, db.begin(BATCH) as tx:
            for statement, values in statements:
                await tx.execute(statement, values)

    # ------------------------------------------------------------ as people see it

    def find_faults(self) -> dict[str, list[str]]:
        """List what is lost and what is doubled, as people see it in rooms and chats."""
        faults: dict[str, list[str]] = {"lost": [], "doubled": [], "wrong": []}
        for promise in self.promises:
            seen = self.look_at(promise)
            if not promise.is_kept(seen):
                kind = "wrong" if len(seen) == 1 else "doubled" if seen else "lost"
                faults[kind].append(f"{promise.kind} {promise.number}")
        made_twice = (key for key, n in self.discord.rest.nonces.created.items() if n > 1)
        faults["doubled"] += [f"message {nonce} in {place}" for place, nonce in made_twice]
        return {fault: names for fault, names in faults.items() if names}

    def count_kept(self, promises: Sequence[Promise] | None = None) -> int:
        """Count the promises that are kept at this moment; all of them, if none are named."""
        some = self.promises if promises is None else promises
        return sum(promise.is_kept(self.look_at(promise)) for promise in some)

    def look_at(self, promise: Promise) -> list[Payload]:
        """Read what the room or the person sees."""
        acting = self.discord.acting
        if promise.person:
            return acting.read_chat(promise.person)
        return acting.read(None, promise.channel_id)

    # ------------------------------------------------------------ as the database has it

    def count_states(self) -> Counter[str]:
        """Count the rows of the outbox by their state."""
        return Counter(dict(self.ask("SELECT state, count(*) FROM outbox GROUP BY state")))

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether everything that is due by now was planned and has come to its end.

        Timers are read first: a plan that is committed in between shows among the rows.
        """
        moment = int(now.timestamp() * 1000)
        due = self.ask(f"SELECT count(*) FROM timers WHERE due <= {moment}")
        if now <= self.last_due or due != [(0,)]:
            return False
        return not OPEN_STATES & self.count_states().keys()

    def list_incidents(self) -> list[tuple[str, str]]:
        """List kind and code of what moderators and the operator are shown."""
        return self.ask("SELECT kind, code FROM incidents ORDER BY id")

    def ask(self, question: str) -> list[Any]:
        """Look into the database from outside, while the bot runs or not."""
        if self.settings.database_file is None:
            return ask_postgres(self.settings.database_url, question)
        address = f"file:{self.settings.database_file}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(question).fetchall()


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    db = open_database(settings, SystemClock())
    await db.start()
    try:
        await migrate(db)
        yield db
    finally:
        await db.close()
