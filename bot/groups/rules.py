"""What a group is, what a good name for one is, and what a reader is shown of it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.press import Place

Admission = Literal["open", "ask"]
Medicine = Literal["welcome", "ask", "unsaid"]
State = Literal["joined", "asked", "notnow"]

LONGEST_NAME = 60
LIST_PAGE = 15
REQUEST_PAGE = 5
MEMBER_PAGE = 50

# Joins emoji and the letters of some scripts; every other invisible mark could hide or turn text.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: it exists only for people who can see its channel."""

    id: int
    server_id: int
    name: str
    channel_id: int
    admission: Admission
    medicine: Medicine
    closed: bool = False

    @property
    def place(self) -> Place:
        return Place(self.server_id, self.channel_id)


@dataclass(frozen=True, slots=True)
class Joined:
    """Where somebody stands with a group, since when, and whether they want a private note."""

    member_id: int
    state: State
    since: datetime
    tell: bool = False


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What a moderator asked for with `/group create`.

    `shut_out_ids` are those facilitators who cannot see the channel at that moment.
    """

    name: str
    channel_id: int
    facilitator_ids: tuple[int, ...]
    admission: Admission
    medicine: Medicine
    shut_out_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A group as one reader may see it. `runs`: facilitator or moderator; they see the counts."""

    group: Group
    mine: Joined | None
    facilitators: tuple[int, ...]
    facilitates: bool = False
    runs: bool = False
    moderates: bool = False
    joined: int = 0
    asked: int = 0
    lacks: tuple[str, ...] = ()
    chat_closed: bool = False


def tidy_name(typed: str) -> str:
    """Clean a name: one line, single spaces, nothing invisible that could hide or turn text."""
    kept = (c for c in unicodedata.normalize("NFC", typed) if c in _JOINERS or not _is_invisible(c))
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") and not character.isspace()


def is_good_name(name: str) -> bool:
    """Tell whether a tidied name fits and shows something."""
    return 1 <= len(name) <= LONGEST_NAME and any(c not in _JOINERS and c != " " for c in name)


def free_name(name: str, taken: Iterable[str]) -> str | None:
    """Suggest a name like this one that nobody has; None when the name itself is free."""
    known = {fold_name(other) for other in taken}
    if fold_name(name) not in known:
        return None
    numbered = (f"{name[: LONGEST_NAME - 3].rstrip()} {n}" for n in range(2, len(known) + 3))
    return next(candidate for candidate in numbered if fold_name(candidate) not in known)


def fold_name(name: str) -> str:
    """Reduce a name to what people would take for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def read_ref(ref: str) -> tuple[int, ...] | None:
    """Read the numbers of a button's ref ("12" or "12.34"); None when it is something else."""
    parts = ref.split(".")
    return tuple(map(int, parts)) if all(p.isascii() and p.isdigit() for p in parts) else None
