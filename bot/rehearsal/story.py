"""`aftercare rehearse --story`: two weeks of a small community, played fast and written down.

Each chapter is a function of the teller alone; to tell more, add one and name it in CHAPTERS.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.ops.logs import start_logging
from bot.rehearsal.cast import RealBot
from bot.rehearsal.chapters import arriving, beside, changing, night, opening, week
from bot.rehearsal.scribe import Write
from bot.rehearsal.stage import Stage
from bot.rehearsal.teller import Teller

# A Thursday, three days before the clocks change in New York; in London they have changed already.
BEGINS = datetime(2026, 10, 29, 13, 0, tzinfo=UTC)

CHAPTERS: tuple[Callable[[Teller], Awaitable[None]], ...] = (
    opening.set_up,
    opening.plan_meetings,
    opening.ask_each_day,
    opening.post_front_door,
    arriving.come_in,
    arriving.join,
    week.remind,
    week.check_in,
    week.change_clocks,
    changing.move,
    changing.cancel,
    changing.ask_for_help,
    beside.choose_channels,
    beside.become_helper,
    beside.become_sponsor,
    beside.pair_up,
    beside.choose_how_to_meet,
    night.ask,
    night.ask_on,
    night.meet,
    night.end_well,
    night.ask_again,
    night.hear_from_nobody,
    night.come_in_the_morning,
)


async def tell() -> None:
    """Play the story and print it; the same bot, without a browser."""
    start_logging("console", "warning")
    await play(print)


async def play(write: Write) -> None:
    """Play the story and write it line by line."""
    stage = Stage(RealBot, lambda: BEGINS)
    await stage.start()
    try:
        teller = Teller(stage, write)
        write(
            "Aftercare, rehearsed. Nothing here reaches Discord; everybody's own times are shown."
        )
        for chapter in CHAPTERS:
            await chapter(teller)
    finally:
        await stage.stop()
