"""The stage: who sees what, time that stops at everything due, and one thing at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal.cast import RealBot
from bot.rehearsal.community import DM
from bot.rehearsal.seams import Room
from bot.rehearsal.stage import Stage
from bot.rehearsal.teller import Teller

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage(RealBot, lambda: NOON)
    stage.port = 1234
    await stage.start()
    yield stage
    await stage.stop()


async def plan_meeting(stage: Stage) -> None:
    """Let Mona plan a meeting in two days, 19:00 in London."""
    teller = Teller(stage, lambda _line: None)
    circle = stage.community.channels["evening-circle"]
    await teller.command("mona", "welcome", "group create", name="Circle", channel=circle)
    group = await teller.pick("mona", "welcome", "meeting create", "group", "Cir")
    form = await teller.command("mona", "welcome", "meeting create", group=group, zone="London")
    preview = await teller.fill(form, title="Circle", days="Sunday", time="19:00")
    await teller.press(preview, "Save")


def is_there(path: Path) -> bool:
    return path.exists()


def watch(room: Room) -> int:
    """Open a page of a room as a browser does; return its revision."""
    return room._preview._open_page().revision


def revision(room: Room) -> int:
    return max(page.revision for page in room._preview._pages.values() if page.id != "python")


async def test_tabs_that_were_closed_without_a_word_leave_space_for_the_next(stage):
    room = await stage.open_room("ana", "welcome")
    assert room is not None
    for _ in range(20):
        room.make_space()
        watch(room)
    kept = list(room._preview._pages)
    room.make_space()
    assert [one for one in kept if one not in room._preview._pages] == [kept[1]]  # after "python"


async def test_people_see_what_they_may(stage):
    assert "moderators" in stage.community.places_of("mona")
    everybody = ["welcome", "announcements", "evening-circle"]
    for person in ("ana", "cleo", "sam"):
        assert stage.community.places_of(person) == [*everybody, DM]
    assert stage.community.places_of("ben") == [*everybody, "helpers", DM]
    assert await stage.open_room("ana", "moderators") is None
    assert await stage.open_room("nobody", "welcome") is None


async def test_one_jump_stops_at_everything_that_is_due(stage):
    await plan_meeting(stage)
    await stage.move(timedelta(days=3).total_seconds())
    history = stage.community.channels["evening-circle"].history()
    said = [m.created_at for m in history if not m.flags.ephemeral]
    start = datetime(2026, 11, 22, 19, tzinfo=UTC)
    leads = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10))
    # Later ones replace earlier ones, so only the last is still there.
    assert [moment.replace(microsecond=0) for moment in said] == [start - leads[-1]]
    assert stage.clock.now() == NOON + timedelta(days=3)


async def test_a_reminder_that_replaces_another_is_new_too(stage):
    await plan_meeting(stage)
    unread = []
    for _ in range(3):
        await stage.move_to_next()
        places = stage.describe("ana", "")["places"]
        unread += [one["unread"] for one in places if one["key"] == "evening-circle"]
        stage.describe("ana", "evening-circle")  # now Ana has looked
    assert unread == [1, 1, 1]


async def test_the_next_event_is_the_first_reminder(stage):
    assert stage.describe("mona", "welcome")["next"] is None
    assert await stage.move_to_next() == {"moved": False}
    await plan_meeting(stage)
    assert stage.describe("mona", "welcome")["next"] == "2026-11-21T19:00:00+00:00"
    assert await stage.move_to_next() == {"moved": True}
    assert stage.clock.now() == datetime(2026, 11, 21, 19, tzinfo=UTC)


async def test_only_the_rooms_in_which_something_happened_are_refreshed(stage):
    await plan_meeting(stage)
    rooms = [await stage.open_room("ana", place) for place in ("welcome", "evening-circle")]
    before = [watch(room) for room in rooms]
    async with stage.lock:
        await stage._move_to(datetime(2026, 11, 21, 19, tzinfo=UTC))
        await stage._show_changes()
    assert [revision(room) - was for room, was in zip(rooms, before, strict=True)] == [0, 1]


async def test_many_things_at_once_wait_for_each_other(stage):
    rooms = [await stage.open_room(who, "welcome") for who in ("ana", "ben")]
    pages = [room._preview._open_page() for room in rooms]

    async def write(room: Room, page: object, turn: int) -> bool:
        body = {
            "protocol_version": 3, "sequence": turn, "request_id": f"r{turn}", "generation": 1,
            "bot_generation": 1, "kind": "send_message", "content": f"turn {turn}",
            "published_revision": 1, "target_id": None, "reply_to_id": None,
        }  # fmt: skip
        answer = await room._preview._action(page.id, body)
        return bool(answer["rejected"])

    async with asyncio.TaskGroup() as group:
        flowing = group.create_task(stage.run())
        for turn in range(1, 11):
            writing = [write(room, page, turn) for room, page in zip(rooms, pages, strict=True)]
            moving = [stage.move(60), stage.open_room("cleo", "announcements")]
            refused = await asyncio.gather(*writing, *moving)
            assert refused[:2] == [False, False]
        flowing.cancel()
    assert stage.world.errors == []


async def test_starting_over_throws_everything_away(stage):
    await plan_meeting(stage)
    folder, scene = Path(stage._folder.name), stage.scene
    assert is_there(folder / "rehearsal.db")
    await stage.open_room("ana", "welcome")
    await stage.move(3600)
    await stage.start_over()
    assert not is_there(folder)
    assert stage.scene == scene + 1
    assert stage.find_room("ana", "welcome") is None
    assert stage.clock.now() - NOON < timedelta(seconds=1)
    assert stage.describe("mona", "welcome")["next"] is None
