"""The nightly backup, made in a thread while the bot goes on."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.core.clock import Clock
from bot.core.errors import SetupProblem
from bot.core.reference import make_reference
from bot.storage.backup import Backup, forget_old

AT = time(4, 30, tzinfo=UTC)  # after the nightly housekeeping
AGAIN = timedelta(hours=1)  # after a failure

MakeBackup = Callable[[datetime], Backup]

log = structlog.get_logger()


async def back_up_nightly(
    clock: Clock,
    make: MakeBackup,
    keep: int,
    tell: Callable[[datetime], None],
    is_ours: Callable[[], bool] = lambda: True,
) -> None:
    """Make a backup every night until cancelled, keep the newest, and tell when one succeeded.

    Of several processes only one makes it: where it `is_ours` at that moment.
    """
    due = next_backup(clock.now())
    while True:
        await clock.wait(asyncio.Event(), due)
        now = clock.now()
        if now < due:
            continue
        if not is_ours():
            due = next_backup(now)
        elif await asyncio.to_thread(partial(_back_up, make, keep, now)):
            tell(now)
            due = next_backup(now)
        else:
            due = now + AGAIN


def next_backup(now: datetime) -> datetime:
    """Name the next time of the nightly backup."""
    tonight = datetime.combine(now.astimezone(UTC), AT)
    return tonight if tonight > now else tonight + timedelta(days=1)


def _back_up(make: MakeBackup, keep: int, now: datetime) -> bool:
    try:
        made = make(now)
        forget_old(made.data.parent, keep)
    except SetupProblem as problem:
        log.exception("backup_failed", reference=make_reference(), exc_info=problem)
        return False
    log.info("backup_made", bytes=_size(made.data))
    return True


def _size(path: Path) -> int:
    return path.stat().st_size
