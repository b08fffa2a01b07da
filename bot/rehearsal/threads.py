"""The threads of the simulated server, as places that those who are in them can open."""

from dataclasses import dataclass

from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.rehearsal import seams
from bot.rehearsal.seams import Person

PREFIX = "thread-"


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
