"""What a server chooses for the moment when somebody asks for help, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from bot.servers.rules import Server, SponsorWord

# What the bot must be allowed to do in each of the channels, by discord.py's names.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "helpers_channel_id": (
        "view_channel",
        "send_messages",
        "read_message_history",
        "create_private_threads",
        "send_messages_in_threads",
    ),
    "moderators_channel_id": ("view_channel", "send_messages", "read_message_history"),
    "threads_channel_id": (
        "view_channel",
        "read_message_history",
        "create_private_threads",
        "send_messages_in_threads",
    ),
}
CHANNELS = tuple(NEEDED)
ROLES = ("on_call_role_id", "helper_role_id")
WORDS: tuple[SponsorWord, ...] = get_args(SponsorWord)

# The numbers of the form, with the least and the most that make sense.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "sponsor_minutes": (1, 60),
    "helper_minutes": (1, 60),
    "moderator_minutes": (1, 120),
    "helper_limit": (1, 50),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: the server, and by channel what the bot lacks there, in Discord's words.

    `seen_by_all` names the channels that everybody can see and should not. `cannot_mention`: the
    on-call role cannot be mentioned where moderators are asked.
    """

    server: Server
    lacks: Mapping[str, tuple[str, ...]]
    seen_by_all: tuple[str, ...] = ()
    cannot_mention: bool = False


def read_number(typed: str, name: str) -> int | None:
    """Read one of the numbers; None when it is none, or outside of what makes sense."""
    text = typed.strip()
    least, most = NUMBERS[name]
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return number if least <= number <= most else None
