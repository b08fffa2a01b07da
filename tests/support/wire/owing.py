"""A community whose bot owes much at the same moment: its rows, and what Discord shows already.

Everything is written as the features would have written it: meetings with their timers, reminders
that stand in their channels, private reminders. What falls due is then planned, worded and sent by
the program itself.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

from sqlalchemy import Table, insert

from bot.app import open_database
from bot.core.clock import SystemClock
from bot.delivery.outbox import make_nonce
from bot.meetings.rules import Ref, reminder_key
from bot.settings import Settings
from bot.storage.database import BATCH, Database
from bot.storage.migrate import migrate
from bot.storage.tables import (
    dm_channels,
    groups,
    meetings,
    outbox,
    reminders,
    servers,
    sightings,
    timers,
)
from tests.support.wire.seams import Payload
from tests.support.wire.server import Discord

Kind = Literal["remind", "whisper", "close"]
LENGTH = timedelta(minutes=30)
LEAD = timedelta(minutes=10)
LONG_AGO = datetime.fromtimestamp(0, UTC)
OVER = "This meeting is over"
OPEN_STATES = {"waiting", "sending", "unknown"}


@dataclass
class Promise:
    """One thing that is owed: to a room, or to a person's private chat."""

    kind: Kind
    meeting_id: int
    channel_id: int
    person: str = ""


