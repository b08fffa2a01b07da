"""The bot's entries in Discord's context menus ("Apps"), which simcord's own page lacks."""

from collections.abc import Mapping
from typing import Any

from simcord.actors import MemberActor
from simcord.backend.errors import BackendError, SetupError
from simcord.env import Env

from bot.rehearsal import seams

ON_PEOPLE, ON_MESSAGES = 2, 3  # Discord's types of commands


def list_entries(world: Env) -> dict[str, list[str]]:
    """List the names of the entries on people and on messages."""
    found = seams.list_menu_entries(world)
    return {
        "people": [name for name, kind in found if kind == ON_PEOPLE],
        "messages": [name for name, kind in found if kind == ON_MESSAGES],
    }


async def use_entry(
    room: seams.Room, people: Mapping[str, MemberActor], asked: Mapping[str, Any]
) -> bool:
    """Use an entry on a person, on a message, or on who wrote it; False: that cannot be done.

    `asked` holds the entry's name, and a `person` or a `message` with what is meant (`on`).
    """
    entry, on = str(asked.get("entry")), str(asked.get("on"))
    try:
        if on == "person":
            await room.use_entry(entry, people[str(asked.get("person"))])
        else:
            await room.use_entry_on_message(entry, int(asked["message"]), author=on == "author")
    except (BackendError, SetupError, KeyError, TypeError, ValueError):
        return False
    return True
