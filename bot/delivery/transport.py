"""How a finished message leaves the program, and the three ways that can end.

`bot.gateway.transport` speaks to Discord; tests pass a recording one. No method may be awaited
inside a transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.message import Message


@dataclass(frozen=True, slots=True)
class Sent:
    """The message exists: where, and its id."""

    channel_id: int
    message_id: int


class Refusal(Exception):
    """Discord said no for good. `code` is its JSON error code (50007 closed DMs, 10003 gone)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Discord refused: {code}")
        self.code = code


class Unclear(Exception):
    """Nobody knows whether it arrived: 5xx, a timeout, a broken connection, a rate limit.

    `cause` is a constant short word for logs and metrics; `retry_after` is in seconds.
    """

    def __init__(self, cause: str, retry_after: float = 0.0) -> None:
        super().__init__(f"the result is unknown: {cause}")
        self.cause, self.retry_after = cause, retry_after


class Unsearchable(Exception):
    """The channel's history cannot be read, so an empty answer would prove nothing."""


class Transport(Protocol):
    """Sends, edits, deletes and looks. Every method raises `Refusal` or `Unclear`."""

    async def send(self, channel_id: int, message: Message, *, nonce: str) -> Sent:
        """Create a message. `nonce` (at most 25 characters) also is the marker inside it."""
        ...

    async def edit(self, channel_id: int, message_id: int, message: Message, *, nonce: str) -> None:
        """Replace a message of ours; `nonce` is the marker of the row that sent it."""
        ...

    async def delete(self, channel_id: int, message_id: int) -> None: ...

    async def edit_reply(self, token: str, message: Message) -> None:
        """Replace the private answer to an interaction, up to 15 minutes after it."""
        ...

    async def open_dm(self, member_id: int) -> int:
        """Open (or find) the private chat with a member and return its channel id."""
        ...

    async def open_thread(self, channel_id: int, title: str) -> int:
        """Open a private thread with nobody but us in it and return its id."""
        ...

    async def add_member(self, thread_id: int, member_id: int) -> None:
        """Let a member into a thread of ours, archived or not; a second time changes nothing."""
        ...

    async def drop_member(self, thread_id: int, member_id: int) -> None:
        """Take a member out of a private thread of ours, archived or not; its maker may."""
        ...

    async def find_thread(
        self, server_id: int, channel_id: int, code: str, since: datetime
    ) -> int | None:
        """Find a private thread of ours whose title carries `code`, archived or not.

        Archived ones are only looked through as far back as `since`. Raises `Unsearchable`.
        """
        ...

    async def find_marked(self, channel_id: int, nonce: str, since: datetime) -> Sent | None:
        """Find our message that carries the marker, sent after `since`. Raises `Unsearchable`."""
        ...

    async def sees(self, server_id: int, member_id: int, channel_id: int) -> bool:
        """Fetch the member and tell whether they are here and can see the channel now.

        Channel 0 asks only whether they are here; a number below 0, whether they have that role.
        """
        ...

    async def clear_chat(self, channel_id: int) -> int:
        """Delete the bot's own messages in a private chat and return how many there were."""
        ...
