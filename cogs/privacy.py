"""The door of a member's own page."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering
from bot.groups import service as groups
from bot.meetings import service as meetings
from bot.privacy import service as privacy


class Privacy(commands.Cog):
    """What somebody has with the bot, in one place."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(
        name="me", description="Your groups, meetings and settings; what is kept about you"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_me(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            mine = await groups.describe_mine(tx, answer.who)
            ahead = await meetings.describe_mine(tx, answer.who)
            countries = self.client.app.help.countries
            answer.say(await privacy.show_me(tx, answer.who, countries, mine, ahead))


async def setup(client: AftercareClient) -> None:
    """Add the door to the client."""
    await client.add_cog(Privacy(client))
