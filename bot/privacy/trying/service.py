"""Does a private note arrive? One is tried at once, and the page that asked is told how it went.

Whatever sends private notes begins with this: the member's own press opens the chat.
"""

from bot.core.press import Who
from bot.delivery.notes import post_note
from bot.delivery.owed import End, Lane, Note, Outcome
from bot.delivery.private import forget_closed
from bot.privacy import service as privacy
from bot.privacy.trying.rules import RESULTS, TEST, TRIED_FOR, Result
from bot.storage.database import Tx

DRAFT = "trying"  # the same for every feature: a draft's row names the member


async def send_test(
    tx: Tx, who: Who, feature: str, target: str = "", *, lane: Lane = Lane.MEETING
) -> None:
    """1. Owe a test note. The way back to this page is kept, sealed, while Discord knows it.

    `target` (without a dot) says which of the feature's pages it is.
    """
    await forget_closed(tx, who.member_id)
    way_back = {"reply_token": who.reply_token, "lane": int(lane)}
    draft_id = await privacy.keep_draft(tx, who.member_id, DRAFT, way_back)
    await _post(tx, Note(who.member_id, feature, TEST, f"{target}.{draft_id}"), lane)


async def settle_test(tx: Tx, outcome: Outcome) -> None:
    """2. The test note has ended: owe the page its new words. Other notes are none of this."""
    note = outcome.note
    if note is None or note.what != TEST:
        return
    draft_id = note.ref.partition(".")[2]
    way_back = await privacy.open_draft(tx, note.member_id, DRAFT, draft_id)
    if not way_back or not way_back["reply_token"]:
        return
    await privacy.drop_draft(tx, note.member_id, draft_id)
    ended = {End.SENT: "arrived", End.REFUSED: "closed"}.get(outcome.end, "late")
    told = Note(note.member_id, note.feature, ended, note.ref, way_back["reply_token"])
    await _post(tx, told, Lane(way_back.get("lane", Lane.MEETING)))


def result_of(note: Note) -> Result:
    """3. Tell which result a note brings to its page; nothing for every other note."""
    return RESULTS.get(note.what, "")


def target_of(note: Note) -> str:
    """Tell which page a test note, or its result, belongs to."""
    return note.ref.partition(".")[0]


async def _post(tx: Tx, note: Note, lane: Lane) -> None:
    await post_note(tx, note, lane=lane, due=tx.now, not_after=tx.now + TRIED_FOR)
