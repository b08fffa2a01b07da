"""The check-in form through the real doors: what it is answered with, and that nothing is kept."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.core.errors import Unavailable
from tests.bot.checking_in import LOCAL, check_in, make_group, nobody_else_saw, notes, switch_on
from tests.bot.probe import FOR_EVER


class Gone:
    """A database that is gone."""

    def begin(self, *_args):
        raise Unavailable("gone")

    read = begin


async def plan(world, group, title, days):
    asked = await world.moderator.command(world.general, "meeting create", group=group)
    preview = await world.moderator.fill(asked, title=title, days=days, time="18:00")
    await world.moderator.press(preview, "Save")


# ---------------------------------------------------------------- the form and its replies


async def test_the_form_asks_five_things_and_needs_none(world):
    asked = await world.ana.command(world.general, "checkin")
    assert asked.form.title == "Check in"
    assert list(asked.form.labels) == ["mood", "craving", "feels", "wish", "unsafe"]
    reply = await world.ana.fill(asked)
    assert "Only you see this. Your answer is not kept." in reply.text
    assert reply.first.ephemeral
    nobody_else_saw(world, world.ana)


async def test_not_safe_brings_the_crisis_card_first(world):
    await world.moderator.command(world.announcements, "setup", country="US")
    reply = await check_in(
        world.ana, world.general, unsafe=True, craving=["10"], wish="nothing", mood="good"
    )
    assert reply.text.splitlines()[0].endswith("breathe well: call 911.**")
    assert len(reply.all) == 1
    nobody_else_saw(world, world.ana)


@pytest.mark.parametrize(("craving", "hard"), [("7", False), ("8", True), ("10", True)])
async def test_a_strong_craving_brings_the_hard_moment_card(world, craving, hard):
    reply = await check_in(world.ana, world.general, craving=[craving])
    assert ("That is a lot." in reply.text) is hard
    assert (LOCAL in reply.text) is hard
    assert reply.first.ephemeral


async def test_somebody_to_talk_to(world):
    reply = await check_in(world.ana, world.general, wish="person")
    assert "Write to one person you trust." in reply.text


async def test_a_meeting_is_the_next_one_they_can_see(world, circle):
    await make_group(world, "Quiet Room", world.hidden)
    await plan(world, "Quiet Room", "Hidden tea", "tomorrow")
    await plan(world, circle, "Open tea", "Tuesdays")
    seen = await check_in(world.ana, world.general, wish="meeting")
    assert "The next meeting you can see:\n**Hidden tea**" in seen.text
    reply = await check_in(world.cleo, world.general, wish="meeting")
    assert "The next meeting you can see:\n**Open tea**" in reply.text
    assert "Hidden" not in reply.text
    coming = await world.cleo.press(reply, "I'll be there")
    assert "Open tea" in coming.text
    nothing = await check_in(world.cleo, None, wish="meeting")
    assert "In your server, `/meeting list` shows which meeting comes next." in nothing.text


async def test_in_a_private_chat_a_meeting_shows_for_a_day_after_a_check(world, circle):
    await plan(world, circle, "Open tea", "Tuesdays")
    asked = await world.ana.command(world.general, "group join", group=circle)
    await world.ana.press(asked, "Join")
    unknown = await check_in(world.ana, None, wish="meeting")
    assert "Open tea" not in unknown.text
    listed = await world.ana.command(world.general, "meeting next")
    await world.ana.press(listed, "Remind me")
    await world.advance(days=4)  # the reminder came a day ago or less, after a look
    await world.ana.press(notes(world.ana)[-1], "Open")
    reply = await check_in(world.ana, None, wish="meeting")
    assert "The next meeting you can see:\n**Open tea**" in reply.text
    await world.ana.press(reply, "Where?")
    await world.advance(hours=26)
    assert "Open tea" not in (await check_in(world.ana, None, wish="meeting")).text


async def test_it_works_in_private_chats_and_as_ones_own_app(world):
    reply = await check_in(world.ana, None, wish="person")
    assert "Write to one person you trust." in reply.text
    world.seams.user_installs.add(world.ben.id)
    for channel in (None, world.general):
        reply = await check_in(world.ben, channel, craving=["9"])
        assert "That is a lot." in reply.text
        assert reply.first.ephemeral
    made = {one["name"]: one for one in world.requests("PUT", "/commands")[-1].json}
    for name in ("checkin", "checkin-times"):
        assert made[name]["contexts"] == [0, 1, 2]
        assert made[name]["integration_types"] == [0, 1]
        assert made[name]["default_member_permissions"] is None
    assert made["checkin-prompt"]["contexts"] == [0]


# ---------------------------------------------------------------- nothing of it is kept


async def test_nothing_of_an_answer_is_found_anywhere(world, tmp_path, logged):
    """What is picked is planted first, so that the search is known to find what it looks for."""
    asked = await world.ana.command(world.general, "checkin")
    offered = {
        option["value"]
        for part in asked.result.modal["components"]
        for option in part["component"].get("options", ())
    }
    planted = {"very_low", "lonely", "person"}
    assert planted <= offered
    before = dump(tmp_path)
    for channel in (world.general, None):
        reply = await check_in(
            world.ana, channel, mood="very_low", craving=["6"], feels=["lonely"], wish="person"
        )
        ids = [part["custom_id"] for part in reply.first.components if "custom_id" in part]
        assert not [one for one in ids if any(said in one for said in (*planted, "craving"))]
    await check_in(world.ana, world.general, unsafe=True, mood="very_low", feels=["lonely"])
    assert dump(tmp_path) == before
    for said in (*planted, "unsafe", "acf:checkins"):
        assert said not in logged()
    files = [path for path in (tmp_path / "store").iterdir() if path.is_file()]
    assert len(files) >= 2
    for path in files:
        content = path.read_bytes()
        assert not [said for said in planted if said.encode() in content], path.name


def dump(tmp_path):
    """Give every row of both stores."""
    rows = []
    for name in ("aftercare.db", "keys.db"):
        with closing(sqlite3.connect(tmp_path / "store" / name)) as store:
            tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in sorted(tables):
                rows += [(name, table, row) for row in store.execute(f"SELECT * FROM {table}")]
    return rows


# ---------------------------------------------------------------- everything else is broken


async def test_without_a_database_the_form_and_the_cards_answer(world, circle, monkeypatch, logged):
    await switch_on(world, circle)
    await world.advance(hours=7)
    posted = world.reads(world.mornings)[0]
    monkeypatch.setattr(world.app, "db", Gone())
    for asked in (
        await world.ana.command(world.general, "checkin"),
        await world.ana.command(None, "checkin"),
        await world.ana.press(posted, "Check in privately"),
    ):
        assert asked.form.title == "Check in"
        assert LOCAL in (await world.ana.fill(asked, unsafe=True)).text
    assert "That is a lot." in (await check_in(world.ana, world.general, craving=["8"])).text
    reply = await check_in(world.ana, world.general, wish="meeting")
    assert "Next meetings" in reply.buttons
    assert "I could not look up the meetings just now." in reply.text
    assert "No meeting" not in reply.text
    assert reply.files == {}
    other = await check_in(world.ana, world.general, wish="person", mood="low")
    assert "Write to one person you trust." in other.text
    assert "interaction_failed" not in logged()


async def test_the_form_never_waits_for_the_database(world, monkeypatch):
    class Untouchable:
        def __getattr__(self, name):
            raise AssertionError(f"the form touched the database: {name}")

    monkeypatch.setattr(world.app, "db", Untouchable())
    asked = await world.ana.command(world.general, "checkin")
    assert asked.form.title == "Check in"


async def test_a_database_that_never_returns_holds_no_card_back(world, monkeypatch, logged):
    class Silent:
        def begin(self, *_args):
            return self

        async def __aenter__(self):
            await asyncio.sleep(FOR_EVER)

        async def __aexit__(self, *_error):
            return None

    monkeypatch.setattr(world.app, "db", Silent())
    monkeypatch.setattr("bot.gateway.replies.AFTERWARDS_LIMIT", 0.01)
    reply = await check_in(world.ana, world.general, unsafe=True)
    assert LOCAL in reply.text
    assert "afterwards_failed" in logged()


async def test_a_restart_between_prompt_and_answer(world, circle):
    await switch_on(world, circle)
    await world.advance(hours=7)
    posted = world.reads(world.mornings)[0]
    asked = await world.ana.press(posted, "Check in privately")
    await world.restart()
    assert "Write to one person" in (await world.ana.fill(asked, wish="person")).text
    again = await world.ana.press(posted, "Check in privately")
    assert again.form.title == "Check in"


async def test_who_wants_a_person_is_told_once_how_little_is_enough(world):
    reply = await check_in(world.ana, world.general, wish="person")
    assert reply.text.count("line is enough") == 1