@dataclass
class Ledger:
    """What is owed in all, where the bot keeps it, and how to look at either."""

    discord: Discord
    folder: Path
    promises: list[Promise] = field(default_factory=list)
    last_due: datetime = LONG_AGO
    server_ids: list[int] = field(default_factory=list)
    strangers: bool = True
    general: int = 0  # a room of the first server

    @property
    def settings(self) -> Settings:
        url = f"sqlite+aiosqlite:///{self.folder / 'aftercare.db'}"
        return Settings.model_validate({"database_url": url})

    @property
    def environment(self) -> dict[str, str]:
        """What a bot process needs to take over from here."""
        return {
            **self.discord.environment,
            "AFTERCARE_DATABASE_URL": self.settings.database_url,
            "AFTERCARE_NEW_CHATS_PER_HOUR": "1000",
        }

    # ------------------------------------------------------------ making debts

    async def open_servers(self, count: int) -> None:
        """Make servers with a moderator, ana and the bot, on Discord and in the database."""
        town = self.discord.town
        for number in range(count):
            server_id = town.add_server(f"Harbor {number}")
            general = town.add_channel(server_id, "general")
            moderators = town.add_role(server_id, "Moderators", ["manage_guild"])
            town.add_person("mona", server_id, [moderators])
            town.add_person("ana", server_id)
            self.general = self.general or general
            self.server_ids.append(server_id)
        now = datetime.now(UTC)
        rows = [{"server_id": one, "zone": "UTC", "set_up_at": now} for one in self.server_ids]
        await self.write({servers: rows})

    async def owe(
        self, due: datetime, spread: float, *, strangers: bool = True, **counts: int
    ) -> None:
        """Let so many debts of each kind fall due within `spread` seconds from `due`.

        Of `strangers` it is not known yet whether they can see the room.
        """
        self.strangers = strangers
        rows: dict[Table, list[Payload]] = {table: [] for table in ORDER}
        whole = sum(counts.values())
        kinds: list[Any] = [kind for kind, count in counts.items() for _ in range(count)]
        first = len(self.promises)
        Random(whole).shuffle(kinds)  # every part of the burst has some of each
        for number, kind in enumerate(kinds):
            moment = due + timedelta(seconds=spread * number / whole)
            self._promise(kind, first + number + 1, moment.replace(microsecond=0), rows)
        self.last_due = max(self.last_due, due + timedelta(seconds=spread))
        await self.write(rows)

    def _promise(
        self, kind: Kind, number: int, due: datetime, rows: dict[Table, list[Payload]]
    ) -> None:
        server_id = self.server_ids[number % len(self.server_ids)]
        channel_id = self.discord.town.add_channel(server_id, f"room-{number}")
        promise = Promise(kind, number, channel_id)
        self.promises.append(promise)
        start = due - LENGTH if kind == "close" else due + LEAD
        rows[groups].append(_group(number, server_id, channel_id, due))
        rows[meetings].append(_meeting(number, start, due, "10" if kind == "close" else "60,10"))
        rows[timers].append({"kind": "meetings.next", "subject_id": str(number), "due": due})
        if kind == "whisper":
            rows[meetings][-1]["leads"] = ""
            self._promise_note(promise, server_id, due, rows)
        else:
            self._put_up(Ref(number, start, 10 if kind == "close" else 60), promise, due, rows)

    def _promise_note(
        self, promise: Promise, server_id: int, due: datetime, rows: dict[Table, list[Payload]]
    ) -> None:
        """Let somebody have asked for a private note; some have a chat, some were seen lately."""
        town, number = self.discord.town, promise.meeting_id
        promise.person = f"person{number}"
        member_id = town.add_person(promise.person, server_id)
        row = {"member_id": member_id, "group_id": number, "meeting_id": number}
        rows[reminders].append(row | {"lead_minutes": 10, "since": due - timedelta(days=1)})
        if number % 2:
            chat = self.discord.backend.get_dm_channel(member_id).id
            rows[dm_channels].append({"member_id": member_id, "channel_id": chat})
        if number % 3 or not self.strangers:
            place = {"server_id": server_id, "channel_id": promise.channel_id}
            seen = {"member_id": member_id, "sees": True, "checked_at": due - timedelta(hours=1)}
            rows[sightings].append(place | seen)

    def _put_up(
        self, ref: Ref, promise: Promise, due: datetime, rows: dict[Table, list[Payload]]
    ) -> None:
        """Let an earlier reminder stand in the room."""
        key = reminder_key(ref)
        marked = {"type": 2, "style": 2, "label": "Help now"}
        marked |= {"custom_id": f"ac:reach:help:{make_nonce(key)}"}
        words = {"type": 10, "content": f"Meeting {promise.meeting_id}: an earlier reminder."}
        parts = [words, {"type": 1, "components": [marked]}]
        message_id = self.discord.town.say_as_bot(promise.channel_id, parts)
        rows[outbox].append(
            {
                "key": key,
                "kind": "meetings.reminder",
                "ref": str(ref),
                "verb": "send",
                "address_kind": "channel",
                "address_id": promise.channel_id,
                "lane": 2,
                "due": due - timedelta(minutes=50),
                "not_after": due + LENGTH,
                "state": "sent",
                "try_after": due - timedelta(minutes=50),
                "attempts": 1,
                "nonce": make_nonce(key),
                "message_id": message_id,
                "channel_id": promise.channel_id,
                "closed_at": due - timedelta(minutes=50),
            }
        )

    # ------------------------------------------------------------ looking at them

    def find_faults(self) -> dict[str, list[str]]:
        """List what is lost and what is doubled, as people see it in rooms and chats."""
        faults: dict[str, list[str]] = {"lost": [], "doubled": [], "wrong": []}
        for promise in self.promises:
            name = f"{promise.kind} {promise.meeting_id}"
            seen = self._seen(promise)
            if len(seen) != 1:
                faults["doubled" if seen else "lost"].append(name)
            elif not _is_kept(promise, seen[0]):
                faults["wrong"].append(f"{name}: {seen[0]['text'][:60]}")
        made_twice = (key for key, n in self.discord.rest.nonces.created.items() if n > 1)
        faults["doubled"] += [f"message {nonce} in {place}" for place, nonce in made_twice]
        return {fault: names for fault, names in faults.items() if names}

    @property
    def kept(self) -> int:
        """How many promises are kept at this moment."""
        return sum(self._is_done(promise) for promise in self.promises)

    def _is_done(self, promise: Promise) -> bool:
        seen = self._seen(promise)
        return len(seen) == 1 and _is_kept(promise, seen[0])

    def _seen(self, promise: Promise) -> list[Payload]:
        acting = self.discord.acting
        if promise.person:
            return acting.read_chat(promise.person)
        return acting.read(None, promise.channel_id)

    # ------------------------------------------------------------ the database

    async def write(self, rows: Mapping[Table, list[Payload]]) -> None:
        """Put rows into the database, which is made if there is none."""
        async with _opened(self.settings) as db, db.begin(BATCH) as tx:
            for table, some in rows.items():
                if some:
                    await tx.execute(insert(table), some)

    def count_states(self) -> Counter[str]:
        """Count the rows of the outbox by their state."""
        return Counter(dict(self.ask("SELECT state, count(*) FROM outbox GROUP BY state")))

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether everything that is due by now was planned and has come to its end."""
        if now <= self.last_due or OPEN_STATES & self.count_states().keys():
            return False
        moment = int(now.timestamp() * 1000)
        return self.ask(f"SELECT count(*) FROM timers WHERE due <= {moment}") == [(0,)]

    def list_incidents(self) -> list[tuple[str, str]]:
        """List kind and code of what moderators and the operator are shown."""
        return self.ask("SELECT kind, code FROM incidents ORDER BY id")

    def ask(self, question: str) -> list[Any]:
        """Look into the SQLite file from outside, while the bot runs or not."""
        address = f"file:{self.settings.database_file}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(question).fetchall()


class _opened:  # noqa: N801 - reads as `with opened`
    """A started, migrated database."""

    def __init__(self, settings: Settings) -> None:
        self._db = open_database(settings, SystemClock())

    async def __aenter__(self) -> Database:
        await self._db.start()
        await migrate(self._db)
        return self._db

    async def __aexit__(self, *_error: object) -> None:
        await self._db.close()


ORDER = (servers, groups, meetings, timers, reminders, dm_channels, sightings, outbox)


def _is_kept(promise: Promise, seen: Payload) -> bool:
    if promise.kind == "close":
        return OVER in seen["text"]
    earlier = "an earlier reminder" in seen["text"]
    return not earlier and OVER not in seen["text"]


def _group(number: int, server_id: int, channel_id: int, due: datetime) -> Payload:
    return {
        "id": number,
        "server_id": server_id,
        "name": f"Group {number}",
        "channel_id": channel_id,
        "admission": "open",
        "medicine": "welcome",
        "created_at": due - timedelta(days=30),
    }


def _meeting(number: int, start: datetime, due: datetime, leads: str) -> Payload:
    wall = start.astimezone(UTC)
    rule = {
        "zone": "UTC",
        "at": wall.time().isoformat("seconds"),
        "first": wall.date().isoformat(),
        "repeat": "once",
    }
    return {
        "id": number,
        "group_id": number,
        "title": f"Meeting {number}",
        "zone": "UTC",
        "rule": json.dumps(rule),
        "minutes": int(LENGTH.total_seconds() // 60),
        "leads": leads,
        "created_at": due - timedelta(days=30),
        "planned_until": due - timedelta(seconds=30),
    }
