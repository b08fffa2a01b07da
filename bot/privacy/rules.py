"""What a member may choose, and how long unfinished forms are kept."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.quiet import Quiet

DRAFTS_KEPT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Member:
    """What a member chose; somebody who never chose anything has only defaults."""

    member_id: int
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    quiet: Quiet | None = None
    text_at_once: bool = False
