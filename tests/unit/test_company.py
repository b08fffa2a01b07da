"""Two programs on one PostgreSQL, and what one tells the other."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.app import App
from bot.core.parts import EVERYTHING
from bot.core.press import Who
from bot.delivery.pacer import Pacer
from bot.privacy import store
from bot.storage.database import Database
from bot.storage.keys import KeyStore
from tests.conftest import OPERATOR_KEY, sqlite_url
from tests.support.transport import RecordingTransport
from tests.unit.delivery.running import until

pytestmark = pytest.mark.parametrize("db_kind", ["postgresql"])
MEMBER = Who(member_id=42, server_id=None, locale="en")


@asynccontextmanager
async def running(url, clock, keys_path):
    """Run a program without its client."""
    db = Database(url, clock, KeyStore(sqlite_url(keys_path), OPERATOR_KEY, clock))
    app = App(db, clock, RecordingTransport(clock), Pacer(), alarm=False, part=EVERYTHING)
    await app.start()
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work()) for work in app.works()]
            await until(lambda: app.company.notices.connected)
            yield app
            for task in tasks:
                task.cancel()
    finally:
        await app.stop()


@pytest.fixture
async def two(db, database_url, clock, tmp_path):
    """Two of them; `db` has emptied the tables before."""
    path = tmp_path / "store" / "keys.db"
    async with running(database_url, clock, path) as one, running(database_url, clock, path) as two:
        yield one, two


async def choose(app, code):
    """Choose a country, as the privacy feature does."""
    async with app.db.begin() as tx:
        await store.change_member(tx, MEMBER.member_id, {"country": code})
        tx.announce("help", f"member {MEMBER.member_id} {code}")


async def test_a_country_chosen_here_is_known_there(two):
    one, other = two
    await choose(one, "CA")
    assert one.help.country_for(MEMBER) == "CA"
    await until(lambda: other.help.country_for(MEMBER) == "CA")


async def test_what_went_unheard_is_read_again(two):
    one, other = two
    async with one.db.begin() as tx:
        await store.change_member(tx, MEMBER.member_id, {"country": "IE"})  # and nobody is told
    async with one.db.begin() as tx:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE :q"
        await tx.execute(text(query + " AND pid <> pg_backend_pid()"), {"q": "LISTEN%"})
    await until(lambda: other.help.country_for(MEMBER) == "IE")


async def test_what_is_due_wakes_every_planner(two):
    one, other = two
    woken = asyncio.Event()
    other.db.listen("timers", woken)
    async with one.db.begin() as tx:
        tx.mark("timers")
    await until(woken.is_set)
