"""The doors of meetings: planning one, finding one, cancelling one."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.zones import suggest_zones
from bot.gateway.client import AftercareClient
from bot.gateway.replies import answering
from bot.gateway.who import who_of
from bot.meetings import service as meetings

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Meetings(commands.GroupCog, name="meeting", description="Meetings: what is on, and when"):
    """Each command asks the meetings feature; only who can see a channel finds its meetings."""

    def __init__(self, client: AftercareClient) -> None:
        self.client = client

    @app_commands.command(description="For moderators and facilitators: plan a meeting")
    @app_commands.describe(
        group="Which group meets",
        zone="The meeting's time zone: a big city, or a name such as Europe/Dublin",
        place="A link or an address; told privately unless you choose otherwise",
    )
    async def create(
        self,
        interaction: Interaction,
        group: str,
        zone: app_commands.Range[str, 1, 64] | None = None,
        place: app_commands.Range[str, 1, 400] | None = None,
    ) -> None:
        async with answering(interaction, opens_form=True) as answer, answer.db.begin() as tx:
            form = await meetings.start_form(tx, answer.who, group, zone or "", place or "")
            answer.say(form)

    @app_commands.command(name="list", description="The meetings you can see, in your own time")
    async def show_list(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await meetings.list_upcoming(tx, answer.who))

    @app_commands.command(description="The meeting that comes next, in your own time")
    async def next(self, interaction: Interaction) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await meetings.show_next(tx, answer.who))

    @app_commands.command(description="For moderators and facilitators: cancel a date or all")
    @app_commands.describe(meeting="Which meeting", date="Which date of it, or the whole series")
    async def cancel(self, interaction: Interaction, meeting: str, date: str) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await meetings.ask_to_cancel(tx, answer.who, meeting, date))

    @app_commands.command(description="Meetings as a private file for your own calendar")
    @app_commands.describe(
        group="All meetings of one group; without a group or meeting it is your own meetings",
        meeting="One meeting",
        names="Show names and places in your calendar; otherwise every entry says “Meeting”",
    )
    async def calendar(
        self,
        interaction: Interaction,
        group: str | None = None,
        meeting: str | None = None,
        names: bool = False,
    ) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            wish = meetings.Wish(group or "", meeting or "", full=names)
            answer.say(await meetings.hand_over(tx, answer.who, wish))

    # ---------------------------------------------------------------- meetings that change

    @app_commands.command(description="For moderators and facilitators: change one date or more")
    @app_commands.describe(
        meeting="Which meeting",
        date="The whole series, or a date: then you choose if the later ones change too",
        place="A new link or address; “none” takes it away",
    )
    async def edit(
        self,
        interaction: Interaction,
        meeting: str,
        date: str,
        place: app_commands.Range[str, 1, 400] | None = None,
    ) -> None:
        async with answering(interaction, opens_form=True) as answer, answer.db.begin() as tx:
            answer.say(await meetings.start_edit(tx, answer.who, meeting, date, place or ""))

    @app_commands.command(description="For moderators and facilitators: move one date")
    @app_commands.describe(meeting="Which meeting", date="Which date of it")
    async def move(self, interaction: Interaction, meeting: str, date: str) -> None:
        async with answering(interaction, opens_form=True) as answer, answer.db.begin() as tx:
            answer.say(await meetings.start_move(tx, answer.who, meeting, date))

    @app_commands.command(description="For moderators and facilitators: leave dates out")
    @app_commands.describe(meeting="Which meeting", date="Which date of it")
    async def skip(self, interaction: Interaction, meeting: str, date: str) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await meetings.ask_to_skip(tx, answer.who, meeting, date))

    @app_commands.command(description="For moderators and facilitators: pause a meeting")
    @app_commands.describe(
        meeting="Which meeting", until="The day on which it goes on; empty: until you resume it"
    )
    async def pause(
        self,
        interaction: Interaction,
        meeting: str,
        until: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        async with answering(interaction) as answer, answer.db.read() as tx:
            answer.say(await meetings.ask_to_pause(tx, answer.who, meeting, until or ""))

    @app_commands.command(description="For moderators and facilitators: let a paused meeting go on")
    @app_commands.describe(meeting="Which meeting")
    async def resume(self, interaction: Interaction, meeting: str) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            answer.say(await meetings.resume(tx, answer.who, meeting))

    @app_commands.command(description="For who runs a group: its week in its channel, once a week")
    @app_commands.describe(
        group="Which group", day="One day, such as “Sunday”, or “off”", time="Such as “18:00”"
    )
    async def digest(
        self,
        interaction: Interaction,
        group: str,
        day: app_commands.Range[str, 1, 40] | None = None,
        time: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        async with answering(interaction) as answer, answer.db.begin() as tx:
            said = await meetings.choose_digest(tx, answer.who, group, day or "", time or "")
            answer.say(said)

    # ---------------------------------------------------------------- what is offered while typing

    @create.autocomplete("group")
    @digest.autocomplete("group")
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_groups(tx, who_of(interaction), typed))

    @digest.autocomplete("day")
    async def _days(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            found = await meetings.suggest_digest_days(tx, who_of(interaction), typed)
            return _choices(found)

    @calendar.autocomplete("group")
    async def _seen_groups(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_seen_groups(tx, who_of(interaction), typed))

    @calendar.autocomplete("meeting")
    async def _seen_meetings(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_seen(tx, who_of(interaction), typed))

    @create.autocomplete("zone")
    async def _zones(self, _interaction: Interaction, typed: str) -> Choices:
        return [app_commands.Choice(name=zone, value=zone) for zone in suggest_zones(typed)]

    @cancel.autocomplete("meeting")
    @edit.autocomplete("meeting")
    @move.autocomplete("meeting")
    @skip.autocomplete("meeting")
    @pause.autocomplete("meeting")
    async def _meetings(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_meetings(tx, who_of(interaction), typed))

    @cancel.autocomplete("date")
    @edit.autocomplete("date")
    async def _dates(self, interaction: Interaction, typed: str) -> Choices:
        picked = str(interaction.namespace.meeting or "")
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_dates(tx, who_of(interaction), picked, typed))

    @move.autocomplete("date")
    @skip.autocomplete("date")
    async def _single_dates(self, interaction: Interaction, typed: str) -> Choices:
        picked, who = str(interaction.namespace.meeting or ""), who_of(interaction)
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_dates(tx, who, picked, typed, series=False))

    @resume.autocomplete("meeting")
    async def _paused(self, interaction: Interaction, typed: str) -> Choices:
        async with self.client.app.db.read() as tx:
            return _choices(await meetings.suggest_paused(tx, who_of(interaction), typed))


def _choices(found: list[tuple[str, str]]) -> Choices:
    return [app_commands.Choice(name=shown, value=value) for shown, value in found]


async def setup(client: AftercareClient) -> None:
    """Add the doors to the client."""
    await client.add_cog(Meetings(client))
