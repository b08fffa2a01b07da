"""A small community on a simulated Discord, and what each person in it sees.

Everything is real but Discord itself: discord.py, our gateway, the engine, an SQLite file. Time
stands still until `World.advance`. People do what people can do (`ana.command`, `ana.press`,
`ana.fill`), and get back what only they see.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import discord
from simcord.backend import Backend, serializers
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.enums import OverwriteType
from simcord.env import Env

from bot.app import App
from bot.delivery.housekeeping import next_night
from bot.gateway.client import AftercareClient
from bot.rehearsal.threads import mend_threads
from tests.support.clock import START
from tests.support.people import Person, Seen, see
from tests.support.simcord_seams import IDLE, Seams, StartClock

SETTLE = 30.0  # seconds; only a machine under load needs more than a few milliseconds


class WorldClock:
    """The bot's clock, which is simcord's: it moves only when the test moves it."""

    env: Env

    def __init__(self) -> None:
        self.simulated = StartClock(START)

    def now(self) -> datetime:
        return self.simulated.now()

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        await self.env.external_wait(self._wait(event, until), reason="waits for work")

    async def _wait(self, event: asyncio.Event, until: datetime | None) -> None:
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return


class World:
    """The simulated server "Harbor Recovery" and everybody in it."""

    def __init__(self, app: App, clock: WorldClock, seams: Seams) -> None:
        self.app, self.clock, self.seams = app, clock, seams
        self.client = AftercareClient(app)
        self.env = Env(self.client, settle_timeout=SETTLE)
        self.env.backend = Backend(clock=clock.simulated)
        mend_threads(self.env.backend)
        clock.env = self.env

    async def start(self) -> None:
        """Start the bot and its engine, and fill the server."""
        await self.app.start()
        self._clean_tonight()
        await self.env.start()
        self._fill()
        await self.settle(self.app.delivery.run)

    def _clean_tonight(self) -> None:
        """Leave the cleaning that comes with a start to the first night: nothing is there yet."""
        self.app.delivery._next_night = next_night(self.clock.now())

    async def stop(self) -> None:
        await self.env.shutdown()
        await self.app.stop()
        if self.env.check_errors:
            self.env._raise_errors_since(self.env._errors_acknowledged)

    async def settle(self, *begun: Callable[[], Awaitable[None]]) -> None:
        """Let the bot finish what it does, after beginning these as work of its own."""
        with self.env._bot_scope():
            self._running = [asyncio.ensure_future(begin()) for begin in begun] or self._running
        await self.env.settle(idle=IDLE)

    def _fill(self) -> None:
        env = self.env
        self.server: GuildHandle = env.create_guild("Harbor Recovery")
        role = self.server.create_role
        self.moderators: RoleHandle = role(
            "Moderators", permissions=discord.Permissions(manage_guild=True)
        )
        self.quiet_room: RoleHandle = role("Quiet room")
        self.general = self.server.create_text_channel("general")
        self.announcements = self.server.create_text_channel("announcements")
        self.mornings = self.server.create_text_channel("mornings")
        self.hidden = self._make_hidden("quiet-room")
        self.moderator = self._join("mona", self.moderators, self.quiet_room)
        self.ana = self._join("ana", self.quiet_room)
        self.ben = self._join("ben")
        self.cleo = self._join("cleo")
        self.sponsor = self._join("sam")
        self.bystander = self._join("rio")

    def _make_hidden(self, name: str) -> ChannelHandle:
        closed = discord.PermissionOverwrite(view_channel=False)
        opened = discord.PermissionOverwrite(view_channel=True)
        bot = next(role for role in self.server.roles.values() if role._role.managed)
        overwrites = {self.server.default_role: closed, self.quiet_room: opened, bot: opened}
        return self.server.create_text_channel(name, overwrites=overwrites)

    def _join(self, name: str, *roles: RoleHandle) -> Person:
        user = self.env.create_user(name)
        return Person(self.env, self.server.add_member(user, roles=roles))

    @property
    def everybody(self) -> list[Person]:
        return [self.moderator, self.ana, self.ben, self.cleo, self.sponsor, self.bystander]

    async def advance(self, **step: float) -> None:
        """Let time pass: `advance(minutes=10)`. Everything due on the way happens."""
        await self.env.advance_time(timedelta(**step).total_seconds())

    async def restart(self) -> None:
        """Stop the client and start a new one; the database and Discord remain."""
        self.client = AftercareClient(self.app)
        await self.env.restart_bot(self.client)
        await self.settle(self.app.delivery.run)

    def reads(self, channel: ChannelHandle) -> list[Seen]:
        """Everything in a channel that is not private."""
        return [one for one in map(see, channel.history()) if not one.ephemeral]

    def make_owner(self, person: Person) -> Person:
        """Hand the server to somebody."""
        guild = self.env.backend.edit_guild(self.server.id, {"owner_id": person.id})
        assert guild.owner_id == person.id
        return person

    async def open_thread(self, channel: ChannelHandle, *, private: bool) -> int:
        """Let the bot open a thread in a channel."""
        if private:
            return await self.app.transport.open_thread(channel.id, "a thread")
        opened = await self.client.get_channel(channel.id).create_thread(
            name="a thread", type=discord.ChannelType.public_thread
        )
        return opened.id

    def take_role(self, person: Person, role: RoleHandle) -> None:
        """Take a role from somebody."""
        member = self.env.backend.get_member(self.server.id, person.id)
        member.role_ids.remove(role.id)

    def hide(self, channel: ChannelHandle) -> None:
        """Let nobody but the bot see a channel."""
        overwrite = Overwrite(
            self.server.id, OverwriteType.ROLE, 0, discord.Permissions.view_channel.flag
        )
        self._overwrite(channel, [overwrite])

    def silence_bot(self, channel: ChannelHandle, *names: str) -> None:
        """Take permissions from the bot in one channel, by discord.py's names."""
        denied = discord.Permissions(**dict.fromkeys(names, True)).value
        me = self.env.backend.bot_user.id
        self._overwrite(channel, [Overwrite(me, OverwriteType.MEMBER, 0, denied)])

    def _overwrite(self, channel: ChannelHandle, overwrites: Iterable[Any]) -> None:
        channel._channel.overwrites.extend(overwrites)
        payload = serializers.channel_payload(self.env.backend, channel._channel)
        self.env.backend.emit("CHANNEL_UPDATE", dict(payload))

    def requests(self, method: str, ending: str = "") -> list[Any]:
        """The requests the bot made so far, by method and end of the path."""
        made = self.env.http_requests
        return [one for one in made if one.method == method and one.path.endswith(ending)]
