"""What is removed at night."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from bot.core.press import Place
from bot.delivery.housekeeping import next_night
from bot.delivery.outbox import keep
from bot.delivery.sightings import remember_sighting
from bot.storage.tables import sightings, timers
from tests.support.clock import START
from tests.unit.delivery.stage import make_owed


async def test_old_rows_are_removed_and_young_ones_stay(stage):
    await stage.owe(*(make_owed(f"talk.{n}", channel_id=n + 1) for n in range(3)))
    await stage.step()
    async with stage.db.begin() as tx:
        await remember_sighting(tx, Place(1, 2), 3, sees=True)
    await stage.owe(make_owed("talk.late", not_after=START))
    await stage.step()
    assert len(await stage.incidents()) == 1
    stage.clock.advance(days=34)
    await stage.owe(make_owed("talk.waits", due=START + timedelta(days=300)))
    await stage.engine.housekeeper.clean()
    assert len(await stage.rows()) == 5
    async with stage.db.read() as tx:
        assert await tx.row(select(sightings)) is None
    stage.clock.advance(days=2)
    await stage.engine.housekeeper.clean()
    assert await stage.states() == {"talk.waits": "waiting"}


async def test_what_is_kept_can_be_edited_longer(stage):
    await stage.owe(make_owed(), make_owed("talk.2", channel_id=2))
    await stage.step()
    for _ in range(2):
        stage.clock.advance(days=30)
        async with stage.db.begin() as tx:
            await keep(tx, ["talk.1", "talk.unknown"])
            await keep(tx, [])
        await stage.engine.housekeeper.clean()
    assert await stage.states() == {"talk.1": "sent"}


async def test_each_feature_cleans_up_for_itself(stage, logged):
    async def fail(_tx):
        raise ValueError

    async def clean(tx):
        await tx.execute(insert(timers).values(kind="x", subject_id="1", due=START))

    stage.housekeeps |= {"bad": fail, "good": clean}
    await stage.engine.housekeeper.clean()
    assert await stage.timers() == {"1": START}
    (line,) = [line for line in logged if line["event"] == "housekeeping_failed"]
    assert line["feature"] == "bad"


def test_the_next_night():
    assert next_night(datetime(2026, 11, 20, 3, 16, tzinfo=UTC)) == datetime(
        2026, 11, 20, 3, 17, tzinfo=UTC
    )
    assert next_night(datetime(2026, 11, 20, 3, 17, tzinfo=UTC)) == datetime(
        2026, 11, 21, 3, 17, tzinfo=UTC
    )
