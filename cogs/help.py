"""The door that must always open: help, from memory, for everybody, everywhere.

It is loaded first and knows only the cards and the way to send them.
"""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.gateway.client import AftercareClient
from bot.gateway.replies import answer_instantly
from bot.gateway.who import who_of
from bot.reach.service import open_card

ABOUT_SOMEBODY = "Help for this person"


def _allow_everywhere(menu: app_commands.ContextMenu) -> app_commands.ContextMenu:
    menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
    menu.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=True, private_channel=True
    )
    return menu


class Help(commands.Cog):
    """Numbers to call and what to do. No database, no cooldown, no permission."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client
        self.about_people = [
            _allow_everywhere(app_commands.ContextMenu(name=ABOUT_SOMEBODY, callback=callback))
            for callback in (self.help_for_member, self.help_for_writer)
        ]

    async def cog_load(self) -> None:
        """Offer help for somebody else, on people and on messages."""
        for menu in self.about_people:
            self.client.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take both entries away again."""
        for menu in self.about_people:
            self.client.tree.remove_command(menu.name, type=menu.type)

    @app_commands.command(name="help", description="Who to call now; only you see the answer")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_help(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, "help")

    @app_commands.command(
        name="overdose", description="Someone will not wake up? What to do; only you see the answer"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_overdose(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, "overdose")

    @app_commands.command(
        name="hard-day", description="After a slip, or on a hard day; only you see the answer"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_slip(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, "slip")

    async def help_for_member(
        self, interaction: discord.Interaction[Any], person: discord.User
    ) -> None:
        """Answer who worries about a person; that person is never named, told or kept."""
        del person
        await self._show(interaction, "worried")

    async def help_for_writer(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> None:
        """The same on a message, which is not read."""
        del message
        await self._show(interaction, "worried")

    async def _show(self, interaction: discord.Interaction[Any], card: str) -> None:
        message = open_card(self.client.app.help, card, who_of(interaction))
        await answer_instantly(interaction, message)


async def setup(client: AftercareClient) -> None:
    """Add the door to the client."""
    await client.add_cog(Help(client))
