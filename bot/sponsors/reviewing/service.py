"""Being under review: from a report, or a moderator's word, until the report is closed."""

from collections.abc import Sequence
from datetime import datetime

from bot.delivery.notes import set_note_timer
from bot.delivery.owed import Note
from bot.delivery.timers import Due
from bot.sponsors.offering.store import find_offer
from bot.sponsors.reporting import store
from bot.sponsors.reporting.rules import mark_of
from bot.sponsors.reviewing import rules
from bot.sponsors.rules import FEATURE
from bot.sponsors.store import entries
from bot.storage.database import Tx


async def pauses_at_once(tx: Tx, reporter_id: int) -> bool:
    """1. Tell whether a report of this member pauses somebody before a moderator has looked.

    One in two weeks does: nobody can put all who help under review in a night.
    """
    return not rules.recent(await _pauses(tx, reporter_id), tx.now)


async def _pauses(tx: Tx, reporter_id: int) -> list[datetime]:
    found = await entries(tx, reporter_id, rules.PAUSES)
    return rules.unpack(found[0]) if found else []


async def count_pause(tx: Tx, reporter_id: int) -> None:
    """2. Remember, sealed, that a report of theirs paused somebody just now."""
    moments = [*rules.recent(await _pauses(tx, reporter_id), tx.now), tx.now]
    await tx.vault.put_entry(await _name(tx, reporter_id), reporter_id, rules.pack(moments))
    over = Note(reporter_id, FEATURE, rules.OVER, "")
    await set_note_timer(tx, over, tx.now + rules.COUNTS_FOR)


async def forget_pauses(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """It does not count any more, so it goes."""
    for note, _due in due:
        await tx.vault.drop_entries([await _name(tx, note.member_id)])


async def _name(tx: Tx, reporter_id: int) -> str:
    return await tx.vault.name(reporter_id, "sponsors.pauses")


async def is_under_review(tx: Tx, server_id: int, person_id: int) -> bool:
    """3. Tell whether a report about somebody that pauses them is open in a server."""
    found = await store.open_about(tx, tx.vault.mark(person_id, mark_of(server_id)))
    return any(row["pausing"] for row in found)


async def is_supporter_paused(tx: Tx, person_id: int) -> bool:
    """Tell whether somebody who offers to be there for others is under review anywhere.

    Until that is closed they read nothing of their pairs: the one that is missing would tell them
    who reported.
    """
    offer = await find_offer(tx, person_id)
    servers = offer.servers if offer else frozenset[int]()
    return any([await is_under_review(tx, one, person_id) for one in servers])


async def is_paused(tx: Tx, person_id: int, server_id: int) -> bool:
    """Tell whether somebody is under review in this server, or wherever they offer."""
    if await is_under_review(tx, server_id, person_id):
        return True
    return await is_supporter_paused(tx, person_id)
