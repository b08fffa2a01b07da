"""The door of a member's own page."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.press import Press
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering


class Privacy(commands.Cog):
    """What somebody has with the bot, in one place: the same page that **Me** buttons open."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(
        name="me", description="Your groups, meetings and settings; what is kept about you"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_me(self, interaction: discord.Interaction[Any]) -> None:
        press = self.client.app.features["privacy"].press
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await press(tx, answer.who, Press("me")))


async def setup(client: AftercareClient) -> None:
    """Add the door to the client."""
    await client.add_cog(Privacy(client))
