"""What became of a row that was being sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from bot.delivery.claim import Row
from bot.delivery.owed import End, Note
from bot.delivery.transport import Sent

CLOSED_CHAT: Final = {"50007", "50278"}  # Discord: cannot send to this user; no server in common


@dataclass(frozen=True, slots=True)
class Closed:
    """It is over. `code` says why when it was not sent."""

    end: End
    code: str = ""
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """It will be tried again. In the state "unknown" it may have reached Discord already.

    `counts`: this was a try, so the next pause is longer.
    """

    state: Literal["waiting", "unknown"]
    until: datetime
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Erased:
    """Nobody knows any more whom it was for; the row is removed."""


Result = Closed | Later | Erased


@dataclass(frozen=True, slots=True)
class Finished:
    """One row, what became of it, and what moderators should see about it."""

    row: Row
    result: Result
    note: Note | None = None
    incident: dict[str, Any] | None = None
