"""The doors of a server's set-up, and of /about."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.countries import suggest_countries
from bot.core.zones import suggest_zones
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answer_instantly, answering, lang_of
from bot.reach.front_door import service as front_door
from bot.reach.service import SetUp
from bot.servers import messages
from bot.servers import service as servers
from bot.storage.database import BATCH

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]


class Servers(commands.Cog):
    """Who may set a server up, and what the bot is."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(name="setup", description="For moderators: set this server up")
    @app_commands.describe(
        zone="A big city near you, or a name such as Europe/Dublin",
        country="Whose help numbers people see first",
        announcements="The channel for news that is for everybody",
        moderators="The role that may change this set-up, groups and meetings",
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def set_up(
        self,
        interaction: Interaction,
        zone: app_commands.Range[str, 1, 64] | None = None,
        country: app_commands.Range[str, 1, 64] | None = None,
        announcements: discord.TextChannel | None = None,
        moderators: discord.Role | None = None,
    ) -> None:
        wish = servers.Wish(
            zone=zone,
            country=country,
            announcements_channel_id=announcements.id if announcements else None,
            moderator_role_id=moderators.id if moderators else None,
        )
        async with answering(interaction) as answer, answer.db.begin() as tx:
            numbers = self.client.app.help
            shown = SetUp(numbers)
            answer.say(await servers.set_up(tx, answer.who, wish, numbers.countries, shown))

    @set_up.autocomplete("zone")
    async def _zones(self, _interaction: Interaction, typed: str) -> Choices:
        return [app_commands.Choice(name=zone, value=zone) for zone in suggest_zones(typed)]

    @set_up.autocomplete("country")
    async def _countries(self, _interaction: Interaction, typed: str) -> Choices:
        found = suggest_countries(typed, self.client.app.help.countries)
        return [app_commands.Choice(name=name, value=code) for code, name in found]

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Take note when the front-door message went with its channel."""
        async with self.client.app.db.begin(BATCH) as tx:
            await front_door.close_gone(tx, channel.guild.id, channel.id)

    @app_commands.command(description="What this bot does, what it keeps, and what it is not")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: Interaction) -> None:
        await answer_instantly(interaction, messages.about(lang_of(interaction)), "servers")


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Servers(client))
