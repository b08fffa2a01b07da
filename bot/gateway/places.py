"""Servers and channels as they are now: from memory where events keep it fresh, else fetched.

A process knows only the servers of its own shards, a worker knows none, and at the start not all
have been told. What is fetched counts for a minute; so long may a right that was taken still hold.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord

from bot.core.clock import count_seconds
from bot.gateway.who import Channel, can_see

FRESH: Final = 60.0  # seconds
MOST_KEPT: Final = 5000  # of the things fetched


class Places:
    """What the client's rights and others' depend on. Raises what discord.py raises."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._kept: dict[tuple[int, str, int], tuple[float, Any]] = {}

    async def sees(self, server_id: int, member_id: int, channel_id: int) -> bool:
        """Tell whether somebody is in the server and sees the channel.

        0: is in it at all. Below 0: has the role with that number.
        """
        guild = await self._server(server_id)
        if guild is None:
            return False
        member = await guild.fetch_member(member_id)
        if channel_id < 0:
            return -channel_id in {role.id for role in member.roles}
        return not channel_id or await self._shows(guild, channel_id, member)

    async def may_read(self, server_id: int, channel_id: int) -> bool:
        """Tell whether the bot may read what was said in a channel, or a thread by its parent."""
        guild = await self._server(server_id)
        if guild is None:
            return False
        channel = await self._channel(guild, channel_id)
        if isinstance(channel, discord.Thread):
            channel = await self._parent(guild, channel)
        if channel is None:
            return False
        allowed = channel.permissions_for(await self._me(guild))
        return allowed.view_channel and allowed.read_message_history

    async def _shows(self, guild: discord.Guild, channel_id: int, member: discord.Member) -> bool:
        channel = await self._channel(guild, channel_id)
        if isinstance(channel, discord.Thread):
            return can_see(channel, member, await self._parent(guild, channel))
        return can_see(channel, member)

    async def _parent(self, guild: discord.Guild, thread: discord.Thread) -> Channel | None:
        return thread.parent or await self._channel(guild, thread.parent_id)

    async def _server(self, server_id: int) -> discord.Guild | None:
        guild: discord.Guild | None = self._client.get_guild(server_id)
        if self._client.serves(server_id) and not (guild and guild.unavailable):
            return guild
        fetch = self._client.fetch_guild
        fetched: discord.Guild = await self._keep(
            (server_id, "server", server_id), lambda: fetch(server_id, with_counts=False)
        )
        return fetched

    async def _channel(self, guild: discord.Guild, channel_id: int) -> Channel | None:
        known = guild.get_channel_or_thread(channel_id)
        if known is not None or self._client.get_guild(guild.id) is guild:
            return known
        found: Channel = await self._keep(
            (guild.id, "channel", channel_id), lambda: guild.fetch_channel(channel_id)
        )
        return found

    async def _me(self, guild: discord.Guild) -> discord.Member:
        me_id: int = self._client.user.id
        known = guild.get_member(me_id)
        if known is not None:
            return known
        me: discord.Member = await self._keep(
            (guild.id, "member", me_id), lambda: guild.fetch_member(me_id)
        )
        return me

    async def _keep(self, name: tuple[int, str, int], fetch: Callable[[], Awaitable[Any]]) -> Any:
        """Fetch something, unless it was fetched a moment ago."""
        now = count_seconds()
        until, found = self._kept.get(name, (0.0, None))
        if until < now:
            found = await fetch()
            if len(self._kept) >= MOST_KEPT:
                self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > now}
            self._kept[name] = (now + FRESH, found)
        return found
