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


class Help(commands.Cog):
    """Numbers to call and what to do. No database, no cooldown, no permission."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

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

    async def _show(self, interaction: discord.Interaction[Any], card: str) -> None:
        message = open_card(self.client.app.help, card, who_of(interaction))
        await answer_instantly(interaction, message)


async def setup(client: AftercareClient) -> None:
    """Add the door to the client."""
    await client.add_cog(Help(client))
