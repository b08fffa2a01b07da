"""A private thread of two on the rehearsal's page: there at once for the two, for nobody else."""

import asyncio
from collections.abc import AsyncIterator
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
from tests.page.conftest import FLAGS, PATIENCE, SCREENSHOTS

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A rehearsal in which Sam is a helper on duty, with its page on a port."""
    stage = Stage(RealBot, lambda: datetime.now(UTC))
    server = Server(stage)
    await server.start(0)
    stage.port = server.port
    await stage.start()
    await _put_on_duty(stage)
    stage.url = server.url  # type: ignore[attr-defined]
    yield stage
    await server.stop()
    await stage.stop()


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


async def photograph(page: Any, name: str) -> None:
    await page.wait_for_timeout(600)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")


async def test_a_thread_is_listed_as_soon_as_it_exists(stage: Any, chromium: str) -> None:
    from playwright.async_api import async_playwright

    SCREENSHOTS.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        await page.goto(f"{stage.url}#ana/welcome")
        places, room = page.locator("#places"), page.frame_locator("#room")
        await places.get_by_text("welcome").wait_for()
        await places.get_by_text("Aftercare (private)").wait_for()
        await play(
            stage
        )  # time stands still for the page meanwhile: simcord does one thing at once
        flowing = asyncio.ensure_future(stage.run())
        await places.get_by_text("A quiet talk").click()
        await room.get_by_text("This is for the two of you").last.wait_for()
        await photograph(page, "talk-ana-in-the-thread")
        await page.locator("#people").get_by_role("button", name="Sam").click()
        await places.get_by_text("A quiet talk").wait_for()
        for outsider in ("Cleo", "Mona"):
            await page.locator("#people").get_by_role("button", name=outsider).click()
            await places.get_by_text("A quiet talk").wait_for(state="detached")
        await photograph(page, "talk-mona-sees-nothing")
        for person, name in (("ana", "talk-ana"), ("sam", "talk-sam")):
            await page.goto(f"{stage.url}#{person}/{DM}")
            await room.locator(".channel-message").first.wait_for()
            shown = await room.locator("#channel-message-list").inner_text()
            assert "<@" not in shown, "a private chat names the people of the server"
            assert "<#" not in shown
            await photograph(page, name)
        await browser.close()
        flowing.cancel()
