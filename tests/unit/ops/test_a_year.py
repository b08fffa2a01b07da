"""A year in the life of a small community: the files stop growing, and nothing is left behind."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.checkins import service as checkins
from bot.coping import service as coping
from bot.core.press import Press
from bot.delivery.delivery import Delivery, next_due
from bot.delivery.incidents import describe_incident, record_incidents
from bot.delivery.pacer import Pacer
from bot.features import build_features, collect_handlers
from bot.privacy import service as privacy
from bot.reach.directory import HelpSnapshot
from bot.storage.tables import metadata
from tests.support.clock import START
from tests.support.who import CHANNEL, SERVER, mona, somebody
from tests.unit.meetings.stage import Stage

DAYS = 365
SETTLED = 75  # days; everything is kept for 35 days at most, incidents for 30
NEWCOMERS_EVERY = 5  # days
DAYS_KEPT_INCIDENTS = 30


class Community(Stage):
    """A group with meetings, check-in prompts and tips, members who come, use it and leave."""

    def __init__(self, db, clock):
        super().__init__(db, clock)
        features = build_features(HelpSnapshot())
        self.engine = Delivery(
            db,
            clock,
            self.transport,
            collect_handlers(features),
            Pacer(1_000_000, dm_opens=1_000_000),
            alarm=False,
        )
        self.meeting = 0

    async def begin(self):
        group = await self.make_group()
        self.meeting = await self.plan(group=group)
        await self.plan(group=group, days="Fridays", time="18:00", title="Friday circle")
        async with self.db.begin() as tx:
            await checkins.choose_prompt(tx, mona(), str(group), checkins.Wish("9:00", None))
            await coping.choose_group_tip(tx, mona(), str(group), "8:00")

    async def live(self, day):
        """One day: people come and leave, something goes wrong, and the night cleans up."""
        if day % NEWCOMERS_EVERY == 0:
            await self.join(10_000 + day)
        if day % NEWCOMERS_EVERY == 2 and day > 40:
            await self.leave(10_000 + day - 42)
        async with self.db.begin() as tx:
            went_wrong = describe_incident("talk", "50001", server_id=SERVER, channel_id=CHANNEL)
            await record_incidents(tx, [went_wrong])
            await privacy.keep_draft(tx, 10_000, "meetings", {"title": "never sent in"})
        until = START + timedelta(days=day + 1)
        while True:
            await self.engine.step()
            async with self.db.read() as tx:
                due = await next_due(tx)
            if due is None or due > until:
                break
            self.clock.move_to(max(due, self.clock.now()))
        self.clock.move_to(until)
        await self.engine.housekeeper.clean()

    async def join(self, member_id):
        who = somebody(member_id)
        self.let_see(member_id)
        await self.press(who, "remind", f"m{self.meeting}")
        await self.set_member(member_id, zone="Europe/Berlin", country="IE")

    async def leave(self, member_id):
        async with self.db.begin() as tx:
            await privacy.press(tx, somebody(member_id), Press("erase_yes"), countries={})

    def bytes_used(self):
        """The size of the data file once its log is written back."""
        path = Path(self.db.url.database)
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.stat().st_size

    async def count_rows(self):
        async with self.db.read() as tx:
            return {
                table.name: await tx.scalar(select(func.count()).select_from(table))
                for table in metadata.sorted_tables
            }


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_the_file_stops_growing(db, clock):
    community = Community(db, clock)
    await community.begin()
    sizes, rows = [], []
    for day in range(DAYS):
        await community.live(day)
        if day >= SETTLED and day % 29 == 0:
            sizes.append(community.bytes_used())
            rows.append(await community.count_rows())
    assert len(community.transport.posted) > 800, "a year of messages went out"
    assert max(sizes) <= sizes[0] * 1.02, sizes
    for table in metadata.tables:
        assert rows[-1][table] <= rows[0][table] * 1.15 + 3, (table, [r[table] for r in rows])
    assert rows[-1]["incidents"] <= DAYS_KEPT_INCIDENTS
    assert rows[-1]["drafts"] <= 1
    assert rows[-1]["erasures"] == 0
