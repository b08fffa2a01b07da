"""A private thread of two on the rehearsal's page: there at once for the two, for nobody else."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.reach.duty import store as duty
from bot.rehearsal.cast import RealBot
from bot.rehearsal.community import DM
from bot.rehearsal.server import Server
from bot.rehearsal.stage import Stage
from bot.rehearsal.teller import Teller
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.storage.tables import servers as server_table
from tests.page.acting import arrive, photograph, room, until
from tests.page.conftest import Visit

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]


class Theatre:
    """A rehearsal in which Sam is a helper on duty, in a thread: the browser has ours."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.stage = Stage(RealBot, lambda: datetime.now(UTC))
        self.server = Server(self.stage)

    def do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self.loop).result()

    async def open(self) -> None:
        await self.server.start(0)
        self.stage.port = self.server.port
        await self.stage.start()
        await _put_on_duty(self.stage)

    async def close(self) -> None:
        await self.server.stop()
        await self.stage.stop()

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    theatre = Theatre()
    try:
        theatre.do(theatre.open())
        yield theatre
        theatre.do(theatre.close())
    finally:
        theatre.end()


async def _put_on_duty(stage: Stage) -> None:
    community = stage.community
    server_id, sam = community.guild.id, community.members["sam"].id
    app: Any = stage.bot._app  # type: ignore[attr-defined]
    app.help.apply(f"server {server_id} US")
    async with app.db.begin() as tx:
        await servers.ensure_server(tx, server_id)
        channel_id = community.channels["welcome"].id
        await tx.execute(update(server_table).values(threads_channel_id=channel_id))
        standing = await vouchings.find_standing(tx, server_id, sam, "helper")
        moments = dict.fromkeys(("adult_at", "asked_at", "approved_at"), tx.now)
        await vouchings.change_standing(tx, standing, **moments)
        await duty.change_duty(tx, server_id, sam, on_until=tx.now + timedelta(hours=9))


async def play(stage: Stage) -> None:
    """Let Ana ask for a thread of two, and Sam come."""
    teller = Teller(stage, lambda _line: None)
    card = await teller.command("ana", "welcome", "help")
    screen = await teller.press(card, "Ask a helper")
    screen = await teller.press(screen, "Another way to meet")
    screen = await teller.press(screen, "Another way to meet")
    await teller.press(screen, "Send")
    asked = await teller.until("Someone would like a word", "sam")
    await teller.press(asked, "I'm with them")
    await teller.wait(seconds=5)


def test_a_thread_is_listed_as_soon_as_it_exists(theatre: Theatre, look: Visit) -> None:
    page = look(theatre.server.url, "#ana/welcome")
    places = page.locator("#places")
    places.get_by_text("Aftercare (private)").wait_for()
    told_its_size = "() => simcordPreview.lastAction && !simcordPreview.pendingAction"
    until(page, lambda: room(page).locator("body").evaluate(told_its_size))
    theatre.do(play(theatre.stage))  # its time stands still meanwhile: simcord does one at once
    flowing = asyncio.run_coroutine_threadsafe(theatre.stage.run(), theatre.loop)
    places.get_by_text("A quiet talk").click()
    room(page).get_by_text("This is for the two of you").last.wait_for()
    room(page).locator(".channel-hash", has_text="↳").wait_for()
    photograph(page, "talk-ana-in-the-thread")
    page.locator("#people").get_by_role("button", name="Sam").click()
    places.get_by_text("A quiet talk").wait_for()
    for outsider in ("Cleo", "Mona"):
        page.locator("#people").get_by_role("button", name=outsider).click()
        places.get_by_text("A quiet talk").wait_for(state="detached")
    photograph(page, "talk-mona-sees-nothing")
    for person in ("ana", "sam"):
        page.goto(f"{theatre.server.url}#{person}/{DM}")
        arrive(page, person, DM)
        room(page).locator(".channel-message").first.wait_for()
        shown = room(page).locator("#channel-message-list").inner_text()
        assert "<@" not in shown, "a private chat names the people of the server"
        assert "<#" not in shown
        photograph(page, f"talk-{person}")
    flowing.cancel()
