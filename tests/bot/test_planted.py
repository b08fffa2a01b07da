"""What people write stays out of the log, the figures and the references, whatever goes wrong.

Every command is walked through with a planted word in every option it takes, every form it opens is
filled with it, and every correction is filled again: as a moderator and as a member, while all is
well, while the database fails, and while the program has a bug wherever it reads something.
"""

import sqlite3

import discord
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Refused
from bot.ops.metrics import Metrics
from bot.storage.tables import incidents
from bot.storage.transaction import Tx

WORD = "Wrenz"  # one short word: it fits into every field, and passes for a fact
SENTENCE = "Wrenz slipped on Sunday"
LINK = "https://wrenz.example/room"
KIND = discord.AppCommandOptionType
TEXT_FIELD = 4
MOST_CORRECTIONS = 2


class Walker:
    """Types the planted word into everything and collects what came back."""

    def __init__(self, world):
        self.world, self.replies, self.typed = world, [], set()

    async def walk(self, person):
        """Call every command, once with every option and once with what must be given."""
        for command in self.world.client.tree.walk_commands():
            if isinstance(command, discord.app_commands.Group) or self._is_hidden(person, command):
                continue
            everything = {one.name: self._value(one) for one in command.parameters}
            needed = {one.name for one in command.parameters if one.required}
            await self._suggest(person, command, everything)
            await self.call(person, command.qualified_name, everything)
            only = {name: value for name, value in everything.items() if name in needed}
            await self.call(person, command.qualified_name, only)

    async def call(self, person, name, options):
        self.typed |= {f"/{name} {one}" for one, given in options.items() if given == WORD}
        reply = await person.command(self.world.general, name, **options)
        await self.follow(person, reply)

    async def follow(self, person, reply, corrections=0):
        """Fill the form that was opened with the planted text, and each correction of it."""
        self.replies.append(reply)
        if reply.form is not None:
            reply = await self._fill(person, reply)
            self.replies.append(reply)
        if corrections < MOST_CORRECTIONS and reply.all and "Correct it" in reply.first.buttons:
            again = await person.press(reply, "Correct it")
            await self.follow(person, again, corrections + 1)

    async def press_through(self, person, name):
        """Press every button of the card that a command answers with."""
        for label in (await person.command(self.world.general, name)).buttons:
            card = await person.command(self.world.general, name)
            await self.follow(person, await person.press(card, label))

    async def _fill(self, person, asked):
        fields = [part["component"] for part in asked.result.modal["components"]]
        texts = [one for one in fields if one["type"] == TEXT_FIELD]
        self.typed |= {f"{asked.form.title}: {one['custom_id']}" for one in texts}
        planted = {one["custom_id"]: self._fitting(one) for one in texts}
        return await person.fill(asked, **planted)

    async def _suggest(self, person, command, everything):
        for one in command.parameters:
            if one.autocomplete:
                others = {n: v for n, v in everything.items() if n != one.name}
                name = command.qualified_name
                await person.suggestions(self.world.general, name, one.name, WORD, **others)

    def _is_hidden(self, person, command):
        """Tell whether Discord shows a command to moderators alone."""
        root = command.root_parent or command
        return root.default_permissions is not None and person is not self.world.moderator

    def _value(self, option):
        if option.choices:
            return option.choices[0].value
        given = {
            KIND.string: WORD,
            KIND.channel: self.world.mornings,
            KIND.user: self.world.ben,
            KIND.role: self.world.moderators,
            KIND.integer: int(option.min_value or 1),
            KIND.boolean: True,
        }
        return given[option.type]

    def _fitting(self, field):
        return SENTENCE if field.get("max_length", 4000) >= len(SENTENCE) else WORD


@pytest.fixture
def walker(world):
    return Walker(world)


@pytest.fixture
async def planted(world):
    """A group, a meeting and private notes whose every text is planted."""
    moderator = world.moderator
    await moderator.command(world.general, "setup", zone="Europe/Berlin", country="IE")
    await moderator.command(
        world.general, "group create", name=WORD, channel=world.mornings, facilitator=world.ben
    )
    asked = await moderator.command(world.general, "meeting create", group=WORD, place=LINK)
    preview = await moderator.fill(
        asked, title=SENTENCE, days="Tuesdays", time="7pm", note=SENTENCE
    )
    assert "Saved" in (await moderator.press(preview, "Save")).text
    await world.ana.command(world.general, "group join", group=WORD)
    await world.ana.press(await world.ana.command(world.general, "meeting next"), "Remind me")
    await world.env.settle()
    return world


async def assert_nowhere(world, walker, logged):
    """Search the log, the figures, the incidents and the codes that people were told."""
    figures = await Metrics(world.app, world.client).write()
    async with world.app.db.read() as tx:
        kept = [dict(row) for row in await tx.rows(select(incidents))]
    places = {"log": logged(), "figures": figures.decode(), "incidents": repr(kept)}
    for name, text in places.items():
        assert "wrenz" not in text.lower(), name
    for person in world.everybody:
        assert str(person.id) not in places["figures"]
    assert str(world.server.id) not in places["figures"]
    return [one.text for reply in walker.replies for one in reply.all]


async def test_while_all_is_well(planted, walker, logged):
    for person in (planted.moderator, planted.ana):
        await walker.walk(person)
    await walker.press_through(planted.ana, "me")
    await planted.advance(days=4)
    (reminder, *_) = planted.reads(planted.mornings)
    assert "Wrenz" in reminder.text
    await planted.advance(days=2)
    await assert_nowhere(planted, walker, logged)
    assert {"/group create name", "/meeting create group", "/setup zone"} <= walker.typed
    assert len([one for one in walker.typed if ": " in one]) >= 5, "forms were filled"


async def test_while_the_database_fails(planted, walker, logged, monkeypatch):
    """A driver's error quotes the statement and its values."""

    full = sqlite3.OperationalError(SENTENCE)
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    async def fail(_connection, *_statement, **_options):
        raise OperationalError(f"SELECT '{SENTENCE}'", {"name": WORD}, full)

    with monkeypatch.context() as broken:
        broken.setattr(AsyncConnection, "execute", fail)
        await walker.walk(planted.moderator)
        await walker.walk(planted.ana)
    told = await assert_nowhere(planted, walker, logged)
    assert "database_out_of_reach" in logged()
    assert any("try again in a minute" in text for text in told)


@pytest.mark.parametrize("error", [ValueError, KeyError, Refused])
async def test_while_the_program_has_bugs(planted, walker, logged, monkeypatch, error):
    async def fail(_tx, *_statement, **_options):
        raise error(WORD)

    with monkeypatch.context() as broken:
        broken.setattr(Tx, "execute", fail)
        await walker.walk(planted.moderator)
        await planted.advance(hours=1)
    await assert_nowhere(planted, walker, logged)
    if error is not Refused:
        assert "interaction_failed" in logged()


async def test_while_discord_refuses_and_repeats_what_was_sent(planted, walker, logged):
    """Discord's refusals of a form quote the values they refuse."""
    planted.env.inject_error(
        "POST", "/channels/*/messages", status=400, code=50035, message=SENTENCE, times=None
    )
    await planted.advance(days=4)
    await planted.advance(days=2)
    await assert_nowhere(planted, walker, logged)
    assert "row_" in logged()
