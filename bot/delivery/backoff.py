"""How long to wait before trying again."""

from datetime import datetime, timedelta
from typing import Final

AFTER_FAILURE: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
THEN: Final = timedelta(days=1)

# Five tries fall into the two minutes in which Discord recognises the nonce; what follows costs a
# search each time.
AFTER_UNCLEAR: Final = tuple(timedelta(seconds=s) for s in (2, 5, 15, 30, 60, 300, 900, 1800))


def wait_after_failure(attempts: int) -> timedelta:
    """Tell how long something of ours that failed `attempts` times is put off."""
    return AFTER_FAILURE[attempts - 1] if attempts <= len(AFTER_FAILURE) else THEN


def wait_after_unclear(attempts: int, retry_after: float) -> timedelta:
    """Tell when to try again after `attempts` tries; Discord's own wish is a floor."""
    step = AFTER_UNCLEAR[min(attempts, len(AFTER_UNCLEAR)) - 1]
    return max(step, timedelta(seconds=retry_after))


def put_off(now: datetime, wait: timedelta, not_after: datetime) -> datetime:
    """Name the moment of the next try; a row is looked at again at its end at the latest."""
    return min(now + wait, not_after)
