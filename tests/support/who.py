"""People as services know them: who pressed, where, and what they may see."""

from bot.core.message import Button, Message, Select
from bot.core.press import Rights, Who

SERVER = 700_000_000_000_000_001
CHANNEL, HIDDEN = 700_000_000_000_000_010, 700_000_000_000_000_011
MONA, ANA, BEN, CLEO = (800_000_000_000_000_000 + n for n in (1, 2, 3, 4))
ROLE = 700_000_000_000_000_020
COUNTRIES = {"US": "United States", "GB": "United Kingdom", "IE": "Ireland"}


def somebody(
    member_id=ANA,
    *,
    sees=(CHANNEL,),
    manages=False,
    roles=(),
    server_id=SERVER,
    lacks=(),
    seen_by_all=(),
    locale="en-US",
):
    """Make a person in the server; `lacks` is what the bot may not do in any channel."""
    rights = Rights(
        manage_server=manages,
        role_ids=frozenset(roles),
        sees=lambda channel_id: channel_id in sees,
        bot_lacks=lambda _channel_id: tuple(lacks),
        bot_lacks_of=lambda _channel_id, needed: tuple(name for name in needed if name in lacks),
        all_see=lambda channel_id: channel_id in seen_by_all,
    )
    return Who(member_id, server_id, locale, rights)


def mona(**changes):
    """Make the moderator, who sees everything."""
    return somebody(MONA, **{"manages": True, "sees": (CHANNEL, HIDDEN), **changes})


def buttons_of(message: Message) -> dict[str, Button]:
    """Give the buttons of a message by their label."""
    return {
        part.label: part
        for row in message.rows
        if isinstance(row, tuple)
        for part in row
        if isinstance(part, Button)
    }


def selects_of(message: Message) -> dict[str, Select]:
    """Give the selects of a message by their action."""
    return {row.action: row for row in message.rows if isinstance(row, Select)}
