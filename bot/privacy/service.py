"""A member's own choices, what is kept about them, and how it leaves again."""

import json
import secrets
from typing import Any

from bot.core.language import choose_language
from bot.core.press import Who
from bot.privacy import rules, store
from bot.privacy.rules import Member
from bot.storage.database import Tx

__all__ = ["Member", "drop_draft", "keep_draft", "language_for", "member_of", "open_draft"]


async def member_of(tx: Tx, member_id: int) -> Member:
    """Say what a member chose; nothing chosen gives the defaults."""
    return await store.find_member(tx, member_id)


async def language_for(tx: Tx, who: Who) -> str:
    """Choose the language to answer somebody in: their own choice, else that of their Discord."""
    return choose_language((await store.find_member(tx, who.member_id)).language, who.locale)


async def keep_draft(
    tx: Tx, member_id: int, feature: str, data: dict[str, Any], draft_id: str | None = None
) -> str:
    """Keep an unfinished form, sealed, for 15 minutes; their own draft is replaced and prolonged."""
    wanted = draft_id or secrets.token_hex(8)
    expires = tx.now + rules.DRAFTS_KEPT
    sealed = await _seal_draft(tx, member_id, wanted, data)
    if draft_id and await store.replace_draft(tx, draft_id, member_id, sealed, expires):
        return draft_id
    if draft_id:
        wanted = secrets.token_hex(8)
        sealed = await _seal_draft(tx, member_id, wanted, data)
    row = {"id": wanted, "member_id": member_id, "feature": feature, "sealed": sealed}
    await store.add_draft(tx, {**row, "expires": expires})
    return wanted


async def _seal_draft(tx: Tx, member_id: int, draft_id: str, data: dict[str, Any]) -> bytes:
    content = json.dumps(data, ensure_ascii=False).encode()
    return await tx.vault.seal(member_id, content, context=f"drafts:{draft_id}")


async def open_draft(tx: Tx, member_id: int, feature: str, draft_id: str) -> dict[str, Any] | None:
    """Read an unfinished form; None when it is too old, erased, or somebody else's."""
    sealed = await store.find_draft(tx, member_id, feature, draft_id)
    if sealed is None:
        return None
    content = await tx.vault.open(member_id, sealed, context=f"drafts:{draft_id}")
    return None if content is None else dict(json.loads(content))


async def drop_draft(tx: Tx, member_id: int, draft_id: str) -> None:
    """Forget an unfinished form: it was sent in, or given up."""
    await store.drop_draft(tx, member_id, draft_id)
