"""A community that can be called for help, and people who call, over the wire."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from bot.app import open_database
from bot.core.clock import SystemClock
from bot.storage.database import Database
from bot.storage.tables import dm_channels, helpers, outbox, servers, timers, vouchings
from tests.bot.nights import pair
from tests.support.wire.client import CannotBeDone, Remote, Replied
from tests.support.wire.owing import Ledger
from tests.support.wire.server import Discord

NEUTRAL, COME = "Someone would like a word now.", "I'm with them"
HELPERS = ("sam", "rio")
UNTIL = timedelta(hours=6)


async def open_room(ledger: Ledger, names: Sequence[str] = HELPERS) -> int:
    """Put helpers on duty in the newest server; returns the room of its moderators."""
    discord, server_id, now = ledger.discord, ledger.server_ids[-1], datetime.now(UTC)
    room = discord.town.add_channel(server_id, "moderators")
    ids = [discord.town.add_person(name, server_id) for name in names]
    trusted = {"adult_at": now, "asked_at": now, "approved_at": now, "what": "helper"}
    people = [{"server_id": server_id, "member_id": one} for one in ids]
    chosen = {"moderators_channel_id": room, "country": "US"}
    await ledger.execute(
        (update(servers).where(servers.c.server_id == server_id).values(**chosen), None),
        (insert(vouchings), [one | trusted for one in people]),
        (insert(helpers), [one | {"on_until": now + UNTIL} for one in people]),
    )
    return room


async def know_chats(ledger: Ledger, *names: str) -> None:
    """Let private chats with these people be open already."""
    backend, town = ledger.discord.backend, ledger.discord.town
    ids = [town.people[name].id for name in names]
    rows = [{"member_id": one, "channel_id": backend.get_dm_channel(one).id} for one in ids]
    await ledger.execute((insert(dm_channels), rows))


async def pair_up(ledger: Ledger, member: str, sponsor: str) -> None:
    """Let two people be member and sponsor, before any process runs."""
    server_id, people = ledger.server_ids[-1], ledger.discord.town.people
    ledger.discord.town.add_person(sponsor, server_id)
    async with opened(ledger) as db, db.begin() as tx:
        await pair(tx, server_id, people[member].id, people[sponsor].id)


@asynccontextmanager
async def opened(ledger: Ledger) -> AsyncIterator[Database]:
    db = open_database(ledger.settings, SystemClock())
    await db.start()
    try:
        yield db
    finally:
        await db.close()


# ---------------------------------------------------------------- people call


async def propose(
    remote: Remote, channel_id: int, name: str = "ana", label: str = "Ask a helper"
) -> Any:
    """Open the one screen; nothing is sent yet."""
    card = await remote.command(name, channel_id, "help")
    return (await remote.press(name, card.first, label)).first


@asynccontextmanager
async def whoever_answers() -> AsyncIterator[None]:
    """Let somebody act for a moment, whether a bot lives to answer or not."""
    with suppress(CannotBeDone, TimeoutError, AssertionError, StopIteration):
        async with asyncio.timeout(3):
            yield


async def ask(remote: Remote, channel_id: int, way: str = "them") -> None:
    """Let ana ask for a helper, to meet in this way."""
    async with whoever_answers():
        screen = await propose(remote, channel_id)
        for _ in range(("them", "me", "thread").index(way)):
            screen = (await remote.press("ana", screen, "Another way to meet")).first
        await remote.press("ana", screen, "Send")


async def come(remote: Remote, name: str) -> None:
    """Let somebody who is asked say that they are with them."""
    async with whoever_answers():
        question = next(one for one in await remote.read_chat(name) if COME in one.buttons)
        await remote.press(name, question, COME)


async def let_time_pass(ledger: Ledger) -> None:
    """Let every deadline of the ladder be over, with no process there to see it."""
    now = datetime.now(UTC)
    await ledger.execute(
        (update(timers).values(due=now), None),
        (update(outbox).where(outbox.c.state == "waiting").values(due=now, try_after=now), None),
    )


# ---------------------------------------------------------------- what came of it


def count_asked(discord: Discord, *names: str) -> list[int]:
    """Count how often each of these people was asked."""
    return [
        sum(one["text"].startswith(NEUTRAL) for one in discord.acting.read_chat(name))
        for name in names or HELPERS
    ]


def count_notes(discord: Discord, room: int) -> int:
    return len(discord.acting.read(None, room))


def sent_meanwhile(
    discord: Discord, reply: Replied, since: int, chats: Sequence[int] = ()
) -> int | None:
    """Count what was sent, from a place in the log on, until a press or a command was answered.

    With `chats`: from its answer until the first message in one of these. None: there is none yet.
    """
    log = [(one.method, one.path) for one in discord.rest.log[since:]]
    callback = f"/interactions/{reply.id}/"
    answered = next(at for at, (_, path) in enumerate(log) if path.startswith(callback))
    if not chats:
        return sum(map(_is_send, log[:answered]))
    wanted = {("POST", f"/channels/{chat}/messages") for chat in chats}
    found = next((at for at, one in enumerate(log) if one in wanted), None)
    return None if found is None else sum(map(_is_send, log[answered:found]))


def _is_send(one: tuple[str, str]) -> bool:
    return one[0] == "POST" and one[1].endswith("/messages")
