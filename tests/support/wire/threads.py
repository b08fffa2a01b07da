"""What Discord says about threads, and simcord does not: who can be let in, and pages of old ones.

That somebody outside the server is 10007 is an assumption; the API's pages name no code.
"""

import re
from typing import Any, Final

from simcord.backend import serializers

from tests.support.wire.seams import Backend, BackendError, Payload

LET_IN: Final = re.compile(r"/channels/(\d+)/thread-members/(\d+)")
JOINED: Final = re.compile(r"/channels/(\d+)/users/@me/threads/archived/private")
LONGEST_PAGE: Final = 100


def check_member(backend: Backend, method: str, path: str) -> None:
    """Raise `BackendError` for who cannot be let in, and for any change to an archived thread."""
    found = LET_IN.fullmatch(path)
    if method not in ("PUT", "DELETE") or found is None:
        return
    thread = backend.get_thread(int(found[1]))
    if method == "PUT" and int(found[2]) not in backend.get_guild(thread.guild_id or 0).members:
        raise BackendError(404, 10007, "Unknown Member")
    if thread.thread_metadata is not None and thread.thread_metadata.archived:
        raise BackendError(400, 50083, "Thread is archived")


def list_joined(backend: Backend, method: str, path: str, query: Payload) -> Payload | None:
    """List the archived private threads that the bot is in, newest first; None: not asked for."""
    found = JOINED.fullmatch(path)
    if method != "GET" or found is None:
        return None
    channel, me = backend.get_channel(int(found[1])), backend.bot_user.id
    backend.require_permissions(channel.guild_id, me, channel.id, "read_message_history")
    archived: list[Any] = backend.archived_threads(channel.id, private=True)
    joined = sorted((one for one in archived if me in one.thread_members), key=lambda one: -one.id)
    before, most = int(query.get("before") or 0), int(query.get("limit") or LONGEST_PAGE)
    older = [one for one in joined if not before or one.id < before]
    more = len(older) > most
    return dict(serializers.thread_list_payload(backend, older[:most], has_more=more))
