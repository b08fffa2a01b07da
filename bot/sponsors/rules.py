"""What a pair of people is, seen from each of its two sides, and how it lies in the vault."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

FEATURE: Final = "sponsors"
Role = Literal["sponsor", "stand_in"]
Part = Literal["supporter", "member"]
State = Literal["asked", "accepted", "active", "declined", "veiled"]
OPEN: Final = ("asked", "accepted")

ASK_LASTS: Final = timedelta(days=14)  # so long a request waits for an answer
DECLINED_LASTS: Final = timedelta(days=30)  # so long the same person is not asked again
MOST_WAITING: Final = 5  # open requests to one person


@dataclass(frozen=True, slots=True)
class Supporter:
    """Somebody who may be asked on a member's behalf: their sponsor, or the stand-in."""

    member_id: int
    pair_id: str
    role: Role
    may_wake: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A pair as one of its two sees it. `part`: whether they support, or are the member supported.

    A veiled one has ended for the other; whoever sees it is told on a later day.

    Of a supporter: `hello_days` is how often they want a reminder to say hello (0: never), counted
    from `hello_from`; `not_today` (a date and time) puts the lines of that day off. Of a member:
    two switches say what the other may read, and `checked_in` when they last did; it is kept only
    while one is on.
    """

    pair_id: str
    server_id: int
    state: State
    role: Role
    part: Part
    member_id: int
    other_id: int
    hello_days: int = 0
    hello_from: str = ""
    not_today: str = ""
    share_yes: bool = False
    share_not: bool = False
    checked_in: str = ""

    @property
    def is_active(self) -> bool:
        return self.state in ("active", "veiled")

    @property
    def is_veiled(self) -> bool:
        return self.state == "veiled"

    @property
    def holds(self) -> bool:
        """Tell whether it holds for both, so that something may go from one to the other."""
        return self.state == "active"

    @property
    def shares(self) -> bool:
        return self.share_yes or self.share_not


def pack(side: Side) -> dict[str, str | int]:
    """Lay one side out for the vault and for the export, where people read it."""
    return {
        "feature": FEATURE,
        "what": "pair",
        "means": "a sponsor, or somebody you sponsor",
        "pair": side.pair_id,
        "server": side.server_id,
        "role": side.role,
        "part": side.part,
        "other": side.other_id,
        "hello_days": side.hello_days,
        "hello_from": side.hello_from,
        "not_today": side.not_today,
        "share_yes": int(side.share_yes),
        "share_not": int(side.share_not),
        "checked_in": side.checked_in,
    }


def unpack(packed: Mapping[str, Any], state: State) -> Side:
    """Read what `pack` laid out."""
    return Side(
        pair_id=packed["pair"],
        server_id=packed["server"],
        state=state,
        role=packed["role"],
        part=packed["part"],
        member_id=packed["member_id"],
        other_id=packed["other"],
        hello_days=packed["hello_days"],
        hello_from=packed["hello_from"],
        not_today=packed["not_today"],
        share_yes=bool(packed["share_yes"]),
        share_not=bool(packed["share_not"]),
        checked_in=packed["checked_in"],
    )


def is_entry(packed: Mapping[str, Any], what: str) -> bool:
    """Tell whether an entry of the vault is of this kind."""
    return bool(packed.get("feature") == FEATURE and packed.get("what") == what)


def expiry(state: State, now: datetime) -> datetime | None:
    """Say until when a pair in this state is kept; None: until one of the two ends it."""
    lasts = {"asked": ASK_LASTS, "accepted": ASK_LASTS, "declined": DECLINED_LASTS}.get(state)
    return None if lasts is None else now + lasts
