"""A small feature called "talk", and an engine with a Discord in memory around it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.message import Message
from bot.core.press import Place
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.notes import post_note
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, LookFirst, Note, Outcome, Owed, Skip
from bot.delivery.pacer import Pacer
from bot.delivery.sightings import sighting
from bot.storage.database import BATCH, Database, Tx
from bot.storage.tables import incidents, outbox, timers, vault_entries
from tests.support.clock import START, HandClock
from tests.support.transport import RecordingTransport

CHANNEL, SERVER, MEMBER = 500, 70, 9001
HOUR = timedelta(hours=1)


def make_owed(key: str = "talk.1", **changes) -> Owed:
    fields = {
        "key": key,
        "kind": "talk.line",
        "ref": key,
        "channel_id": CHANNEL,
        "server_id": SERVER,
        "lane": Lane.MEETING,
        "due": START,
        "not_after": START + HOUR,
    }
    return Owed(**(fields | changes))


def make_note(ref: str = "1", member_id: int = MEMBER, **changes) -> Note:
    return Note(member_id, "talk", "whisper", ref, **changes)


class Stage:
    """Everything a test of the engine needs. `words` says what a ref renders to."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        self.pacer = Pacer(100_000, dm_opens=20)
        self.words: dict[str, object] = {}
        self.outcomes: list[Outcome] = []
        self.places: dict[str, Place] = {}
        self.settle_fails: set[str] = set()
        self.plans: dict[str, object] = {}
        self.plan_notes: dict[str, object] = {}
        self.find_servers: dict[str, object] = {}
        self.housekeeps: dict[str, object] = {}
        self.engine = self.start_engine()

    def start_engine(self, **options) -> Delivery:
        """Make an engine, as a process does that starts (again)."""
        handlers = Handlers(
            plans=self.plans,
            plan_notes=self.plan_notes,
            renders={"talk.line": self.render},
            render_notes={"talk": self.render_note},
            settles={"talk": self.settle},
            find_servers=self.find_servers,
            housekeeps=self.housekeeps,
        )
        self.engine = Delivery(
            self.db, self.clock, self.transport, handlers, self.pacer, alarm=False, **options
        )
        return self.engine

    async def step(self) -> None:
        await self.engine.step()

    async def owe(self, *owed: Owed) -> None:
        async with self.db.begin() as tx:
            await post(tx, owed)

    async def whisper(self, note: Note | None = None, **changes) -> str:
        fields = {"lane": Lane.MEETING, "due": START, "not_after": START + HOUR} | changes
        async with self.db.begin() as tx:
            return await post_note(tx, note or make_note(), **fields)

    # ------------------------------------------------------------ the feature

    async def render(self, _tx: Tx, ref: str) -> Message | Skip:
        said = self.words.get(ref, Message(ref))
        if isinstance(said, Exception):
            raise said
        return said

    async def render_note(self, tx: Tx, note: Note) -> Message | Skip | LookFirst:
        place = self.places.get(note.ref)
        if place is not None and await sighting(tx, place, note.member_id) is not True:
            return LookFirst(place)
        return await self.render(tx, note.ref)

    async def settle(self, tx: Tx, outcome: Outcome) -> None:
        if outcome.ref in self.settle_fails:
            raise ValueError("a bug of the feature")
        seen = outcome
        tx.after_commit(lambda: self.outcomes.append(seen))

    # ------------------------------------------------------------ looking

    async def _all(self, table) -> Sequence:
        async with self.db.read(BATCH) as tx:
            return await tx.rows(select(table).order_by(*table.primary_key.columns))

    async def rows(self) -> Sequence:
        return await self._all(outbox)

    async def row(self, key: str = "talk.1"):
        return next(row for row in await self.rows() if row["key"] == key)

    async def states(self) -> dict[str, str]:
        return {row["key"]: row["state"] for row in await self.rows()}

    async def timers(self) -> dict[str, datetime]:
        return {row["subject_id"]: row["due"] for row in await self._all(timers)}

    async def incidents(self) -> list[tuple]:
        rows = await self._all(incidents)
        return [(r["kind"], r["code"], r["server_id"], r["channel_id"]) for r in rows]

    async def entries(self) -> int:
        return len(await self._all(vault_entries))

    def ends(self) -> list[tuple]:
        return [(one.ref, one.end.value, one.code) for one in self.outcomes]
