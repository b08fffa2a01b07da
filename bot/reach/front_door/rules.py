"""The front-door message of a server: each time it was posted, and what became of it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.core.message import Message

FEATURE = "reach"
POST, EDIT, REMOVE = (f"{FEATURE}.front_door{what}" for what in ("", "_edit", "_gone"))
TIMER = f"{FEATURE}.front_door"

POST_WITHIN = timedelta(days=1)
EDIT_WITHIN = timedelta(days=7)
KEEP_OLD = timedelta(days=30)

# What can be pressed on it, in this order, as far as the feature exists.
BUTTONS = (
    ("reach", "help"),
    ("meetings", "list"),
    ("checkins", "open"),
    ("coping", "tip"),
    ("privacy", "me"),
)
GONE_CODES = {"gone", "no_message", "10003", "10008"}  # there is no message, or no channel


class State(StrEnum):
    """A posting is owed, stands, is gone, failed, or made room for a newer one."""

    OWED = "owed"
    STANDING = "standing"
    GONE = "gone"
    FAILED = "failed"
    REPLACED = "replaced"


LIVE = (State.OWED, State.STANDING)


@dataclass(frozen=True, slots=True)
class Posting:
    """One time the message was posted. `trouble` is the code of what did not work last.

    `country` and `language` are the server's now; `fingerprint` is that of the words last owed.
    """

    server_id: int
    number: int
    channel_id: int
    state: State
    trouble: str | None
    fingerprint: str
    edits: int
    country: str | None = None
    language: str | None = None

    @property
    def key(self) -> str:
        """Name the row that sends it, for good; numbers are never used again."""
        return f"front.{self.server_id}.{self.number}"

    @property
    def ref(self) -> str:
        return f"{self.server_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class Sight:
    """What moderators see of it. `link` leads to the message that stands.

    `lacks` names what the bot may not do where it stands. `country` is the server's,
    as a sentence names it.
    """

    postings: Sequence[Posting] = field(default=())  # the newest first
    link: str = ""
    lacks: tuple[str, ...] = ()
    country: str = ""

    @property
    def newest(self) -> Posting | None:
        return self.postings[0] if self.postings else None

    @property
    def standing(self) -> Posting | None:
        return next((one for one in self.postings if one.state is State.STANDING), None)

    @property
    def left_over(self) -> Posting | None:
        """Find an older message that should be gone and could not be removed."""
        old = (one for one in self.postings if one.state is State.REPLACED and one.trouble)
        return next(old, None)

    @property
    def number(self) -> int:
        """Count how often it was posted so far."""
        return self.newest.number if self.newest else 0


def read_ref(ref: str) -> tuple[int, int] | None:
    """Read two whole numbers joined by a dot; None when it is anything else."""
    first, _, second = ref.partition(".")
    whole = all(part.isascii() and part.isdigit() and len(part) <= 20 for part in (first, second))
    return (int(first), int(second)) if whole else None


def choose_buttons(features: Collection[str]) -> list[tuple[str, str]]:
    """Choose the buttons whose feature exists."""
    return [(feature, action) for feature, action in BUTTONS if feature in features]


def fingerprint_of(message: Message) -> str:
    """Tell messages apart by all that people see of them."""
    return hashlib.sha256(repr(message).encode()).hexdigest()
