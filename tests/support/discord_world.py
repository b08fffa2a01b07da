"""A small community on a simulated Discord, and what each person in it sees.

Everything is real but Discord itself: discord.py, our gateway, the engine, an SQLite file. Time
stands still until `World.advance`. People do what people can do (`ana.command`, `ana.press`,
`ana.fill`), and get back what only they see.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.backend import Backend
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle, UserHandle
from simcord.components import walk_components
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from bot.gateway.client import AftercareClient
from tests.support.clock import START
from tests.support.simcord_seams import Seams, StartClock

BUTTON, TEXT, LINK_STYLE = 2, 10, 5
SELECTS = {3, 5, 6, 7, 8}


class WorldClock:
    """The bot's clock, which is simcord's: it moves only when the test moves it."""

    env: Env

    def now(self) -> datetime:
        return self.env.now()

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        await self.env.external_wait(self._wait(event, until), reason="waits for work")

    async def _wait(self, event: asyncio.Event, until: datetime | None) -> None:
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return


@dataclass(frozen=True)
class Seen:
    """A message as somebody sees it: its text, and what can be pressed or opened."""

    id: int
    text: str
    buttons: tuple[str, ...]
    links: dict[str, str]
    selects: tuple[str, ...]
    ephemeral: bool
    by_bot: bool
    raw: Any

    def __str__(self) -> str:
        pressable = [f"[{label}]" for label in self.buttons] + [
            f"<{label}>" for label in self.links
        ]
        return "\n".join([self.text, " ".join(pressable)]).strip()

    @property
    def components(self) -> list[dict[str, Any]]:
        return _components(self.raw)

    def custom_id(self, label: str) -> str:
        """Find the custom id behind a button."""
        found = [part["custom_id"] for part in _buttons(self.components) if part["label"] == label]
        assert len(found) == 1, f"{label!r} is there {len(found)} times: {self.buttons}"
        return str(found[0])


@dataclass(frozen=True)
class Asked:
    """A form that was opened: its title, and what stands in each field."""

    title: str
    custom_id: str
    labels: dict[str, str]
    values: dict[str, Any]


class Reply:
    """All that one command, press or form brought back to the person."""

    def __init__(self, result: InteractionResult) -> None:
        self.result = result

    def __repr__(self) -> str:
        return f"<Reply form={self.form} messages={[str(one) for one in self.all]}>"

    @property
    def all(self) -> list[Seen]:
        """The answer and its follow-ups, in order."""
        first = [self.result.response] if self.result.response else []
        return [see(one) for one in [*first, *self.result.followups]]

    @property
    def first(self) -> Seen:
        assert self.all, "nothing was answered"
        return self.all[0]

    @property
    def text(self) -> str:
        """The text of the answer; fails when it could be seen by others."""
        assert self.first.ephemeral or self.is_edit, "the answer was public"
        return self.first.text

    @property
    def buttons(self) -> tuple[str, ...]:
        return self.first.buttons

    @property
    def is_edit(self) -> bool:
        """Whether the pressed message itself was replaced."""
        kind = self.result._interaction.response_kind
        return kind in ("update", "deferred_update")

    @property
    def deferred(self) -> bool:
        return any("defer" in str(kind) for kind in [self.result._interaction.response_kind])

    @property
    def form(self) -> Asked | None:
        return _asked(self.result.modal) if self.result.modal else None

    @property
    def files(self) -> dict[str, discord.Attachment]:
        attachments = self.result.response.attachments if self.result.response else []
        return {attachment.filename: attachment for attachment in attachments}


class Person:
    """Somebody in the server, with their private chat with the bot."""

    def __init__(self, env: Env, member: MemberActor) -> None:
        self.env, self.member, self.user = env, member, member.user

    @property
    def id(self) -> int:
        return self.member.id

    async def command(self, channel: ChannelHandle | None, name: str, **options: Any) -> Reply:
        """Type a slash command in a channel, or in the private chat (None)."""
        if channel is None:
            return Reply(await self.user.slash(name, **options))
        return Reply(await self.member.slash(channel, name, **_handles(options)))

    async def suggestions(
        self, channel: ChannelHandle, name: str, option: str, typed: str, **filled: Any
    ) -> list[str]:
        """Type into an option with autocomplete and read what is offered."""
        choices = await self.member.autocomplete(channel, name, option, typed, **_handles(filled))
        return [str(choice["name"]) for choice in choices]

    async def press(self, seen: Seen | Reply, label: str) -> Reply:
        """Press the button with this label."""
        message = _one(seen)
        custom_id = message.custom_id(label)
        return Reply(await self._actor(message).click(message.raw, custom_id=custom_id))

    async def pick(
        self, seen: Seen | Reply, values: Sequence[Any], custom_id: str | None = None
    ) -> Reply:
        """Choose in a select: option values, or channels and roles of the server."""
        message = _one(seen)
        chosen = [_handle(value) for value in values]
        return Reply(await self._actor(message).select(message.raw, chosen, custom_id=custom_id))

    async def fill(self, asked: Reply, **values: Any) -> Reply:
        """Send in a form that was opened; fields left out keep what stands in them."""
        assert asked.form is not None, f"no form was opened, but: {asked!r}"
        everything = {**asked.form.values, **values}
        in_chat = asked.result._interaction.guild_id is None
        actor = self.user if in_chat else self.member
        return Reply(await actor.submit_modal(asked.result, everything))

    def sees(self, channel: ChannelHandle) -> list[Seen]:
        """Read a channel as this person, ephemeral messages for them included."""
        return [see(message) for message in channel.history(viewer=self.member)]

    def can_open(self, channel: ChannelHandle) -> bool:
        permissions = self.env.backend.compute_permissions(
            self.member.guild.id, self.id, channel.id
        )
        return bool(permissions & discord.Permissions.view_channel.flag)

    @property
    def chat(self) -> list[Seen]:
        """The private chat with the bot, oldest first. Reading it opens none."""
        if self.id not in self.env.backend.dm_channels:
            return []
        return [see(message) for message in self.user.dm_channel.history(viewer=self.user)]

    def close_chat(self) -> None:
        """Let Discord refuse every private message of the bot to this person."""
        path = f"/channels/{self.user.dm_channel.id}/messages"
        self.env.inject_error("POST", path, status=403, code=50007, times=None)

    def _actor(self, message: Seen) -> MemberActor | UserHandle:
        here = self.env.backend.dm_channels.get(self.id)
        return self.user if _channel_id(message.raw) == here else self.member


class World:
    """The simulated server "Harbor Recovery" and everybody in it."""

    def __init__(self, app: Any, clock: WorldClock, seams: Seams) -> None:
        self.app, self.clock, self.seams = app, clock, seams
        self.client = AftercareClient(app)
        self.env = Env(self.client)
        self.env.backend = Backend(clock=StartClock(START))
        clock.env = self.env

    async def start(self) -> None:
        """Start the bot and fill the server."""
        await self.env.start()
        self._fill()
        await self.env.settle(idle=0.001)

    async def stop(self) -> None:
        await self.env.shutdown()
        if self.env.check_errors:
            self.env._raise_errors_since(self.env._errors_acknowledged)

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
        from datetime import timedelta

        await self.env.advance_time(timedelta(**step).total_seconds())

    async def restart(self) -> None:
        """Stop the client and start a new one; the database and Discord remain."""
        self.client = AftercareClient(self.app)
        await self.env.restart_bot(self.client)

    def reads(self, channel: ChannelHandle) -> list[Seen]:
        """Everything in a channel that is not private."""
        return [one for one in map(see, channel.history()) if not one.ephemeral]

    def take_role(self, person: Person, role: RoleHandle) -> None:
        """Take a role from somebody."""
        member = self.env.backend.get_member(self.server.id, person.id)
        member.role_ids.remove(role.id)

    def hide(self, channel: ChannelHandle) -> None:
        """Let nobody but the bot see a channel."""
        from simcord.backend.models import Overwrite
        from simcord.enums import OverwriteType

        overwrite = Overwrite(
            self.server.id, OverwriteType.ROLE, 0, discord.Permissions.view_channel.flag
        )
        self._overwrite(channel, [overwrite])

    def silence_bot(self, channel: ChannelHandle, *names: str) -> None:
        """Take permissions from the bot in one channel, by discord.py's names."""
        from simcord.backend.models import Overwrite
        from simcord.enums import OverwriteType

        denied = discord.Permissions(**dict.fromkeys(names, True)).value
        me = self.env.backend.bot_user.id
        self._overwrite(channel, [Overwrite(me, OverwriteType.MEMBER, 0, denied)])

    def _overwrite(self, channel: ChannelHandle, overwrites: Iterable[Any]) -> None:
        from simcord.backend import serializers

        channel._channel.overwrites.extend(overwrites)
        payload = serializers.channel_payload(self.env.backend, channel._channel)
        self.env.backend.emit("CHANNEL_UPDATE", dict(payload))

    def requests(self, method: str, ending: str = "") -> list[Any]:
        """The requests the bot made so far, by method and end of the path."""
        made = self.env.http_requests
        return [one for one in made if one.method == method and one.path.endswith(ending)]


