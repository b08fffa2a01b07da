"""The doors of check-ins: the form, one's own times, a group's prompt."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.checkins import service as checkins
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answer_instantly, answering, lang_of
from bot.gateway.who import who_of
from bot.meetings import service as meetings

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]


class Checkins(commands.Cog):
    """Discord lets no command have both an answer and subcommands, so there are three."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(description="How are you? A private form; nothing of it is kept")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def checkin(self, interaction: Interaction) -> None:
        form = checkins.open_form(who_of(interaction))
        await answer_instantly(interaction, form, checkins.CHECKINS)

    @app_commands.command(
        name="checkin-times", description="Private check-ins on your own days, at your own time"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show_times(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await checkins.show_times(tx, answer.who))

    @app_commands.command(
        name="checkin-prompt", description="For facilitators and moderators: a group's check-in"
    )
    @app_commands.describe(
        group="Which group's channel gets one message with a button",
        time="At what time, such as 19:00 or 7pm, in the server's time zone",
        days="On which days, such as every day, or Mon, Wed, Fri",
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def choose_prompt(
        self,
        interaction: Interaction,
        group: str,
        time: app_commands.Range[str, 1, 20] | None = None,
        days: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        wish = checkins.Wish(time, days)
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await checkins.choose_prompt(tx, answer.who, group, wish))

    @choose_prompt.autocomplete("group")
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            found = await meetings.suggest_groups(tx, who_of(interaction), typed)
        return [app_commands.Choice(name=shown, value=value) for shown, value in found]

    @choose_prompt.autocomplete("days")
    async def _days(self, interaction: Interaction, typed: str) -> Choices:
        fitting = checkins.suggest_days(lang_of(interaction), typed)
        return [app_commands.Choice(name=one, value=one) for one in fitting]


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Checkins(client))
