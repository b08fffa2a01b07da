"""How long an ending stays unseen by the other side."""

from datetime import timedelta
from typing import Final

Span = tuple[timedelta, timedelta]

AFTER_BLOCK: Final[Span] = (timedelta(days=1), timedelta(days=7))
AFTER_REVIEW: Final[Span] = (timedelta(days=14), timedelta(days=42))
HELLOS_REST: Final = AFTER_REVIEW[1]
