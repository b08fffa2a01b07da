"""What went wrong, for moderators and the operator: no member and no text, only what and where."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from bot.core.reference import make_reference
from bot.storage.database import Tx
from bot.storage.tables import incidents


def describe_incident(
    kind: str, code: str, *, server_id: int | None = None, channel_id: int | None = None
) -> dict[str, Any]:
    """Make an incident's row, with a fresh reference for the log."""
    return {
        "server_id": server_id,
        "reference": make_reference(),
        "kind": kind,
        "code": code,
        "channel_id": channel_id,
    }


async def record_incidents(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep incidents; moderators of the server see them in `/setup`."""
    if rows:
        await tx.execute(insert(incidents), [row | {"at": tx.now} for row in rows])
