"""Who is trusted to be asked for help: an adult by their own word, approved, and not paused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

What = Literal["helper", "sponsor"]
TRUSTED_AS: tuple[What, ...] = get_args(What)

ASK_AGAIN_AFTER = timedelta(days=7)  # after "not now"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is on the way to being asked for help; a stranger has nothing but ids.

    `by_role`: approved because they had the server's helper role when they last pressed something.
    """

    server_id: int
    member_id: int
    what: What
    id: int = 0
    adult_at: datetime | None = None
    asked_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: int | None = None
    by_role: bool = False
    declined_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Tell whether moderators paused them, until a moment or until they lift it."""
        if self.suspended_at is None:
            return False
        return self.suspended_until is None or now < self.suspended_until

    def is_trusted(self, now: datetime) -> bool:
        """Tell whether they may be asked now."""
        return bool(self.adult_at and self.approved_at) and not self.is_paused(now)

    @property
    def waits(self) -> bool:
        """Tell whether moderators still have to answer."""
        return bool(self.adult_at and self.asked_at) and not (self.approved_at or self.declined_at)


def may_ask(standing: Standing, now: datetime) -> bool:
    """Tell whether moderators may be asked (again): not while they are, nor soon after a no."""
    if standing.waits or standing.approved_at:
        return False
    return standing.declined_at is None or now >= standing.declined_at + ASK_AGAIN_AFTER


def has_role(role_id: int | None, role_ids: Collection[int]) -> bool:
    """Tell whether somebody has the role that the server set for helpers."""
    return role_id is not None and role_id in role_ids


def read_what(text: str) -> What | None:
    """Read what a button carries."""
    return next((what for what in TRUSTED_AS if what == text), None)


def read_id(text: str) -> int:
    """Read the number of a row from what a button carries; 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
