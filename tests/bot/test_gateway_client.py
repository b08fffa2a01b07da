"""Starting up: doors, commands told to Discord only when they changed, and commands that fail."""

import sys
from types import ModuleType

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.core.message import Message
from bot.gateway import client as client_module
from bot.gateway.replies import answering
from tests.bot.probe import SECRET, Probe
from tests.support.discord_world import World

DOOR = """
from discord import app_commands
from discord.ext import commands

from bot.core.message import Message
from bot.gateway.replies import answering


class Door(commands.Cog, name="{name}"):
    @app_commands.command(description="{about}")
    async def {name}(self, interaction):
        async with answering(interaction) as answer:
            answer.say(Message("{name} answers."))


async def setup(client):
    await client.add_cog(Door())
"""


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def features(probe):
    return (probe.as_feature(),)


@pytest.fixture(autouse=True)
def doors(tmp_path, monkeypatch):
    """A folder of doors, in place of the program's own."""
    folder = tmp_path / "doors" / "cogs"
    folder.mkdir(parents=True)
    package = ModuleType("cogs")
    package.__path__ = [str(folder)]
    monkeypatch.setitem(sys.modules, "cogs", package)
    for name in ("help", "probe"):
        monkeypatch.delitem(sys.modules, f"cogs.{name}", raising=False)
        write_door(folder, name)
    return folder


def write_door(folder, name, about="A command"):
    (folder / f"{name}.py").write_text(DOOR.format(name=name, about=about))


def syncs(world):
    return world.requests("PUT", "/commands")


async def test_doors_open_and_commands_are_told_once(world):
    assert [command["name"] for command in syncs(world)[0].json] == ["help", "probe"]
    assert (await world.ana.command(world.general, "probe")).text == "probe answers."
    await world.restart()
    assert len(syncs(world)) == 1


async def test_changed_commands_are_told_again(world, doors):
    write_door(doors, "probe", about="A better command")
    sys.modules.pop("cogs.probe", None)
    await world.restart()
    assert len(syncs(world)) == 2


async def test_a_broken_door_leaves_help_open_and_nothing_is_told(world, doors, logged):
    (doors / "probe.py").write_text(f"raise ValueError({SECRET!r})")
    await world.restart()
    assert set(world.client.cogs) == {"help"}
    assert (await world.ana.command(world.general, "help")).text == "help answers."
    assert len(syncs(world)) == 1
    assert "door_broken" in logged()
    assert SECRET not in logged()


async def test_a_broken_help_door_leaves_the_others_open(world, doors):
    (doors / "help.py").write_text("import a_module_that_is_not_there")
    await world.restart()
    assert (await world.ana.command(world.general, "probe")).text == "probe answers."


async def test_without_a_database_the_doors_open_all_the_same(world, monkeypatch, logged):
    async def fail(*_args):
        raise OSError("no disk")

    monkeypatch.setattr("bot.gateway.sync.read_fact", fail)
    await world.restart()
    assert (await world.ana.command(world.general, "help")).text == "help answers."
    assert "commands_not_synced" in logged()


async def test_a_command_that_just_changed_is_explained(world):
    world.client.tree.remove_command("probe")
    reply = await world.ana.command(world.general, "probe")
    assert "wait a minute" in reply.text
    assert len(world.env.errors) == 1


async def test_a_command_that_fails_before_its_door_gets_a_code(world):
    @app_commands.command(name="probe", description="x")
    async def broken(_interaction: discord.Interaction):
        raise ValueError(SECRET)

    world.client.tree.remove_command("probe")
    world.client.tree.add_command(broken)
    reply = await world.ana.command(world.general, "probe")
    assert "this code" in reply.text
    assert SECRET not in reply.text
    assert len(world.env.errors) == 1


async def test_a_door_that_says_nothing_is_a_bug_and_is_answered(world):
    @app_commands.command(name="probe", description="x")
    async def silent(interaction: discord.Interaction):
        async with answering(interaction):
            pass

    world.client.tree.remove_command("probe")
    world.client.tree.add_command(silent)
    assert "this code" in (await world.ana.command(world.general, "probe")).text


async def test_a_door_may_say_more_than_one_thing(world):
    @app_commands.command(name="probe", description="x")
    async def talkative(interaction: discord.Interaction):
        async with answering(interaction) as answer:
            answer.say(Message("One."))
            answer.say(Message("Two."))

    world.client.tree.remove_command("probe")
    world.client.tree.add_command(talkative)
    reply = await world.ana.command(world.general, "probe")
    assert [(seen.text, seen.ephemeral) for seen in reply.all] == [("One.", True), ("Two.", True)]


async def test_a_slow_command_is_deferred_privately(world, monkeypatch):
    import asyncio

    monkeypatch.setattr("bot.gateway.replies.DEFER_AFTER", 0.02)

    @app_commands.command(name="probe", description="x")
    async def slow(interaction: discord.Interaction):
        async with answering(interaction) as answer:
            await asyncio.sleep(0.1)
            answer.say(Message("One."))
            answer.say(Message("Two."))

    world.client.tree.remove_command("probe")
    world.client.tree.add_command(slow)
    reply = await world.ana.command(world.general, "probe")
    assert reply.deferred
    assert [(seen.text, seen.ephemeral) for seen in reply.all] == [("One.", True), ("Two.", True)]
    assert len(world.bystander.sees(world.general)) == 0


async def test_leaving_a_server_is_noted(world: World, logged):
    world.env.backend.remove_guild(world.server.id)
    await world.env.settle(idle=0.001)
    assert "left_server" in logged()


def test_the_help_door_comes_first():
    assert client_module.HELP_DOOR == "cogs.help"
    assert issubclass(client_module.AftercareClient, commands.Bot)
