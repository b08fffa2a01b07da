"""What the tests of a supporter's day have in common."""

from dataclasses import replace
from datetime import time

from bot.sponsors.offering.service import _keep
from bot.sponsors.pairing.service import require_side
from bot.sponsors.store import put_side
from tests.support.who import ANA, BEN, CLEO, somebody

SAM, DAN = BEN, CLEO
NOTE = "A note you asked for."


async def offer(stage, member_id=SAM, **values):
    """Offer as the page does, with the timer of the daily note."""
    made = await stage.offer(member_id, note_at=time(18), **values)
    await stage.call(_keep, made)


async def paired(stage, hello=0, member_id=ANA, supporter_id=SAM, **options):
    pair_id = await stage.pair(member_id, supporter_id, **options)
    if hello:
        side = await stage.call(require_side, somebody(supporter_id), pair_id)
        today = f"{stage.clock.now():%Y-%m-%d}"
        await stage.call(put_side, replace(side, hello_days=hello, hello_from=today))
    return pair_id


async def share(stage, pair_id, *which):
    for one in which:
        await stage.press(somebody(ANA), "share", f"{one}.on.{pair_id}")


async def open_today(stage, member_id=SAM):
    return await stage.press(somebody(member_id, server_id=None), "today")
