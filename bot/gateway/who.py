"""Who is behind an interaction, and what Discord says they and we may do."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

import discord

from bot.core.press import Rights, Who
from bot.gateway import messages

Interaction = discord.Interaction[Any]
Channel = discord.abc.GuildChannel | discord.Thread

# What the bot needs where it posts: with history it can look for what it may have sent.
TO_POST = ("view_channel", "send_messages", "read_message_history")
TO_POST_IN_THREAD = ("view_channel", "send_messages_in_threads", "read_message_history")


def who_of(interaction: Interaction) -> Who:
    """Say who pressed, typed or sent in, with their rights in the server at this moment.

    Outside a server that we are in (private messages, user installs) there are no rights.
    """
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    member = interaction.user
    here = guild is not None and isinstance(member, discord.Member)
    return Who(
        member_id=member.id,
        server_id=guild.id if guild is not None and here else None,
        locale=str(interaction.locale),
        rights=_rights(interaction, guild, member)
        if guild is not None and isinstance(member, discord.Member)
        else Rights(server_name=partial(name_server, interaction.client)),
        reply_token=interaction.token,
    )


def name_server(client: discord.Client, server_id: int) -> str:
    """Name a server we are in, for the people in it; "" for one we do not know."""
    guild = client.get_guild(server_id)
    return guild.name if guild is not None else ""


def text_of(interaction: Interaction) -> str:
    """Read what the message says that was pressed, or whose button opened the form."""
    pressed = interaction.message
    if pressed is None:
        return ""
    shown = [part for part in pressed.components if isinstance(part, discord.TextDisplay)]
    return "\n".join(part.content for part in shown)


def can_see(channel: Channel | None, member: discord.Member, parent: Channel | None = None) -> bool:
    """Tell whether a member sees a channel, from their roles and the channel's overwrites.

    A private thread is seen by those who are in it, which Discord does not tell us without the
    members intent, so only those who manage threads count. `parent` is given for a thread whose
    server is not in memory.
    """
    holder = (channel.parent or parent) if isinstance(channel, discord.Thread) else channel
    if holder is None:
        return False
    allowed = holder.permissions_for(member)
    if isinstance(channel, discord.Thread) and channel.is_private():
        return allowed.view_channel and allowed.manage_threads
    return allowed.view_channel


def missing_permissions(
    channel: Any, needed: Iterable[str] | discord.Permissions = TO_POST
) -> tuple[str, ...]:
    """Name what the bot lacks in a channel, in the words of Discord's settings.

    `channel` is one of the guild cache or of a command's option; `needed` are discord.py's names.
    """
    found = (
        channel.resolve()
        if isinstance(channel, discord.app_commands.AppCommandChannel)
        else channel
    )
    names = (
        [name for name, on in needed if on] if isinstance(needed, discord.Permissions) else needed
    )
    if found is None or (isinstance(found, discord.Thread) and found.parent is None):
        return messages.permission_names(["view_channel"])
    allowed = found.permissions_for(found.guild.me)
    return messages.permission_names([name for name in names if not getattr(allowed, name)])


def _names(needed: Iterable[str] | discord.Permissions) -> list[str]:
    if isinstance(needed, discord.Permissions):
        return [name for name, wanted in needed if wanted]
    return list(needed)


def _rights(interaction: Interaction, guild: discord.Guild, member: discord.Member) -> Rights:
    def sees(channel_id: int) -> bool:
        return can_see(guild.get_channel_or_thread(channel_id), member)

    def bot_lacks(channel_id: int) -> tuple[str, ...]:
        channel = guild.get_channel_or_thread(channel_id)
        in_thread = isinstance(channel, discord.Thread)
        return missing_permissions(channel, TO_POST_IN_THREAD if in_thread else TO_POST)

    def bot_lacks_of(channel_id: int, needed: Collection[str]) -> tuple[str, ...]:
        return missing_permissions(guild.get_channel_or_thread(channel_id), needed)

    def all_see(channel_id: int) -> bool:
        channel = guild.get_channel(channel_id)
        return bool(channel and channel.permissions_for(guild.default_role).view_channel)

    allowed = interaction.permissions
    manages = allowed.manage_guild or allowed.administrator or guild.owner_id == member.id
    role_ids = frozenset(role.id for role in member.roles)
    named = partial(name_server, interaction.client)
    return Rights(manages, role_ids, sees, bot_lacks, bot_lacks_of, all_see, named)
