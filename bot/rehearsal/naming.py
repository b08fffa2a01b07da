"""Names in private chats, as Discord's own app shows them.

simcord's page knows there only the two who write: it shows everybody else, and each channel, as
a number.
"""

from typing import Any

from simcord.backend.access import channel_accessible
from simcord.preview import _messages as shown

_is_known = shown._user_allowed
_read_names = shown._markdown_context


def name_all_in_chats() -> None:
    """Let private chats name the people and channels of the server."""
    shown._user_allowed = _may_name
    shown._markdown_context = _name_channels


def _may_name(preview: Any, page: Any, user_id: int) -> bool:
    servers = preview.env.backend.guilds.values()
    shared = any({page.viewer.id, user_id} <= server.members.keys() for server in servers)
    return shared or _is_known(preview, page, user_id)


def _name_channels(
    preview: Any, page: Any, message: Any, channel: Any, *, content: str = ""
) -> dict[str, Any]:
    names = _read_names(preview, page, message, channel, content=content)
    if channel.guild_id is None:
        found = {
            str(one.id): str(one.name)
            for one in preview.env.backend.channels.values()
            if one.guild_id and channel_accessible(preview.env.backend, one.id, page.viewer.id)
        }
        names["channels"], names["channel_ids"] = found, list(found)
    return names
