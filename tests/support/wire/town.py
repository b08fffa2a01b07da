"""The servers, channels and people of the simulated Discord, and what is done to them."""

from collections.abc import Iterable
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle, UserHandle
from simcord.enums import OverwriteType

from tests.support.wire.seams import Discordlike, Payload


class Town:
    """Who and what there is. People go by their names, the rest by ids."""

    def __init__(self, env: Discordlike) -> None:
        self.env = env
        self.servers: dict[int, GuildHandle] = {}
        self.people: dict[str, UserHandle] = {}

    def add_server(self, name: str, server_id: int | None = None) -> int:
        """Make a server with the bot in it. An id of one's own choice decides its shard."""
        server = self.env.create_guild(name, id=server_id)
        self.servers[server.id] = server
        return server.id

    def add_channel(self, server_id: int, name: str, only_for: Iterable[int] = ()) -> int:
        """Make a text channel, for everybody or for the bot and these roles alone."""
        server, roles = self.servers[server_id], list(only_for)
        overwrites: dict[Any, discord.PermissionOverwrite] = {}
        if roles:
            opened = discord.PermissionOverwrite(view_channel=True)
            overwrites = {self.role(server_id, one): opened for one in roles}
            overwrites |= {one: opened for one in server.roles.values() if one._role.managed}
            overwrites[server.default_role] = discord.PermissionOverwrite(view_channel=False)
        return server.create_text_channel(name, overwrites=overwrites).id

    def add_role(self, server_id: int, name: str, permissions: Iterable[str] = ()) -> int:
        """Make a role with these permissions, by discord.py's names."""
        given = discord.Permissions(**dict.fromkeys(permissions, True))
        return self.servers[server_id].create_role(name, permissions=given).id

    def add_person(self, name: str, server_id: int, roles: Iterable[int] = ()) -> int:
        """Let somebody join a server; a name that is known is the same person."""
        person = self.people.get(name) or self.env.create_user(name)
        self.people[name] = person
        held = [self.role(server_id, one) for one in roles]
        self.servers[server_id].add_member(person, roles=held)
        return person.id

    def remove_person(self, name: str, server_id: int) -> None:
        """Let somebody leave a server."""
        self.env.backend.remove_member(server_id, self.people[name].id)

    def remove_bot(self, server_id: int) -> None:
        """Let somebody put the bot out of a server; its rooms are gone for it."""
        self.env.backend.remove_guild(server_id)

    def delete_channel(self, channel_id: int) -> None:
        self.env.backend.delete_channel(channel_id)

    def deny_bot(self, channel_id: int, permissions: Iterable[str]) -> None:
        """Take permissions from the bot in one channel; none gives back what was taken."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        channel, me = self.env.backend.get_channel(channel_id), self.env.backend.bot_user.id
        channel.overwrites = [one for one in channel.overwrites if one.target_id != me]
        if denied:
            channel.overwrites.append(Overwrite(me, OverwriteType.MEMBER, 0, denied))
        payload = serializers.channel_payload(self.env.backend, channel)
        self.env.backend.emit("CHANNEL_UPDATE", dict(payload))

    def say(self, name: str, channel_id: int, text: str, times: int = 1) -> int:
        """Let somebody write in a channel; returns the id of the last message."""
        author, message_id = self.people[name].id, 0
        for _ in range(times):
            message_id = self.env.backend.create_message(channel_id, author, text).id
        return message_id

    def say_as_bot(self, channel_id: int, components: list[Payload]) -> int:
        """Put a message of the bot into a channel, as if it had sent it long ago."""
        me = self.env.backend.bot_user.id
        made = self.env.backend.create_message(channel_id, me, components=components, flags=1 << 15)
        return made.id

    def threads_of(self, channel_id: int) -> list[Payload]:
        """List the threads of a channel: their title, who is in them, whether they are archived."""
        bot, backend = self.env.backend.bot_user.id, self.env.backend
        names = {person.id: name for name, person in self.people.items()} | {bot: "bot"}
        return [
            {
                "id": one.id,
                "title": one.name,
                "people": sorted(names[member] for member in one.thread_members),
                "archived": one.thread_metadata.archived if one.thread_metadata else False,
            }
            for one in backend.channels.values()
            if one.parent_id == channel_id
        ]

    def archive(self, thread_id: int) -> None:
        """Let a thread fall asleep."""
        self.env.backend.edit_channel(thread_id, {}, thread_metadata={"archived": True})

    def remove_message(self, channel_id: int, message_id: int) -> None:
        """Let a moderator remove a message."""
        self.env.backend.delete_message(channel_id, message_id)

    # ------------------------------------------------------------ finding

    def role(self, server_id: int, role_id: int) -> RoleHandle:
        server = self.servers[server_id]
        return RoleHandle(self.env, server, server._guild.roles[role_id])

    def channel(self, channel_id: int) -> ChannelHandle:
        found = self.env.backend.get_channel(channel_id)
        server = None if found.guild_id is None else self.servers[found.guild_id]
        return ChannelHandle(self.env, server, found)

    def actor(self, name: str, channel_id: int | None) -> MemberActor | UserHandle:
        """Somebody as they act in this place: a member of its server, or in their private chat."""
        person = self.people[name]
        server_id = channel_id and self.env.backend.get_channel(channel_id).guild_id
        return MemberActor(self.env, self.servers[server_id], person) if server_id else person

    def chat_id(self, name: str) -> int | None:
        """Somebody's private chat with the bot; None: there is none yet."""
        return self.env.backend.dm_channels.get(self.people[name].id)
