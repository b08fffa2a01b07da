"""People on the simulated Discord: what they do, and what they see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.components import walk_components
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

BUTTON, TEXT, LINK_STYLE = 2, 10, 5
SELECTS = {3, 5, 6, 7, 8}


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
        """Whether Discord was told to wait first."""
        path = f"/interactions/{self.result._interaction.id}/"
        made = self.result._env.http_requests
        kinds = [one.json["type"] for one in made if one.path.startswith(path)]
        return bool(kinds) and kinds[0] in (5, 6)

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

    async def command(self, channel: ChannelHandle | None, name: str, /, **options: Any) -> Reply:
        """Type a slash command in a channel, or in the private chat (None)."""
        if channel is None:
            return Reply(await self.user.slash(name, **options))
        return Reply(await self.member.slash(channel, name, **_handles(options)))

    async def menu(self, channel: ChannelHandle, name: str, target: "Person | Seen") -> Reply:
        """Choose an entry of the menu of a person or of a message."""
        chosen = target.raw if isinstance(target, Seen) else target.member
        return Reply(await self.member.context_menu(channel, name, chosen))

    async def suggestions(
        self, channel: ChannelHandle, name: str, option: str, typed: str, /, **filled: Any
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
