"""The doors of tips, pages and exercises. All but the daily tips answer without the database."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.coping import service as coping
from bot.core.press import Press
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answer_instantly, answering, lang_of
from bot.gateway.submissions import hear
from bot.gateway.who import who_of
from bot.groups import service as groups

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]

AT_MOST = 25  # choices while typing
everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
for_everybody = app_commands.allowed_installs(guilds=True, users=True)


class Coping(commands.Cog):
    """Discord lets no command have both an answer and subcommands, so there are five."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client
        self.library = client.app.library

    @app_commands.command(description="One small thing to try now; only you see it")
    @app_commands.describe(need="What it is about; leave it out for a tip that is good for anybody")
    @everywhere
    @for_everybody
    async def tip(
        self, interaction: Interaction, need: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        press = Press("tip", need or "")
        if heard := hear(interaction, need or ""):
            card = coping.open_at_once(self.library, who_of(interaction), press)
            await answer_instantly(interaction, card, coping.COPING, heard=heard)
            return
        async with answering(interaction) as answer:
            answer.otherwise = partial(coping.open_at_once, self.library, answer.who, press)
            async with answer.in_time(), answer.db.begin() as tx:
                answer.say(await coping.open_tip(tx, answer.who, press, library=self.library))

    @app_commands.command(description="A short page to read: treatment, people, safety and more")
    @app_commands.describe(page="What to read about; leave it out to see all there is")
    @everywhere
    @for_everybody
    async def learn(
        self, interaction: Interaction, page: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        message = coping.open_page(self.library, who_of(interaction), page or "")
        heard = hear(interaction, page or "")
        await answer_instantly(interaction, message, coping.COPING, heard=heard)

    @app_commands.command(description="An exercise, one step at a time; nothing of it is kept")
    @app_commands.describe(which="Which exercise; leave it out to see all there are")
    @everywhere
    @for_everybody
    async def exercise(
        self, interaction: Interaction, which: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        message = coping.open_exercise(self.library, who_of(interaction), which or "")
        heard = hear(interaction, which or "")
        await answer_instantly(interaction, message, coping.COPING, heard=heard)

    @app_commands.command(
        name="tip-daily", description="A tip a day as a private note, if you like"
    )
    @everywhere
    @for_everybody
    async def show_daily(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await coping.show_daily(tx, answer.who))

    @app_commands.command(
        name="tip-group", description="For facilitators and moderators: a group's tip a day"
    )
    @app_commands.describe(
        group="Which group's channel gets one tip a day",
        time="At what time, such as 09:00 or 7pm, in the server's time zone",
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def choose_group_tip(
        self,
        interaction: Interaction,
        group: str,
        time: app_commands.Range[str, 1, 20] | None = None,
    ) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await coping.choose_group_tip(tx, answer.who, group, time))

    # ---------------------------------------------------------------- what is offered while typing

    @tip.autocomplete("need")
    async def _needs(self, _interaction: Interaction, typed: str) -> Choices:
        found = coping.suggest_needs(self.library, typed)
        return _choices((need.name, need.id) for need in found)

    @learn.autocomplete("page")
    async def _pages(self, interaction: Interaction, typed: str) -> Choices:
        found = coping.suggest_pages(self.library, lang_of(interaction), typed)
        return _choices((page.title, page.id) for page in found)

    @exercise.autocomplete("which")
    async def _exercises(self, interaction: Interaction, typed: str) -> Choices:
        found = coping.suggest_exercises(self.library, lang_of(interaction), typed)
        return _choices((one.title, one.id) for one in found)

    @choose_group_tip.autocomplete("group")
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            found = await groups.suggest_groups(tx, who_of(interaction), typed)
        return _choices((group.name, str(group.id)) for group in found)


def _choices(found: Iterable[tuple[str, str]]) -> Choices:
    shown = list(found)[:AT_MOST]
    return [app_commands.Choice(name=name, value=value) for name, value in shown]


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Coping(client))
