"""The doors of sponsors: asking for one, offering to be one, keeping people apart."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.press import Press
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering
from bot.sponsors import service as sponsors
from bot.sponsors.service import Wish

Interaction = discord.Interaction[Any]

ASK = "Ask to be my sponsor"  # the entry on a person's menu
ROLES: list[app_commands.Choice[str]] = [
    app_commands.Choice(name="To be my sponsor", value="sponsor"),
    app_commands.Choice(name="To stand in when my sponsor cannot", value="stand_in"),
]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Sponsor(commands.GroupCog, name="sponsor", description="Somebody who is there for you"):
    """For members. Nobody else sees that they ask, or whom they have."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client
        self.ask_menu = app_commands.ContextMenu(name=ASK, callback=self.ask_somebody)
        self.ask_menu.guild_only = True

    async def cog_load(self) -> None:
        """Offer it on people, too."""
        self.client.tree.add_command(self.ask_menu)

    async def cog_unload(self) -> None:
        """Take the entry away again."""
        self.client.tree.remove_command(self.ask_menu.name, type=self.ask_menu.type)

    @app_commands.command(description="Ask somebody you chose to be there for you")
    @app_commands.describe(person="Whom to ask", role="As what")
    @app_commands.choices(role=ROLES)
    async def ask(
        self, interaction: Interaction, person: discord.Member, role: str = "sponsor"
    ) -> None:
        await _open_ask(interaction, person, role)

    async def ask_somebody(self, interaction: Interaction, person: discord.Member) -> None:
        """Answer the entry on a person's menu."""
        await _open_ask(interaction, person, "sponsor")

    @app_commands.command(description="Who is told what about you, and whom you are there for")
    async def mine(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await sponsors.show_mine(tx, answer.who))

    @app_commands.command(name="check-on-me", description="Ask your sponsor to check on you")
    async def check_on_me(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await sponsors.offer_to_ask(tx, answer.who, Press("check_on_me")))

    @app_commands.command(description="Keep somebody away from you: at once, and nobody is told")
    @app_commands.describe(person="Whom to block")
    async def block(self, interaction: Interaction, person: discord.User) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            press = Press("block", f"member~{person.id}")
            answer.say(await self.client.app.features["sponsors"].press(tx, answer.who, press))

    @app_commands.command(description="Tell moderators who are not part of it what happened")
    @app_commands.describe(person="Whom it is about")
    async def report(self, interaction: Interaction, person: discord.User) -> None:
        async with answering(interaction, opens_form=True) as answer, answer.db.read() as tx:
            answer.say(await sponsors.report_member(tx, answer.who, person.id))


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Sponsoring(commands.GroupCog, name="sponsoring", description="Being there for somebody"):
    """For those who offer it, and for moderators."""

    @app_commands.command(description="Offer to be there for others: hours, holiday, stepping back")
    async def start(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await sponsors.open_offer(tx, answer.who))

    @app_commands.command(description="For moderators: open reports that you are not part of")
    async def reports(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await sponsors.show_reports(tx, answer.who))


async def _open_ask(interaction: Interaction, person: discord.Member, role: str) -> None:
    wish = Wish(person.id, "stand_in" if role == "stand_in" else "sponsor")
    async with answering(interaction) as answer, answer.db.read() as tx:
        answer.say(await sponsors.open_ask(tx, answer.who, wish, is_bot=person.bot))


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Sponsor(client))
    await client.add_cog(Sponsoring())
