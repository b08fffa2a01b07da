"""A call for help lets the next message go at once, however many others wait."""

import asyncio

from bot.delivery.owed import Lane
from tests.unit.delivery.stage import make_owed


async def test_a_call_for_help_and_nothing_else_is_urgent(stage):
    urgent, changed = stage.engine.dispatcher.urgent, stage.pacer.changed
    await stage.owe(make_owed("talk.1", lane=Lane.ESCALATION))
    assert not urgent.is_set()
    changed.clear()
    await stage.owe(make_owed("help.1", lane=Lane.HELP))
    assert urgent.is_set()
    assert changed.is_set()


async def test_what_is_urgent_is_sent_before_the_next_slot_is_due(stage):
    await stage.owe(*(make_owed(f"talk.{n}", channel_id=n + 1) for n in range(3)))
    stage.pacer._next_start = stage.pacer._monotonic() + 3600
    sending = asyncio.ensure_future(stage.engine.dispatcher.send_all_now())
    await asyncio.sleep(0)
    await stage.owe(make_owed("help.1", lane=Lane.HELP, channel_id=99))
    assert await sending
    assert stage.transport.said() == ["help.1"]
    assert stage.engine.dispatcher.urgent.is_set()  # there may be more
