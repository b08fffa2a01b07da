"""Tell Discord our commands, only when they changed: it allows 200 new ones a day."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import structlog
from discord.ext import commands

from bot.core.errors import Busy, Unavailable
from bot.storage.database import Database
from bot.storage.installation import keep_fact, read_fact

log = structlog.get_logger()

FACT = "commands"
LOCK = 0x416674657263  # an advisory lock of PostgreSQL, any number of our own


async def sync_commands(client: commands.Bot, db: Database) -> None:
    """Send the commands when their payload is not the one Discord got from us last."""
    try:
        async with _alone(db) as alone:
            if alone:
                await _sync_changed(client, db)
    except (Busy, Unavailable, discord.DiscordException, OSError):
        log.exception("commands_not_synced")


@asynccontextmanager
async def _alone(db: Database) -> AsyncIterator[bool]:
    """Of several processes that start at once, let one tell Discord; the others need not."""
    if db.dialect == "sqlite":
        yield True
        return
    lock = db.make_lock(LOCK)
    try:
        yield await lock.try_take()
    finally:
        await lock.let_go()


async def _sync_changed(client: commands.Bot, db: Database) -> None:
    digest = await _digest(client)
    async with db.read() as tx:
        known = await read_fact(tx, FACT)
    if known == digest:
        return
    synced = await client.tree.sync()
    async with db.begin() as tx:
        await keep_fact(tx, FACT, digest)
    log.info("commands_synced", count=len(synced))


async def _digest(client: commands.Bot) -> str:
    """Hash what would be sent, and to which application."""
    tree, translator = client.tree, client.tree.translator
    payload: list[Any] = [client.application_id]
    for command in tree.get_commands():
        if translator is None:
            payload.append(command.to_dict(tree))
        else:
            payload.append(await command.get_translated_payload(tree, translator))
    text = json.dumps(payload, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
