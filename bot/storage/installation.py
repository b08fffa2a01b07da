"""Single facts about this installation, by name: which commands Discord has, and the like."""

from sqlalchemy import delete, select

from bot.storage.tables import installation
from bot.storage.transaction import Tx


async def read_fact(tx: Tx, name: str) -> str | None:
    """Read what was kept under this name."""
    found: str | None = await tx.scalar(
        select(installation.c.value).where(installation.c.name == name)
    )
    return found


async def forget_fact(tx: Tx, name: str) -> None:
    """Keep nothing under this name any more."""
    await tx.execute(delete(installation).where(installation.c.name == name))


async def keep_fact(tx: Tx, name: str, value: str) -> None:
    """Keep a value under this name, in place of the one before."""
    row = {"name": name, "value": value}
    await tx.upsert(installation, row, index_elements=["name"], update=["value"])
