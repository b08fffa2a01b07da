"""Posting, cancelling and finding rows."""

from datetime import timedelta

import pytest

from bot.delivery.delivery import next_due
from bot.delivery.outbox import cancel, cancel_keys, make_nonce, message_of, post
from bot.delivery.timers import clear_timer, set_timer, set_timers
from tests.support.clock import START
from tests.unit.delivery.stage import CHANNEL, make_owed


async def test_the_same_key_twice_is_one_row(stage):
    await stage.owe(make_owed(), make_owed())
    await stage.owe(make_owed(ref="another"))
    rows = await stage.rows()
    assert [(row["key"], row["ref"], row["state"]) for row in rows] == [
        ("talk.1", "talk.1", "waiting")
    ]


async def test_one_alone_and_none_at_all(stage):
    async with stage.db.begin() as tx:
        await post(tx, make_owed())
        await post(tx, [])
    assert len(await stage.rows()) == 1


async def test_a_sent_row_is_not_sent_again(stage):
    await stage.owe(make_owed())
    await stage.step()
    await stage.owe(make_owed())
    await stage.step()
    assert stage.transport.said() == ["talk.1"]


async def test_message_of_tells_where_it_is(stage):
    await stage.owe(make_owed(), make_owed("talk.later", due=START + timedelta(minutes=5)))
    await stage.step()
    async with stage.db.read() as tx:
        found = await message_of(tx, "talk.1")
        assert await message_of(tx, "talk.later") is None
        assert await message_of(tx, "talk.unknown") is None
    assert found.channel_id == CHANNEL
    assert found.message_id == stage.transport.posted[0].message_id


async def test_cancel_stops_what_waits_and_nothing_else(stage):
    later = {"due": START + timedelta(minutes=5), "cancel_group": "m.1"}
    await stage.owe(make_owed("talk.now", cancel_group="m.1"))
    await stage.step()
    await stage.owe(make_owed("talk.a", **later), make_owed("talk.b", **later))
    await stage.owe(make_owed("talk.c", due=START + timedelta(minutes=5)))
    async with stage.db.begin() as tx:
        await cancel(tx, "m.1")
        await cancel_keys(tx, ["talk.c", "talk.none"])
    stage.clock.advance(minutes=10)
    await stage.step()
    assert stage.transport.said() == ["talk.now"]
    assert await stage.states() == {
        "talk.now": "sent",
        "talk.a": "cancelled",
        "talk.b": "cancelled",
        "talk.c": "cancelled",
    }


async def test_next_due_is_the_earliest_of_timers_and_rows(stage):
    async with stage.db.begin() as tx:
        assert await next_due(tx) is None
        await set_timer(tx, "talk", "1", START + timedelta(hours=2))
        assert await next_due(tx) == START + timedelta(hours=2)
        await post(tx, make_owed(due=START + timedelta(minutes=30)))
        assert await next_due(tx) == START + timedelta(minutes=30)
        await clear_timer(tx, "talk", "1")
        await cancel_keys(tx, ["talk.1"])
        assert await next_due(tx) is None


async def test_a_subject_has_one_timer(stage):
    async with stage.db.begin() as tx:
        await set_timer(tx, "talk", "1", START + timedelta(hours=2))
        await set_timers(tx, "talk", [("1", START + timedelta(hours=1)), ("2", START)])
        await set_timers(tx, "talk", [])
    assert await stage.timers() == {"1": START + timedelta(hours=1), "2": START}


@pytest.mark.parametrize("key", ["", "talk.1", "ü" * 120])
def test_nonces_fit_and_stay_the_same(key):
    assert len(make_nonce(key)) == 24
    assert make_nonce(key) == make_nonce(key)
    assert make_nonce(key) != make_nonce(key + ".")
