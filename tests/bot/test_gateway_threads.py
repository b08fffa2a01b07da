"""Private threads as the engine needs them: made, found again however old, with whom it says."""

from datetime import timedelta

import pytest

from bot.core.message import Message
from bot.delivery.transport import Refusal, Unsearchable
from tests.bot.probe import Probe

MINUTE = timedelta(minutes=1)


@pytest.fixture
def features():
    return (Probe().as_feature(),)


@pytest.fixture
def transport(world):
    return world.app.transport


def find(world, code, since=None):
    here, before = world.general.id, world.clock.now() - MINUTE
    return world.app.transport.find_thread(world.server.id, here, code, since or before)


def archive(world, thread_id):
    world.env.backend.edit_channel(thread_id, {}, thread_metadata={"archived": True})


async def test_a_private_thread_begins_with_nobody_in_it(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    thread = world.env.backend.channels[thread_id]
    assert thread.name == "A talk AB12"
    made = world.requests("POST", "/threads")[-1].json
    assert (made["type"], made["invitable"], made["auto_archive_duration"]) == (12, False, 1440)
    assert list(thread.thread_members) == [world.client.user.id]


async def test_members_are_let_in_one_by_one_and_again(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    for person in (world.ana, world.ben, world.ana):
        await transport.add_member(thread_id, person.id)
    members = set(world.env.backend.channels[thread_id].thread_members)
    assert members == {world.client.user.id, world.ana.id, world.ben.id}


async def test_who_made_a_thread_takes_people_out_of_it(world, transport):
    """Without the right to manage threads: that is asked of everybody but its maker."""
    world.silence_bot(world.general, "manage_threads")
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    for person in (world.ana, world.ben):
        await transport.add_member(thread_id, person.id)
    for _twice in range(2):
        await transport.drop_member(thread_id, world.ana.id)
    thread = world.env.backend.channels[thread_id]
    assert set(thread.thread_members) == {world.client.user.id, world.ben.id}
    thread.owner_id = world.ben.id
    with pytest.raises(Refusal, match="50013"):
        await transport.drop_member(thread_id, world.ben.id)


async def test_an_archived_thread_is_opened_again_for_a_member(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    archive(world, thread_id)
    path = f"/channels/{thread_id}/thread-members/{world.ana.id}"
    world.env.inject_error("PUT", path, status=400, code=50083)
    await transport.add_member(thread_id, world.ana.id)
    thread = world.env.backend.channels[thread_id]
    assert world.ana.id in thread.thread_members
    assert not thread.thread_metadata.archived


@pytest.mark.parametrize("code", [10007, 10013, 50001, 50013])
async def test_who_cannot_be_let_in_is_a_refusal(world, transport, code):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    world.env.inject_error("PUT", "/channels/*/thread-members/*", status=403, code=code)
    with pytest.raises(Refusal) as refused:
        await transport.add_member(thread_id, world.ana.id)
    assert refused.value.code == code


async def test_a_thread_takes_messages_and_they_are_found_again(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    sent = await transport.send(thread_id, Message("Here you are."), nonce="find-me")
    since = world.clock.now() - MINUTE
    assert await transport.find_marked(thread_id, "find-me", since) == sent
    world.client.get_guild(world.server.id)._remove_thread(world.client.get_channel(thread_id))
    archive(world, thread_id)
    assert await transport.find_marked(thread_id, "find-me", since) == sent
    world.silence_bot(world.general, "read_message_history")
    with pytest.raises((Unsearchable, Refusal)):
        await transport.find_marked(thread_id, "find-me", since)


async def test_without_the_right_no_thread_is_made(world, transport):
    world.silence_bot(world.general, "create_private_threads")
    with pytest.raises(Refusal) as refused:
        await transport.open_thread(world.general.id, "A talk AB12")
    assert refused.value.code == 50013


# ---------------------------------------------------------------- finding again


async def test_a_thread_is_found_by_its_code(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    assert await find(world, "AB12") == thread_id
    assert await find(world, "ZZ99") is None


async def test_an_archived_thread_is_found_too(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    archive(world, thread_id)
    assert await find(world, "AB12") == thread_id


async def test_a_thread_made_long_before_is_found(world, transport):
    since = world.clock.now() - MINUTE
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    await world.advance(days=20)
    assert await find(world, "AB12", since) == thread_id
    archive(world, thread_id)
    assert await find(world, "AB12", since) == thread_id


async def test_somebody_elses_thread_is_not_ours(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    world.env.backend.channels[thread_id].owner_id = world.ben.id
    assert await find(world, "AB12") is None


@pytest.mark.parametrize("path", ["/guilds/*/threads/active", "/channels/*/threads/archived/*"])
async def test_threads_that_cannot_be_listed_are_unsearchable(world, transport, path):
    world.env.inject_error("GET", path, status=403, code=50001)
    with pytest.raises(Unsearchable):
        await find(world, "AB12")


async def test_an_active_thread_is_found_without_looking_at_archived_ones(world, transport):
    thread_id = await transport.open_thread(world.general.id, "A talk AB12")
    world.silence_bot(world.general, "read_message_history")
    assert await find(world, "AB12") == thread_id
    with pytest.raises(Unsearchable):
        await find(world, "ZZ99")
