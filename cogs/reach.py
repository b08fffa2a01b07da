"""The doors of duty and of company: helpers say when they can be asked, members ask to stay."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.zones import suggest_zones
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering
from bot.reach.asking import service as asking
from bot.reach.drilling import service as drilling
from bot.reach.hours import service as hours
from bot.reach.rota import service as rota
from bot.reach.serving import service as serving
from bot.reach.staying.service import Staying

Interaction = discord.Interaction[Any]
Choice = app_commands.Choice[str]
Until = app_commands.Range[str, 1, 40]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Duty(commands.GroupCog, name="duty", description="Helpers: when you can be asked for help"):
    """Who is asked when somebody calls for help."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(description="Be on duty now: you may be asked for help")
    @app_commands.describe(until="A time such as 22:00, or a length such as 3h; 8 hours otherwise")
    async def on(self, interaction: Interaction, until: Until = "") -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await serving.go_on(tx, answer.who, until))

    @app_commands.command(description="Be off duty now: nobody asks you")
    @app_commands.describe(until="A time such as 22:00, or a length such as 3h; else until you say")
    async def off(self, interaction: Interaction, until: Until = "") -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await serving.go_off(tx, answer.who, until))

    @app_commands.command(name="hours", description="Your weekly hours, limit and reminders")
    @app_commands.describe(
        week="Days and times, like Mon-Fri 18:00-22:00, Sat 10pm-2am",
        zone="A big city near you, or a name such as Europe/Dublin",
    )
    async def show_hours(
        self,
        interaction: Interaction,
        week: app_commands.Range[str, 1, 300] = "",
        zone: app_commands.Range[str, 1, 64] = "",
    ) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            if week or zone:
                answer.say(await hours.propose(tx, answer.who, week, zone))
            else:
                answer.say(await serving.open_page(tx, answer.who))

    @show_hours.autocomplete("zone")
    async def _zones(self, _interaction: Interaction, typed: str) -> list[Choice]:
        return [app_commands.Choice(name=zone, value=zone) for zone in suggest_zones(typed)]

    @app_commands.command(name="rota", description="Who is on duty when, and which hours are open")
    async def show_rota(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await rota.show(tx, answer.who))


class Company(commands.Cog):
    """Company in the private chat for a while."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(
        name="stay-with-me", description="Company in our private chat for a while; not for using"
    )
    @app_commands.describe(minutes="For how long; 20 minutes otherwise")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def stay(
        self,
        interaction: Interaction,
        minutes: app_commands.Range[int, 5, 120] = 20,
    ) -> None:
        company = Staying(self.client.app.help)
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await company.open(tx, answer.who, minutes))


class Reach(commands.Cog):
    """What moderators may do about calls for help."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(
        name="pause-asking",
        description="For moderators: pause asking people for a member; never the help numbers",
    )
    @app_commands.describe(
        member="Who should not have people asked for a while",
        reason="Why; the member reads it",
        days="For how many days; 0 ends a pause",
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def pause_asking(
        self,
        interaction: Interaction,
        member: discord.Member,
        reason: app_commands.Range[str, 1, 300] = "",
        days: app_commands.Range[int, 0, 30] = 1,
    ) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(
                await asking.pause_asking(tx, answer.who, member.id, reason.strip(), str(days))
            )

    @app_commands.command(description="For moderators: play a call for help, with times at the end")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def drill(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await drilling.open_card(tx, answer.who))


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Duty(client))
    await client.add_cog(Reach(client))
    await client.add_cog(Company(client))
