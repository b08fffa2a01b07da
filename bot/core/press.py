"""Who pressed what: the facts of one interaction that features may use."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bot.core.message import Values


def sees_nothing(_channel_id: int) -> bool:
    """See no channel: the rights of somebody outside any server."""
    return False


def lacks_nothing(_channel_id: int) -> tuple[str, ...]:
    """Name no missing permission: where no server said what the bot may do."""
    return ()


def lacks_none_of(_channel_id: int, _needed: Collection[str]) -> tuple[str, ...]:
    """Name no missing permission of those needed: where no server said what the bot may do."""
    return ()


def names_nothing(_server_id: int) -> str:
    """Know no server by name."""
    return ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What this member may do in the server, as Discord said it with this interaction.

    `sees` tells whether they can see a channel at this moment. In a private message the rights
    were fetched, or are a check not older than 24 hours. `bot_lacks` names, in Discord's own words,
    the permissions the bot itself still needs to post its messages in a channel; `bot_lacks_of`
    those of the permissions one asks about, by discord.py's names ("create_private_threads").
    `all_see` tells whether everybody in the server can see a channel. `server_name` names a server
    that we are in, also in private messages; "" where it is not known.
    """

    manage_server: bool = False
    role_ids: frozenset[int] = frozenset()
    sees: Callable[[int], bool] = field(default=sees_nothing, compare=False)
    bot_lacks: Callable[[int], tuple[str, ...]] = field(default=lacks_nothing, compare=False)
    bot_lacks_of: Callable[[int, Collection[str]], tuple[str, ...]] = field(
        default=lacks_none_of, compare=False
    )
    all_see: Callable[[int], bool] = field(default=sees_nothing, compare=False)
    server_name: Callable[[int], str] = field(default=names_nothing, compare=False)


@dataclass(frozen=True, slots=True)
class Who:
    """The person behind an interaction. `server_id` is None in private messages and user installs.

    `locale` is Discord's code for their client ("en-US"). `reply_token` lets the outbox edit this
    very answer for 15 minutes; it is a secret and is only ever stored sealed.
    """

    member_id: int
    server_id: int | None
    locale: str
    rights: Rights = Rights()
    reply_token: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button or a used select. `text` is what the pressed message says."""

    action: str
    ref: str = ""
    values: tuple[str, ...] = ()
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent in. `values` holds text, or a tuple for selects and checkboxes.

    `text` is what the message says whose button opened the form, if one did.
    """

    form: str
    ref: str
    values: Values = field(repr=False)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something belongs: the server and the channel one must be able to see."""

    server_id: int
    channel_id: int
