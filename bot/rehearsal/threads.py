"""The threads of the simulated server, as places that those who are in them can open."""

from dataclasses import dataclass
from typing import Any

from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.rehearsal import seams
from bot.rehearsal.seams import Person

PREFIX = "thread-"
PRIVATE = 12  # Discord's type of a private thread


def hush_private_threads(backend: Any) -> None:
    """Let no channel say that a private thread was made in it: Discord does that for public ones.

    simcord says it for each, where everybody could read it.
    """
    announce = backend.create_system_message

    def announce_public(channel_id: int, *what: Any, **given: Any) -> Any:
        made = backend.channels.get(given.get("target_channel_id") or 0)
        private = made is not None and made.type == PRIVATE
        return None if private else announce(channel_id, *what, **given)

    backend.create_system_message = announce_public


def let_makers_tend(backend: Any) -> None:
    """Let who made a private thread take people out of it: Discord asks no more right for that."""
    require = backend.require_permissions

    def require_of_others(server_id: Any, who: int, channel_id: Any, *names: str) -> Any:
        made = backend.channels.get(channel_id or 0)
        own = made is not None and made.type == PRIVATE and made.owner_id == who
        tends = own and names == ("manage_threads",)
        return require(server_id, who, channel_id, *(("view_channel",) if tends else names))

    backend.require_permissions = require_of_others


def mend_threads(backend: Any) -> None:
    """Let simcord treat private threads as Discord does."""
    hush_private_threads(backend)
    let_makers_tend(backend)


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that is not archived."""

    key: str
    name: str
    channel: ChannelHandle


def list_threads(world: Env, server: GuildHandle, person: Person) -> list[Thread]:
    """List the threads this person can read now, oldest first."""
    found = (
        Thread(f"{PREFIX}{channel.id}", channel.name or "", channel)
        for channel in seams.list_threads(world, server)
    )
    return [one for one in found if seams.sees(world, one.channel, person)]


def find_thread(world: Env, server: GuildHandle, key: str) -> ChannelHandle | None:
    """Find the thread behind a place's key; None: it is not the key of one."""
    found = (one for one in seams.list_threads(world, server) if f"{PREFIX}{one.id}" == key)
    return next(found, None)
