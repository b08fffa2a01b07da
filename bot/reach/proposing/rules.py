"""What the screen before asking is made of, and how what was chosen on it is read back."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.core.text import escape, shorten
from bot.reach.ladder.rules import (
    MODES,
    THE_MODERATORS,
    Candidate,
    Choice,
    Step,
    Way,
    leave_out,
)
from bot.servers.rules import Server

LONGEST_WORDS: Final = 300
STOPS_AT_MOST: Final = 3  # calls that somebody stopped themselves …
STOPS_COUNT_FOR: Final = timedelta(hours=1)  # … within this time
_ESCAPED = re.compile(r"\\(.)")
_QUOTED = re.compile(r"^> (.+)$", re.MULTILINE)
WAYS: Final[tuple[Way, ...]] = ("them", "me", "thread")


@dataclass(frozen=True, slots=True)
class Screen:
    """Who would be asked, when and in which words.

    `closed`: our private chat is. `blocks`: they blocked somebody. `here`: they look at it in the
    server itself. `rests`: until when only moderators are asked, because the others were called and
    sent back again and again.
    """

    member_id: int
    mode: str
    server: Server
    choice: Choice
    steps: tuple[Step, ...]
    words: str = field(default="", repr=False)
    closed: bool = False
    blocks: bool = False
    here: bool = False
    rests: datetime | None = None
    next_shift: datetime | None = None

    @property
    def ref(self) -> str:
        """Say for a button what this screen is about."""
        return f"{self.mode}.{self.server.server_id}"

    @property
    def sponsors(self) -> tuple[Candidate, ...]:
        """List the sponsor and the stand-in, whether they can answer now or not."""
        near = [step for step in self.steps if step.role in ("sponsor", "stand_in")]
        return tuple(one for step in near for one in step.people)

    @property
    def sponsor(self) -> Candidate | None:
        """Give the sponsor, if they can be asked now."""
        able = [one for step in self.steps if step.role == "sponsor" for one in step.able]
        return able[0] if able else None

    @property
    def named_ids(self) -> set[int]:
        """List whom it names: the sponsor, the stand-in, and the moderators (0)."""
        return {one.member_id for one in self.sponsors} | {THE_MODERATORS}

    @property
    def others_left(self) -> list[int]:
        """List whom else the member never wants asked, on duty now or not."""
        return sorted(self.choice.left - self.named_ids)

    @property
    def leaves_out(self) -> bool:
        """Tell whether somebody it names, or the moderators, are left out."""
        return bool(self.named_ids & self.choice.left)

    @property
    def able(self) -> bool:
        """Tell whether anybody can be asked at all."""
        return any(step.at is not None for step in self.steps)


def hide_duty(candidates: Sequence[Candidate], left: Collection[int]) -> list[Candidate]:
    """Mark whom the member left out of those whom the screen names, and of nobody else.

    What is shown of helpers is the same whoever is left out or blocked: nobody can find out like
    that who is on duty now.
    """
    near = [one for one in candidates if one.role != "helper"]
    named = {one.member_id for one in near}
    hidden = named & set(left)
    helpers = [one for one in candidates if one.role == "helper" and one.member_id not in hidden]
    return [*leave_out(near, left), *helpers]


def read_ref(ref: str) -> tuple[str, int | None]:
    """Read how to ask, and in which server, from a button; what is unknown asks everybody."""
    mode, _, server = ref.partition(".")
    number = int(server) if server.isdecimal() and len(server) <= 20 else None
    return (mode[:1] if mode[:1] in MODES else "a", number)


def note_stop(choice: Choice, now: datetime) -> Choice:
    """Remember that they stopped a call just now, for an hour."""
    return replace(choice, stops=(*_recent(choice, now), int(now.timestamp()))[-STOPS_AT_MOST:])


def rests_until(choice: Choice, now: datetime) -> datetime | None:
    """Tell until when people rest who were called and sent back again and again; None: not now."""
    recent = _recent(choice, now)
    if len(recent) < STOPS_AT_MOST:
        return None
    return datetime.fromtimestamp(recent[0], UTC) + STOPS_COUNT_FOR


def _recent(choice: Choice, now: datetime) -> tuple[int, ...]:
    since = (now - STOPS_COUNT_FOR).timestamp()
    return tuple(one for one in choice.stops if one > since)


def next_way(way: Way, *, threads: bool) -> Way:
    """Turn to the next way to meet; a thread is offered only where one can be made."""
    ways = WAYS if threads else WAYS[:2]
    return ways[(ways.index(way) + 1) % len(ways)] if way in ways else ways[0]


def tidy_words(typed: str) -> str:
    """Make one short safe line of what a member wrote."""
    return escape(shorten(" ".join(typed.split()), LONGEST_WORDS))


def read_words(text: str) -> str:
    """Find the line a member wrote in the text of their own private message."""
    found = _QUOTED.findall(text)
    return found[-1].strip() if found else ""


def unescape(words: str) -> str:
    """Give back what was typed, to be changed."""
    return _ESCAPED.sub(r"\1", words).replace("\u200b", "")
