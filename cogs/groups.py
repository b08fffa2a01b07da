"""The doors of peer groups: making, finding, joining, answering, closing."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import Refused
from bot.core.message import Message
from bot.core.press import Who
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering
from bot.gateway.who import can_see, who_of
from bot.groups import messages
from bot.groups import service as groups
from bot.groups.rules import Admission, Medicine
from bot.meetings.service import cancel_group_meetings
from bot.storage.database import BATCH, Tx

Interaction = discord.Interaction[Any]
Choice = app_commands.Choice
Page = Callable[[Tx, Who, groups.Group], Awaitable[Message]]
Find = Callable[[Tx, Who, str], Awaitable[groups.Group]]

ADMISSION: list[Choice[str]] = [
    Choice(name="Open: everyone who can see the channel may join", value="open"),
    Choice(name="Ask first: a facilitator answers", value="ask"),
]
MEDICINE: list[Choice[str]] = [
    Choice(name="Welcome here", value="welcome"),
    Choice(name="Ask a facilitator", value="ask"),
    Choice(name="Not said", value="unsaid"),
]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Groups(commands.GroupCog, name="group", description="Peer groups: find one, join one"):
    """Each command asks the groups feature; only who can see a group's channel finds it."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(description="For moderators: make a peer group")
    @app_commands.describe(
        name="What people call it",
        channel="Where it meets; only people who can see this channel find the group",
        admission="Who may join",
        medicine="How the group sees medicine for opioid use disorder",
        facilitator="Who runs it; others can see this. You, if you name nobody",
        second_facilitator="One more who runs it",
        third_facilitator="One more who runs it",
    )
    @app_commands.choices(admission=ADMISSION, medicine=MEDICINE)
    async def create(
        self,
        interaction: Interaction,
        name: str,
        channel: discord.TextChannel,
        facilitator: discord.Member | None = None,
        admission: str = "open",
        medicine: str = "unsaid",
        second_facilitator: discord.Member | None = None,
        third_facilitator: discord.Member | None = None,
    ) -> None:
        people = [m for m in (facilitator, second_facilitator, third_facilitator) if m]
        async with answering(interaction) as answer, answer.db.begin() as tx:
            if any(member.bot for member in people):
                raise Refused(messages.bot_facilitator(answer.lang))
            wish = groups.NewGroup(
                name,
                channel.id,
                tuple(member.id for member in people),
                _ADMISSIONS.get(admission, "open"),
                _MEDICINES.get(medicine, "unsaid"),
                tuple(member.id for member in people if not can_see(channel, member)),
            )
            answer.say(await groups.create(tx, answer.who, wish))

    @app_commands.command(name="list", description="The groups you can see, and yours among them")
    async def show_list(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await groups.show_list(tx, answer.who))

    @app_commands.command(description="Join a group, or ask to join")
    @app_commands.describe(group="Which group")
    async def join(self, interaction: Interaction, group: str) -> None:
        await _answer(interaction, group, groups.ask_before)

    @app_commands.command(description="Leave a group, or take your request back")
    @app_commands.describe(group="Which group")
    async def leave(self, interaction: Interaction, group: str) -> None:
        await _answer(interaction, group, groups.leave_group, groups.choose_own_group)

    @app_commands.command(description="For facilitators and moderators: who asks to join")
    async def requests(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await groups.show_requests(tx, answer.who))

    @app_commands.command(description="For moderators: close a group and cancel its meetings")
    @app_commands.describe(group="Which group")
    async def close(self, interaction: Interaction, group: str) -> None:
        await _answer(interaction, group, groups.ask_to_close)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Close the groups of a channel that is gone: nobody could find or close them any more."""
        async with self.client.app.db.begin(BATCH) as tx:
            await groups.close_gone(tx, channel.guild.id, channel.id, cancel_group_meetings)

    @join.autocomplete("group")
    @close.autocomplete("group")
    async def _visible(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        async with self.client.app.db.read() as tx:
            return _choices(await groups.suggest_groups(tx, who_of(interaction), typed))

    @leave.autocomplete("group")
    async def _mine(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        async with self.client.app.db.read() as tx:
            return _choices(await groups.suggest_groups(tx, who_of(interaction), typed, mine=True))


_ADMISSIONS: dict[str, Admission] = {"open": "open", "ask": "ask"}
_MEDICINES: dict[str, Medicine] = {"welcome": "welcome", "ask": "ask", "unsaid": "unsaid"}


async def _answer(
    interaction: Interaction, typed: str, page: Page, find: Find = groups.choose_group
) -> None:
    """Answer with a page about the group that was picked or typed."""
    async with answering(interaction) as answer, answer.db.begin() as tx:
        group = await find(tx, answer.who, typed)
        answer.say(await page(tx, answer.who, group))


def _choices(found: list[groups.Group]) -> list[Choice[str]]:
    return [Choice(name=group.name, value=str(group.id)) for group in found]


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Groups(client))
