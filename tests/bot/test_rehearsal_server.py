"""The rehearsal's server: loopback, a secret, and nobody else's pages."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import simcord.preview

from bot.rehearsal.cast import RealBot
from bot.rehearsal.frame import MENDED
from bot.rehearsal.server import Server
from bot.rehearsal.stage import Stage


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server whose stage is empty: these tests never get as far as the stage."""
    stage = Stage(RealBot, lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))
    server = Server(stage)
    await server.start(0)
    yield server
    await server.stop()


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_page_comes_with_the_secret_only(server, web):
    async with web.get(server.url) as answer:
        assert answer.status == 200
        assert "Nothing here reaches Discord" in await answer.text()
    root = server.url.rsplit("/", 2)[0]
    for wrong in ("/", "/wrong/", "/wrong/api/state"):
        async with web.get(root + wrong) as answer:
            assert answer.status == 404
            assert "full address" in await answer.text()


async def test_only_loopback_is_listened_on(server):
    assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_other_pages_and_names_are_refused(server, web, headers):
    async with web.post(server.url + "api/move", json={"seconds": 600}, headers=headers) as answer:
        assert answer.status == 403


async def test_every_page_forbids_foreign_code(server, web):
    for path in ("", "page.css", "page.js", "icon.svg"):
        async with web.get(server.url + path) as answer:
            rules = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in rules
            assert "unsafe" not in rules
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_the_frame_may_be_shown_by_our_page_alone(server, web):
    async with web.get(server.url + "rooms/mona/welcome/") as answer:
        assert answer.status == 200
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert 'src="../../../frame/app.js"' in await answer.text()


async def test_the_frame_asks_for_nothing_outside_its_room(server, web):
    for name in ("app.js", "transport.js", "assets.js", "media.js", "preview.css", "index.html"):
        async with web.get(server.url + f"frame/{name}") as answer:
            text = await answer.text()
            assert answer.status == 200
            assert '"/api/' not in text
            assert "`/api/" not in text
            assert 'url("/' not in text
            assert '="/' not in text
            assert 'fetch("/' not in text


async def test_everything_to_be_mended_in_the_frame_is_there(server, web):
    """Each place is found once in simcord's own file, and is other in what the browser gets."""
    static = Path(simcord.preview.__file__).with_name("static")
    for name, changes in MENDED.items():
        before = (static / name).read_text(encoding="utf-8")
        async with web.get(server.url + f"frame/{name}") as answer:
            after = await answer.text()
        for found, mended in changes:
            assert before.count(found) == 1, f"{name}: {found}"
            assert mended in after
        assert len(after) > len(before) / 2


async def test_what_is_not_there_is_not_found(server, web):
    for path in ("frame/secret.js", "frame/../stage.py", "frame/fonts/none.ttf", "rooms/mona"):
        async with web.get(server.url + path) as answer:
            assert answer.status == 404


async def test_a_room_that_was_not_opened_is_gone(server, web):
    async with web.get(server.url + "rooms/mona/welcome/api/state") as answer:
        assert answer.status == 410


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"seconds": -1}', '{"seconds": "x"}', '{"seconds": 1e12}']
)
async def test_nonsense_is_a_bad_request(server, web, body):
    async with web.post(server.url + "api/move", data=body) as answer:
        assert answer.status == 400


async def test_a_taken_port_leads_to_the_next(server):
    other = Server(server.stage)
    await other.start(server.port)
    assert server.port < other.port < server.port + 20
    await other.stop()
