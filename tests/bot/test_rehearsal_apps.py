"""The rehearsal's page: threads for who can see them, and the bot's entries in context menus."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.rehearsal.cast import RealBot
from bot.rehearsal.stage import Stage

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENTRY = "Help for this person"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage(RealBot, lambda: NOON)
    stage.port = 1234
    await stage.start()
    yield stage
    await stage.stop()


def open_thread(stage: Stage, *people: str) -> int:
    """Let the bot open a private thread for these people."""
    backend, welcome = stage.world.backend, stage.community.channels["welcome"]
    thread = backend.create_thread(welcome.id, "A talk · k7qf", backend.bot_user.id, type=12)
    for key in people:
        backend.add_thread_member(thread.id, stage.community.members[key].id)
    return int(thread.id)


async def test_a_thread_is_listed_for_who_is_in_it(stage):
    thread_id = open_thread(stage, "ana", "ben")
    key = f"thread-{thread_id}"
    for person, there in {"ana": True, "ben": True, "cleo": False, "mona": False}.items():
        told = stage.describe(person, "welcome")
        assert (key in [one["key"] for one in told["places"]]) is there
        assert told["threads"] == ({key: "A talk · k7qf"} if there else {})


async def test_a_thread_can_be_opened_by_who_is_in_it(stage):
    key = f"thread-{open_thread(stage, 'ana')}"
    assert await stage.open_room("ana", key) is not None
    assert await stage.open_room("cleo", key) is None


async def test_an_archived_thread_is_not_listed(stage):
    thread_id = open_thread(stage, "ana")
    stage.world.backend.edit_channel(thread_id, {}, thread_metadata={"archived": True})
    assert stage.describe("ana", "welcome")["threads"] == {}


async def test_the_bots_entries_are_listed(stage):
    assert ENTRY in stage.describe("ana", "welcome")["apps"]["people"]
    assert ENTRY in stage.describe("ana", "welcome")["apps"]["messages"]


async def shown(stage: Stage, person: str) -> str:
    """What the room of #welcome shows to this person."""
    room = await stage.open_room(person, "welcome")
    assert room is not None
    return str(await room._preview.snapshot())


@pytest.mark.parametrize("on", ["person", "message", "author"])
async def test_an_entry_is_used_and_only_who_used_it_sees_the_answer(stage, on):
    welcome, ben = stage.community.channels["welcome"], stage.community.members["ben"]
    said = stage.world.backend.create_message(welcome.id, ben.id, "A long night.")
    await stage.open_room("ana", "welcome")
    asked = {"me": "ana", "place": "welcome", "entry": ENTRY, "on": on}
    assert await stage.use_entry({**asked, "person": "ben", "message": str(said.id)})
    assert "Worried about someone" in await shown(stage, "ana")
    assert "Worried about someone" not in await shown(stage, "ben")


@pytest.mark.parametrize(
    "wrong",
    [
        {"me": "nobody"},
        {"place": "moderators"},
        {"place": "dm"},
        {"entry": "No such entry"},
        {"person": "nobody"},
        {"on": "message", "message": "12"},
        {"on": "message", "message": None},
    ],
)
async def test_what_cannot_be_done_is_said(stage, wrong):
    await stage.open_room("ana", "welcome")
    await stage.open_room("ana", "dm")
    asked = {"me": "ana", "place": "welcome", "entry": ENTRY, "on": "person", "person": "ben"}
    assert await stage.use_entry(asked | wrong) is False
