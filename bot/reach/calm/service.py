"""On a calm day: how somebody wants help asked for, and what their own page says of it."""

from dataclasses import replace

from bot.core.message import Answer
from bot.core.press import Press, Who
from bot.privacy import service as privacy
from bot.reach.calm import messages
from bot.reach.doubting import messages as doubting
from bot.reach.doubting.store import find_pause
from bot.reach.ladder.rules import Choice
from bot.reach.ladder.store import find_request_of
from bot.reach.proposing.service import open_screen, read_ref, show_again
from bot.reach.proposing.store import find_choice, keep_choice
from bot.reach.telling.service import Outside
from bot.storage.database import Tx


async def press_morning(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want to be asked the next morning if nobody came, or not any more."""
    _mode, server_id = await read_ref(tx, who, press.ref)
    choice = await find_choice(tx, who.member_id)
    turned = replace(choice, morning=not choice.morning)
    await keep_choice(tx, who.member_id, turned, server_id)
    return await show_again(tx, who, press, outside=outside)


async def press_calm(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """On a calm day: how they want help asked for. Nothing is sent."""
    mode = f"c.{press.ref}" if press.ref else "c"
    return await open_screen(tx, who, ref=mode, outside=outside)


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say for one's own page that help is being asked for, or how it would be."""
    lang = await privacy.language_for(tx, who)
    if await find_request_of(tx, who.member_id) is not None:
        return [messages.is_asking(lang)]
    choice = await find_choice(tx, who.member_id)
    said = [] if choice == Choice() else [messages.would_ask(lang, choice)]
    pause = await find_pause(tx, who.server_id, who.member_id) if who.server_id else None
    return [*said, *([doubting.paused_until(lang, pause)] if pause else [])]
