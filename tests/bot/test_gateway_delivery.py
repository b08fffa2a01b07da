"""The engine and the gateway together: what is owed arrives, once, at its time."""

from datetime import timedelta

import pytest

from bot.core.message import Button, Message
from bot.delivery.outbox import message_of, post
from bot.delivery.owed import Lane, Owed
from bot.journeys import Feature
from tests.support.discord_world import World

SOON = timedelta(minutes=10)


async def say(tx, ref):
    row = ((Button("Thanks", "probe", "thanks", ref),),)
    return Message(f"Reminder {ref}.", rows=row)


async def press(tx, who, pressed):
    return Message(f"You are welcome, {pressed.ref}.")


@pytest.fixture
def features():
    return (Feature(name="probe", press=press, renders={"probe.reminder": say}),)


async def owe(world: World, key: str, *, after: timedelta = SOON):
    due = world.clock.now() + after
    async with world.app.db.begin() as tx:
        await post(
            tx,
            Owed(
                key=key,
                kind="probe.reminder",
                ref=key,
                channel_id=world.mornings.id,
                server_id=world.server.id,
                lane=Lane.MEETING,
                due=due,
                not_after=due + timedelta(hours=1),
            ),
        )


async def test_what_is_owed_arrives_at_its_time(world):
    await owe(world, "a")
    await world.advance(minutes=9, seconds=59)
    assert world.reads(world.mornings) == []
    await world.advance(seconds=1)
    (seen,) = world.bystander.sees(world.mornings)
    assert (seen.text, seen.buttons) == ("Reminder a.", ("Thanks", "Help now"))
    assert (await world.ben.press(seen, "Thanks")).text == "You are welcome, a."
    async with world.app.db.read() as tx:
        assert (await message_of(tx, "a")).message_id == seen.id


async def test_a_restart_on_the_way_changes_nothing(world):
    await owe(world, "a")
    await owe(world, "b", after=2 * SOON)
    await world.advance(minutes=5)
    await world.restart()
    await world.advance(minutes=10)
    await world.restart()
    await world.advance(minutes=10)
    assert [seen.text for seen in world.reads(world.mornings)] == ["Reminder a.", "Reminder b."]


async def test_a_lost_answer_does_not_say_it_twice(world):
    await owe(world, "a")
    world.seams.lost_replies = 1
    await world.advance(minutes=15)
    assert [seen.text for seen in world.reads(world.mornings)] == ["Reminder a."]
    async with world.app.db.read() as tx:
        assert await message_of(tx, "a") is not None


async def test_after_the_nonce_is_forgotten_the_message_is_looked_for(world):
    await owe(world, "a")
    world.seams.lost_replies = 1
    path = f"/channels/{world.mornings.id}/messages"
    await world.advance(minutes=10)
    world.env.inject_error("POST", path, status=503, times=None)
    world.env.inject_error("GET", path, status=503, times=3)
    await world.advance(minutes=30)
    assert [seen.text for seen in world.reads(world.mornings)] == ["Reminder a."]
    async with world.app.db.read() as tx:
        assert await message_of(tx, "a") is not None