def see(message: discord.Message | ResponseMessage) -> Seen:
    """Look at a message."""
    parts = _components(message)
    texts = [message.content, *(part["content"] for part in parts if part.get("type") == TEXT)]
    buttons = _buttons(parts)
    return Seen(
        id=message.id,
        text="\n".join(text for text in texts if text),
        buttons=tuple(one["label"] for one in buttons if one["style"] != LINK_STYLE),
        links={one["label"]: one["url"] for one in buttons if one["style"] == LINK_STYLE},
        selects=tuple(str(p["custom_id"]) for p in parts if p.get("type") in SELECTS),
        ephemeral=message.flags.ephemeral,
        by_bot=isinstance(message, ResponseMessage) or message.author.bot,
        raw=message,
    )


def _components(message: discord.Message | ResponseMessage) -> list[dict[str, Any]]:
    if isinstance(message, ResponseMessage):
        return list(walk_components(message.components))
    return list(walk_components([part.to_dict() for part in message.components]))


def _buttons(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for part in parts if part.get("type") == BUTTON]


def _one(seen: Seen | Reply) -> Seen:
    return seen.first if isinstance(seen, Reply) else seen


def _channel_id(message: discord.Message | ResponseMessage) -> int:
    if isinstance(message, ResponseMessage):
        return message.channel_id
    return message.channel.id


def _handle(value: Any) -> Any:
    return value.member if isinstance(value, Person) else value


def _handles(options: dict[str, Any]) -> dict[str, Any]:
    return {name: _handle(value) for name, value in options.items()}


def _asked(modal: dict[str, Any]) -> Asked:
    labels: dict[str, str] = {}
    values: dict[str, Any] = {}
    for part in modal["components"]:
        control = part["component"]
        labels[control["custom_id"]] = part["label"]
        values[control["custom_id"]] = _standing(control)
    return Asked(modal["title"], modal["custom_id"], labels, values)


def _standing(control: dict[str, Any]) -> Any:
    """Tell what a field holds before anybody types: a text, a picked option, or a tick."""
    if control["type"] == 4:
        return control.get("value") or ""
    if control["type"] == 23:
        return bool(control.get("default"))
    chosen = [option["value"] for option in control["options"] if option.get("default")]
    return (chosen[0] if chosen else None) if control["type"] == 21 else chosen
