"""Tips, pages and exercises through the real doors: private, from memory, and nothing kept."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.core.errors import Unavailable
from tests.bot.checking_in import nobody_else_saw
from tests.bot.probe import FOR_EVER

WRITTEN = "violet-heron left without a word"


class Untouchable:
    """A database that fails the test when anybody as much as looks at it."""

    def __getattr__(self, name):
        raise AssertionError(f"touched the database: {name}")


class Gone:
    """A database that is gone."""

    def begin(self, *_args):
        raise Unavailable("gone")

    read = begin


class Silent:
    """A database that never returns."""

    def begin(self, *_args):
        return self

    read = begin

    async def __aenter__(self):
        await asyncio.sleep(FOR_EVER)

    async def __aexit__(self, *_error):
        return None


@pytest.fixture(params=[Untouchable, Gone, Silent])
def broken(request, world, monkeypatch):
    """The world with a database that raises, or never returns."""
    monkeypatch.setattr(world.app, "db", request.param())
    return world


def dump(tmp_path):
    """Give every row of both stores."""
    rows = []
    for name in ("aftercare.db", "keys.db"):
        with closing(sqlite3.connect(tmp_path / "store" / name)) as store:
            tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in sorted(tables):
                rows += [(name, table, row) for row in store.execute(f"SELECT * FROM {table}")]
    return rows


async def write(person, screen, text):
    return await person.fill(await person.press(screen, "Write it here"), written=text)


async def start(person, channel, which):
    return await person.press(await person.command(channel, "exercise", which=which), "Start")


# ---------------------------------------------------------------- tips


async def test_a_tip_and_the_next_one_only_they_see(world):
    reply = await world.ben.command(world.general, "tip", need="stress")
    assert reply.first.ephemeral
    assert "### Stress" in reply.text
    for label in ("Another", "Helped", "Not now", "Where is this from?", "Back"):
        turned = await world.ben.press(reply, label)
        assert turned.is_edit
        reply = turned
    assert len(world.ben.sees(world.general)) == 1
    nobody_else_saw(world, world.ben)


async def test_help_stands_in_front_of_tips_about_a_slip(world):
    reply = await world.ben.command(world.general, "tip", need="relapse")
    assert reply.buttons[:3] == ("Help now", "Overdose", "I'm in withdrawal")
    assert reply.buttons.count("Help now") == 1
    numbers = await world.ben.press(reply, "Help now")
    assert "emergency number" in numbers.text


async def test_needs_pages_and_exercises_are_offered_while_typing(world):
    suggest = world.ben.suggestions
    assert len(await suggest(world.general, "tip", "need", "")) == 25
    assert await suggest(world.general, "tip", "need", "relap") == ["I used"]
    assert await suggest(world.general, "learn", "page", "Narc") == ["Naloxone", "Peer groups"]
    assert await suggest(world.general, "exercise", "which", "urge") == ["Riding out an urge"]
    assert "Looking at a thought" in await suggest(world.general, "exercise", "which", "")


async def test_they_work_in_private_chats_and_as_ones_own_app(world):
    world.seams.user_installs.add(world.ben.id)
    for channel in (None, world.general):
        for name in ("tip", "learn", "exercise", "tip-daily"):
            reply = await world.ben.command(channel, name)
            assert reply.first.ephemeral
            assert "Help now" in reply.buttons
    made = {one["name"]: one for one in world.requests("PUT", "/commands")[-1].json}
    for name in ("tip", "learn", "exercise", "tip-daily"):
        assert made[name]["contexts"] == [0, 1, 2]
        assert made[name]["integration_types"] == [0, 1]
        assert made[name]["default_member_permissions"] is None
    assert made["tip-group"]["contexts"] == [0]


async def test_what_is_seen_is_remembered_when_it_is_asked_for(world, tmp_path):
    reply = await world.ben.command(world.general, "tip", need="judged")
    await world.ben.press(reply, "Another")
    before = dump(tmp_path)
    kept = await world.ben.press(reply, "Remember which I have seen")
    assert "From now on I remember which tips you have seen" in kept.text
    assert dump(tmp_path) != before
    await world.restart()
    following = await world.ben.press(kept, "Another")
    assert "Stop remembering" in following.buttons
    me = await world.ben.command(None, "me")
    assert "Tips I remember you have seen: " in me.text
    stopped = await world.ben.press(following, "Stop remembering")
    assert "Forgotten." in stopped.text
    assert "Tips I remember" not in (await world.ben.command(None, "me")).text
    nobody_else_saw(world, world.ben)


# ---------------------------------------------------------------- pages


async def test_a_page_leads_to_others(world):
    page = await world.ben.command(world.general, "learn", page="naloxone")
    assert "### Naloxone" in page.text
    assert "Help now" in page.buttons
    turned = await world.ben.pick(page, ["overdose"])
    assert turned.is_edit
    assert "### An overdose: what to do" in turned.text
    topics = await world.ben.press(await world.ben.press(turned, "All pages"), "All topics")
    listed = await world.ben.pick(topics, ["belief"])
    assert "### What people say, and what is so" in listed.text
    nobody_else_saw(world, world.ben)


# ---------------------------------------------------------------- exercises


async def test_an_exercise_is_walked_through_in_one_message(world):
    screen = await start(world.ben, world.general, "urge-surfing")
    screen = await world.ben.pick(screen, ["7"])
    for _ in range(4):
        assert screen.is_edit
        screen = await world.ben.press(screen, "Next")
    end = await world.ben.press(screen, "Less than before")
    assert "**How strong is the urge right now?** 7" in end.text
    left = await world.ben.press(end, "Done, clear what I wrote")
    assert "7" not in left.text
    assert len(world.ben.sees(world.general)) == 1
    nobody_else_saw(world, world.ben)


async def test_it_goes_on_after_a_restart_with_what_was_noted(world):
    screen = await write(world.ben, await start(world.ben, None, "thought-record"), WRITTEN)
    await world.restart()
    asked = await world.ben.press(screen, "Write it here")
    await world.restart()
    screen = await world.ben.fill(asked, written="It is my fault")
    assert screen.is_edit
    assert f"> **What happened?** {WRITTEN}" in screen.text
    assert "It is my fault" in screen.text
    twice = await world.ben.pick(screen, ["9"])
    assert "> **How strong is it?** 9" in twice.text


async def test_pressed_twice_it_is_where_it_is(world):
    first = await start(world.ben, world.general, "grounding")
    once = await world.ben.press(first, "Next")
    again = await world.ben.press(first, "Next")
    assert once.text == again.text


async def test_words_that_call_for_help_bring_the_card_as_well(world):
    screen = await start(world.ben, world.general, "thought-record")
    said = await write(world.ben, screen, "I want to kill myself")
    assert said.is_edit
    shown = [seen.text for seen in world.ben.sees(world.general)]
    assert "I want to kill myself" in shown[0]
    assert "call your local emergency number" in shown[1]
    nobody_else_saw(world, world.ben)


async def test_nothing_that_was_written_is_found_anywhere(world, tmp_path, logged):
    before = dump(tmp_path)
    screen = await write(world.ben, await start(world.ben, world.general, "two-rulers"), WRITTEN)
    assert WRITTEN in screen.text
    ids = [part["custom_id"] for part in screen.first.components if "custom_id" in part]
    assert not [one for one in ids if "heron" in one]
    await world.ben.press(screen, "Stop here")
    assert dump(tmp_path) == before
    assert WRITTEN not in logged()
    assert [seen.text for seen in world.ben.sees(world.general) if WRITTEN in seen.text] == []
    for path in (tmp_path / "store").iterdir():
        assert not path.is_file() or WRITTEN.encode() not in path.read_bytes(), path.name


# ---------------------------------------------------------------- everything else is broken


async def test_without_a_database_pages_and_exercises_answer_as_ever(broken):
    page = await broken.ben.command(broken.general, "learn", page="naloxone")
    source = await broken.ben.press(page, "Where is this from?")
    assert "### Naloxone" in (await broken.ben.press(source, "Back")).text
    screen = await start(broken.ben, broken.general, "thought-record")
    screen = await write(broken.ben, screen, WRITTEN)
    assert WRITTEN in screen.text
    assert "I kept nothing of it" in (await broken.ben.press(screen, "Stop here")).text
    assert await broken.ben.suggestions(broken.general, "tip", "need", "stres") == ["Stress"]


async def test_without_a_database_a_card_goes_on(world, monkeypatch):
    card = await world.ben.command(world.general, "tip", need="stress")
    monkeypatch.setattr(world.app, "db", Untouchable())
    for label in ("Another", "Helped", "Another", "Not now", "What is it about?", "Back"):
        card = await world.ben.press(card, label)
        assert "could not reach" not in card.text


@pytest.mark.parametrize("database", [Gone, Silent])
async def test_without_a_database_tips_come_from_memory(world, monkeypatch, database):
    monkeypatch.setattr("bot.gateway.replies.AFTERWARDS_LIMIT", 0.05)
    card = await world.ben.command(world.general, "tip", need="stress")
    kept = await world.ben.press(card, "Remember which I have seen")
    await world.moderator.command(world.announcements, "setup", country="US")
    monkeypatch.setattr(world.app, "db", database())
    reply = await world.ben.command(world.general, "tip", need="stress")
    assert "### Stress" in reply.text
    turned = await world.ben.press(kept, "Another")
    assert turned.is_edit
    assert "### Stress" in turned.text


async def test_a_broken_text_is_left_out_and_named_and_the_rest_is_there(tmp_path, logged):
    from bot.coping.library import load_library

    (tmp_path / "tips").mkdir()
    (tmp_path / "tips" / "own.yaml").write_text("tips:\n  - id: broken\n    text: [", "utf-8")
    library = load_library(tmp_path)
    assert len(library.tips) > 80
    assert "own.yaml" in logged()
