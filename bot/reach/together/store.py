"""Where it is kept how two people meet: sealed with the key of the one who asked."""

from datetime import UTC

from bot.privacy.rules import MEANS
from bot.reach.ladder.rules import Request
from bot.reach.together.rules import Talk, pack_talk, read_talk
from bot.storage.database import Tx

TALK = "talk:"
MARKS = {"feature": "reach", "what": "talk", MEANS: "how you meet with somebody who came"}


async def find_talk(tx: Tx, request: Request) -> Talk | None:
    """Find how these two meet; None when nobody is with them, or somebody else is by now."""
    talk = await find_last(tx, request)
    here = talk and request.state == "taken" and talk.person_id == request.taker
    return talk if here else None


async def find_last(tx: Tx, request: Request) -> Talk | None:
    """Find how they met with whoever came last."""
    sealed = (await tx.vault.open_entries([TALK + request.id])).get(TALK + request.id)
    return read_talk(request.id, sealed, UTC) if sealed else None


async def keep_talk(tx: Tx, request: Request, talk: Talk) -> None:
    """Seal how far they have come."""
    packed = MARKS | {"ref": request.id} | pack_talk(talk)
    await tx.vault.put_entry(TALK + request.id, request.asker_id, packed)
